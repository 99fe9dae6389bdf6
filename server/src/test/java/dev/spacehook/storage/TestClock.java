package dev.spacehook.storage;

import java.time.Duration;

/** How far {@code spacehook_now()} is ahead of the system's clock in one test database. */
public final class TestClock {

    private final Database database;

    TestClock(Database database) {
        this.database = database;
        database.useTransaction(connection -> {
            TestDatabase.execute(connection, "create table if not exists test_clock (ahead interval not null)");
            TestDatabase.execute(connection, "insert into test_clock select '0' where not exists (table test_clock)");
            TestDatabase.execute(connection, """
                    create or replace function spacehook_now() returns timestamptz
                        language sql volatile as 'select clock_timestamp() + (select ahead from test_clock)'
                    """);
        });
    }

    /** Moves the clock forward, or back where {@code by} is negative; holds for the next statement of anyone. */
    public void advance(Duration by) {
        database.useConnection(connection -> {
            try (var statement =
                    connection.prepareStatement("update test_clock set ahead = ahead + make_interval(secs => ?)")) {
                statement.setDouble(1, by.toMillis() / 1000.0);
                statement.executeUpdate();
            }
        });
    }
}
