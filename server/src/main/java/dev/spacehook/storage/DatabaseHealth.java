package dev.spacehook.storage;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the database answers. */
@Readiness
@Singleton
final class DatabaseHealth implements HealthCheck {
    private static final String NAME = "database";

    private final Database database;

    DatabaseHealth(Database database) {
        this.database = database;
    }

    @Override
    public HealthCheckResponse call() {
        try {
            database.check();
            return HealthCheckResponse.up(NAME);
        } catch (StorageException e) {
            return HealthCheckResponse.named(NAME)
                    .down()
                    .withData("sqlState", e.sqlState())
                    .build();
        }
    }
}
