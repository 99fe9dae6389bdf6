package dev.spacehook.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** One statement on a connection of the test's own. */
public final class TestDatabaseSql {
    private TestDatabaseSql() {}

    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
