package dev.spacehook.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spacehook.storage.TestDatabase;
import dev.spacehook.storage.TestDatabaseSql;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class WriterTransactionTest {
    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    /** Left open, it would be committed together with the next batch. */
    @Test
    void nothingStaysOfWorkThatFailsUnforeseen() throws SQLException {
        POSTGRES.execute("create table written (n int)");
        try (Connection connection = POSTGRES.database().openDirect("writer")) {
            assertThatThrownBy(() -> WriterTransaction.run(connection, begun -> {
                        TestDatabaseSql.execute(begun, "insert into written values (1)");
                        throw new IllegalStateException("unforeseen");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(connection.getAutoCommit()).isTrue();
        }
        assertThat(POSTGRES.query(Long.class, "select count(*) from written")).isZero();
    }
}
