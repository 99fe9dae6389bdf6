package dev.spacehook.storage;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that a database holds, as text. */
public final class TestRows {
    private TestRows() {}

    /** Each row of each table, by the table's name. */
    public static Map<String, List<String>> byTable(Connection connection) throws SQLException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (String table : column(connection, "select tablename from pg_tables where schemaname = 'public'")) {
            rows.put(table, column(connection, "select t::text from \"" + table + "\" t"));
        }
        return rows;
    }

    private static List<String> column(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
