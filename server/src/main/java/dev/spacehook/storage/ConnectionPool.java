package dev.spacehook.storage;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalConnectionPoolConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.Driver;

/** The shared connections. Heals by itself: one lost connection throws all idle ones away. */
final class ConnectionPool implements AutoCloseable {

    /** Reads and configuration only; the writers have connections of their own. */
    static final int SIZE = 16;

    private static final Duration ACQUISITION_TIMEOUT = Duration.ofSeconds(2);
    /** A connection idle for longer is tried before it is given out: an outage leaves none that looks alive. */
    private static final Duration TRUSTED_IDLE = Duration.ofSeconds(1);
    /** Also behind the failover of a server whose address stays the same. */
    private static final Duration MAX_LIFETIME = Duration.ofMinutes(30);

    private final AgroalDataSource dataSource;

    ConnectionPool(Endpoint endpoint) {
        try {
            dataSource = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .metricsEnabled(false)
                    .connectionPoolConfiguration(pool -> configure(pool, endpoint)));
        } catch (SQLException e) {
            throw StorageException.of(e);
        }
    }

    private static AgroalConnectionPoolConfigurationSupplier configure(
            AgroalConnectionPoolConfigurationSupplier pool, Endpoint endpoint) {
        return pool.maxSize(SIZE)
                .acquisitionTimeout(ACQUISITION_TIMEOUT)
                .idleValidationTimeout(TRUSTED_IDLE)
                .maxLifetime(MAX_LIFETIME)
                .connectionValidator(ConnectionValidator.defaultValidatorWithTimeout(1))
                .exceptionSorter(new PostgreSQLExceptionSorter())
                .connectionFactoryConfiguration(factory -> configure(factory, endpoint));
    }

    private static AgroalConnectionFactoryConfigurationSupplier configure(
            AgroalConnectionFactoryConfigurationSupplier factory, Endpoint endpoint) {
        Properties properties = endpoint.pooledProperties();
        properties.stringPropertyNames().forEach(name -> factory.jdbcProperty(name, properties.getProperty(name)));
        if (!endpoint.isPooler()) {
            factory.initialSql(SessionSettings.FOR_SESSION);
        }
        return factory.connectionProviderClass(Driver.class)
                .jdbcUrl(endpoint.url())
                .principal(new NamePrincipal(endpoint.user()))
                .credential(new SimplePassword(endpoint.password().value()));
    }

    Connection acquire() {
        try {
            return dataSource.getConnection();
        } catch (SQLException e) {
            throw StorageException.ofConnecting(e);
        }
    }

    /** Called after a failure with that SQLSTATE. */
    void heal(String sqlState) {
        if (SqlStates.isDisconnected(sqlState)) {
            dataSource.flush(FlushMode.IDLE);
        }
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
