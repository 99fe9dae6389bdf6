package dev.spacehook.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.storage.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CabinetLinksTest {

    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    private static final Space SPACE = new Space("space", "owner", "team", null, false, null, 1);

    private final CabinetLinks links = new CabinetLinks(POSTGRES.database());

    @BeforeEach
    void space() {
        POSTGRES.execute("delete from space");
        POSTGRES.execute("insert into space (id, owner_id, plan) values ('space', 'owner', 'team')");
    }

    @Test
    void letsTheOwnerInOnce() {
        String key = create();

        assertThat(links.consume(key)).contains(new CabinetLinks.Admission("owner", "space"));
        assertThat(links.consume(key)).isEmpty();
    }

    @Test
    void isGoodForFiveMinutes() {
        String inTime = create();
        String tooLate = create();

        POSTGRES.clock().advance(Duration.ofSeconds(299));
        assertThat(links.consume(inTime)).isPresent();
        POSTGRES.clock().advance(Duration.ofSeconds(1));
        assertThat(links.consume(tooLate)).isEmpty();
    }

    @Test
    void forgetsKeysThatNobodyUsed() {
        create();
        POSTGRES.clock().advance(Duration.ofMinutes(6));
        create();

        assertThat(POSTGRES.query(Long.class, "select count(*) from cabinet_link where expires_at < spacehook_now()"))
                .isZero();
    }

    @Test
    void opensNothingOnceTheSpaceHasAnotherOwnerOrIsGone() {
        String first = create();
        POSTGRES.execute("update space set owner_id = 'other'");
        assertThat(links.consume(first)).isEmpty();

        POSTGRES.execute("update space set owner_id = 'owner'");
        String second = create();
        POSTGRES.execute("update space set deleted_at = spacehook_now()");
        assertThat(links.consume(second)).isEmpty();
    }

    @Test
    void isStoredAsAHashOnly() {
        String key = create();

        assertThat(key).matches("[A-Za-z0-9_-]{43}");
        assertThat(POSTGRES.query(Long.class, "select count(*) from cabinet_link where length(token_hash) = 32"))
                .isPositive();
        assertThat(links.consume("unknown")).isEmpty();
        assertThat(links.consume("")).isEmpty();
    }

    private String create() {
        return POSTGRES.database().inTransaction(connection -> links.create(connection, SPACE));
    }
}
