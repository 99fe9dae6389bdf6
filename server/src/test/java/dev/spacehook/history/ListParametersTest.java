package dev.spacehook.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spacehook.api.Problem;
import dev.spacehook.event.EventName;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListParametersTest {

    @Test
    void readsAll() {
        MultivaluedMap<String, String> query = new MultivaluedHashMap<>();
        query.add("status", "failed");
        query.add("eventName", "record_aborted");
        query.add("roomId", "комната 1");
        query.add("from", "2026-11-24T06:30:00Z");
        query.add("to", "2026-11-24t09:30:00.1239+03:00");
        query.add("limit", "200");
        query.add("cursor", "");

        ListParameters parameters = ListParameters.of("space", query);

        assertThat(parameters)
                .isEqualTo(new ListParameters(
                        new DeliveryFilter(
                                Delivery.Status.FAILED,
                                EventName.RECORD_ABORTED,
                                "комната 1",
                                Instant.parse("2026-11-24T06:30:00Z"),
                                Instant.parse("2026-11-24T06:30:00.1239Z")),
                        200,
                        null));
    }

    @Test
    void nothingOrEmptyMeansAll() {
        MultivaluedMap<String, String> query = new MultivaluedHashMap<>();
        assertThat(ListParameters.of("space", query)).isEqualTo(new ListParameters(DeliveryFilter.NONE, 50, null));
        for (String name : new String[] {"status", "eventName", "roomId", "from", "to", "limit", "cursor"}) {
            query.add(name, "");
        }
        assertThat(ListParameters.of("space", query)).isEqualTo(new ListParameters(DeliveryFilter.NONE, 50, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status|; DROP",
                "status|FAILED",
                "status|expired",
                "eventName|CALL_STARTED",
                "eventName|call_paused",
                "from|2026-11-24",
                "from|2026-11-24T06:30Z",
                "from|2026-11-24T06:30:00",
                "from|2026-11-24T06:30:00 03:00",
                "from|2026-13-24T06:30:00Z",
                "to|2026-02-30T06:30:00Z",
                "to|yesterday",
                "to|1764000000",
                "limit|0",
                "limit|201",
                "limit|-1",
                "limit|1e9",
                "limit|0x10",
                "limit|1.0",
                "limit|٥",
                "limit|99999999999999999999",
                "cursor|x",
                "cursor|AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "statuss|failed",
                "offset|1"
            })
    void namesWhatIsWrong(String name, String value) {
        MultivaluedMap<String, String> query = new MultivaluedHashMap<>();
        query.add(name, value);
        assertBadField(name, query);
    }

    @Test
    void refusesWhatCannotBeARoom() {
        for (String room : new String[] {"a\0", "a\nb", "x".repeat(257)}) {
            MultivaluedMap<String, String> query = new MultivaluedHashMap<>();
            query.add("roomId", room);
            assertBadField("roomId", query);
        }
    }

    @Test
    void refusesAParameterGivenTwice() {
        MultivaluedMap<String, String> query = new MultivaluedHashMap<>();
        query.add("limit", "1");
        query.add("limit", "2");
        assertBadField("limit", query);
    }

    private static void assertBadField(String name, MultivaluedMap<String, String> query) {
        assertThatThrownBy(() -> ListParameters.of("space", query)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(Problem.Code.BAD_FIELD);
            assertThat(problem.field()).isEqualTo(name);
        });
    }
}
