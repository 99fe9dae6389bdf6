package dev.spacehook.cabinet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.api.Language;
import dev.spacehook.history.DeliveryPage;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotificationsTest {

    private static final Texts TEXTS = new Texts(Language.EN, ZoneOffset.UTC);

    @Test
    void aPageThatEndedBeforeItsSearchDoesNotSayThatThereIsNothing() {
        assertThat(Notifications.none(TEXTS, new DeliveryPage(List.of(), null)))
                .isEqualTo("There are no notifications here.");
        assertThat(Notifications.none(TEXTS, new DeliveryPage(List.of(), "cursor")))
                .contains("so far", "older");
    }
}
