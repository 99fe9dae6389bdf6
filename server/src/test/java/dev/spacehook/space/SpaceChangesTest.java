package dev.spacehook.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spacehook.api.Problem;
import dev.spacehook.identity.Caller;
import dev.spacehook.storage.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

class SpaceChangesTest {

    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    private final List<String> told = new ArrayList<>();
    private final SpaceChanges changes = new SpaceChanges(POSTGRES.database(), List.of(told::add));

    @BeforeEach
    void space() {
        POSTGRES.execute("delete from space");
        POSTGRES.execute("insert into space (id, owner_id, plan) values ('space', 'owner', 'team')");
    }

    @Test
    void countsAChangeAndKeepsTheEpoch() {
        long epoch = number("epoch");
        POSTGRES.execute("update space set changed_xid = '3'");

        changes.change("space", change -> {
            change.markChanged();
            return "";
        });

        assertThat(number("revision")).isEqualTo(2);
        assertThat(number("epoch")).isEqualTo(epoch);
        assertThat(number("changed_xid::text::bigint")).isGreaterThan(3);
        assertThat(told).containsExactly("space");
    }

    @Test
    void takesANewEpochForACancellingChange() {
        long epoch = number("epoch");

        changes.change("space", change -> {
            change.markCancelling();
            return "";
        });

        assertThat(number("epoch")).isGreaterThan(epoch);
        assertThat(number("revision")).isEqualTo(2);
    }

    @Test
    void writesNothingWhereNothingChanges() {
        String plan = changes.change("space", change -> change.space().plan());

        assertThat(plan).isEqualTo("team");
        assertThat(number("revision")).isEqualTo(1);
    }

    @Test
    void tellsOtherNodesWithTheCommit() throws SQLException {
        try (var listening = POSTGRES.database().openDirect("test")) {
            listening.createStatement().execute("listen spacehook_config");
            changes.change("space", change -> {
                change.markChanged();
                return "";
            });
            PGNotification[] heard = listening.unwrap(PGConnection.class).getNotifications(5_000);
            assertThat(heard).extracting(PGNotification::getParameter).containsExactly("space");
        }
    }

    @Test
    void changesNothingWhenItRefuses() {
        assertThatThrownBy(() -> changes.change("space", change -> {
                    change.markCancelling();
                    SpaceStore.delete(change.connection(), "space");
                    throw Problem.of(Problem.Code.WEBHOOK_EXISTS);
                }))
                .isInstanceOf(Problem.class);

        assertThat(number("revision")).isEqualTo(1);
        assertThat(POSTGRES.query(Boolean.class, "select deleted_at is null from space"))
                .isTrue();
        assertThat(told).isEmpty();
    }

    @Test
    void letsChangesOfOneSpaceComeOneAfterAnother() {
        changes.change("space", outer -> {
            Throwable refused = org.assertj.core.api.Assertions.catchThrowable(
                    () -> POSTGRES.database().useTransaction(connection -> {
                        connection.createStatement().execute("set local lock_timeout = '10ms'");
                        SpaceStore.lock(connection, "space");
                    }));
            assertThat(refused).isNotNull();
            return "";
        });
    }

    @Test
    void isForTheOwnerOnly() {
        String done = changes.changeOwned(new Caller.Person("owner", null), "space", change -> "done");

        assertThat(done).isEqualTo("done");
        assertCode(new Caller.Person("other", null), "space", Problem.Code.NOT_OWNER);
        assertCode(new Caller.Platform("owner"), "space", Problem.Code.NOT_OWNER);
        assertCode(new Caller.Person("owner", null), "missing", Problem.Code.SPACE_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../space", "space ", "space\u0000", "ｓpace", "space.", "'; drop table space; --"})
    void looksForNothingThatIsNoId(String id) {
        assertCode(new Caller.Person("owner", null), id, Problem.Code.SPACE_NOT_FOUND);
    }

    @Test
    void findsNoDeletedSpace() {
        POSTGRES.execute("update space set deleted_at = spacehook_now()");

        assertCode(new Caller.Person("owner", null), "space", Problem.Code.SPACE_NOT_FOUND);
    }

    private void assertCode(Caller caller, String spaceId, Problem.Code code) {
        assertThatThrownBy(() -> changes.changeOwned(caller, spaceId, change -> ""))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    private static long number(String column) {
        return POSTGRES.query(Long.class, "select " + column + " from space");
    }
}
