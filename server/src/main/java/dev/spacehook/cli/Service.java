package dev.spacehook.cli;

import dev.spacehook.config.Setting;
import dev.spacehook.config.Settings;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Boots the service in this process, with settings that have been found right. */
final class Service {

    private Service() {}

    /**
     * Does not return: the process ends with the service.
     *
     * @param names names and values of the settings; they stand above those of the environment
     * @param application what to do once the service runs; null: wait for a signal
     * @param afterwards done when the service has stopped, unless a signal stopped it
     * @throws dev.spacehook.config.SettingsException if a setting is wrong
     * @throws FailedException if a port is taken
     */
    static void run(
            Map<String, String> names,
            @Nullable Class<? extends QuarkusApplication> application,
            Runnable afterwards,
            String... arguments) {
        Settings.Http http = Settings.from(names).http();
        requireFree(http.host(), http.port(), Setting.HTTP_PORT);
        requireFree(http.managementHost(), http.managementPort(), Setting.MANAGEMENT_PORT);
        names.forEach(Service::hand);
        System.setProperty("quarkus.http.host", http.host());
        System.setProperty("quarkus.http.port", String.valueOf(http.port()));
        System.setProperty("quarkus.management.host", http.managementHost());
        System.setProperty("quarkus.management.port", String.valueOf(http.managementPort()));
        boolean json = "json".equals(names.get(Setting.LOG_FORMAT.fullName()));
        System.setProperty("quarkus.log.console.json.enabled", String.valueOf(json));
        StopSignals.exitWithZero();
        Quarkus.run(
                application,
                (code, cause) -> {
                    explain(cause);
                    afterwards.run();
                    System.exit(code);
                },
                arguments);
    }

    /** Where the framework leaves it to us to say why the service did not start. */
    private static void explain(@Nullable Throwable failure) {
        if (failure == null) {
            return;
        }
        System.err.println("The service ended, since something it needs failed:");
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            System.err.println("  " + cause);
        }
    }

    static boolean isFree(String host, int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getAllByName(host)[0])) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static void requireFree(String host, int port, Setting setting) {
        if (port != 0 && !isFree(host, port)) {
            throw new FailedException("Port " + port + " of " + host
                    + " is taken by another program, or the address is not this machine's: set " + setting.fullName()
                    + " to a free port, or " + setting.fullName().replace("PORT", "HOST") + " to another address.");
        }
    }

    private static void hand(String name, String value) {
        if (name.startsWith(Setting.PREFIX)) {
            System.setProperty(name, value);
        }
    }
}
