package dev.spacehook.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** One statement on a connection of the test's own. */
final class TestDatabaseSql {
    private TestDatabaseSql() {}

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
