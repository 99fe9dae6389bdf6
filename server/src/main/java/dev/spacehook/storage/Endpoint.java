package dev.spacehook.storage;

import dev.spacehook.config.Secret;
import dev.spacehook.config.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * Where the database is and how every connection to it is set up.
 *
 * @param url for the pool; behind it may be a pooler in transaction mode, where {@code directUrl} differs
 * @param directUrl leads to the server itself
 */
record Endpoint(String url, String directUrl, String user, Secret password) {

    static final int CONNECT_TIMEOUT_SECONDS = 2;
    static final int LOGIN_TIMEOUT_SECONDS = 3;
    /** Above the statement time-out: it ends what hangs because the server no longer answers at all. */
    static final int SOCKET_TIMEOUT_SECONDS = 15;

    private static final Driver DRIVER = new Driver();

    static Endpoint external(Settings.Database settings) {
        String url = Objects.requireNonNull(settings.url());
        String direct = settings.directUrl();
        return new Endpoint(url, direct == null ? url : direct, settings.user(), settings.password());
    }

    /** Whether session state may not be relied on in pooled connections. */
    boolean isPooler() {
        return !url.equals(directUrl);
    }

    /** What pooled connections are opened with, but for user and password. */
    Properties pooledProperties() {
        Properties properties = commonProperties();
        if (isPooler()) {
            // a named statement would stay behind on one of the pooler's server connections
            properties.setProperty("prepareThreshold", "0");
        }
        return properties;
    }

    private static Properties commonProperties() {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "spacehook");
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_TIMEOUT_SECONDS));
        properties.setProperty("loginTimeout", String.valueOf(LOGIN_TIMEOUT_SECONDS));
        properties.setProperty("socketTimeout", String.valueOf(SOCKET_TIMEOUT_SECONDS));
        properties.setProperty("cancelSignalTimeout", String.valueOf(CONNECT_TIMEOUT_SECONDS));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("assumeMinServerVersion", "14");
        // the detail of an error quotes rows: token hashes, addresses
        properties.setProperty("logServerErrorDetail", "false");
        return properties;
    }

    /** A connection of its own to the server itself, with the session settings. */
    Connection openDirect(String applicationName) throws SQLException {
        Properties properties = commonProperties();
        properties.setProperty("ApplicationName", applicationName);
        properties.setProperty("user", user);
        properties.setProperty("password", password.value());
        Connection connection = Objects.requireNonNull(DRIVER.connect(directUrl, properties));
        try (Statement statement = connection.createStatement()) {
            statement.execute(SessionSettings.FOR_SESSION);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
