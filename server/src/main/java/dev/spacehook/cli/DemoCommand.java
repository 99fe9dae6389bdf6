package dev.spacehook.cli;

import dev.spacehook.config.Setting;
import dev.spacehook.config.SettingsTable;
import dev.spacehook.demo.Demo;
import dev.spacehook.demo.DemoSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = "Starts the service with a demonstration: an owner, two spaces, a receiver, and a whole call.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--once",
            description = "End after the call: with 0 if every notification arrived and verified, else with 1.")
    boolean once;

    @Option(
            names = "--rehearse",
            hidden = true,
            description = "With --once: send many more events after the call, for the recording of a start.")
    boolean rehearse;

    DemoCommand() {}

    @Override
    public Integer call() {
        Map<String, String> settings = DemoSettings.over(System.getenv());
        moveIfTaken(settings, Setting.HTTP_PORT, Setting.HTTP_HOST);
        moveIfTaken(settings, Setting.MANAGEMENT_PORT, Setting.MANAGEMENT_HOST);
        quiet();
        if (once) {
            TemporaryData data = TemporaryData.ifInUse(settings);
            announce(settings);
            Service.run(settings, Demo.class, data::delete, arguments());
        } else {
            announce(settings);
            Service.run(settings, Demo.class, () -> {});
        }
        return 0;
    }

    private String[] arguments() {
        return rehearse ? new String[] {Demo.ONCE, Demo.REHEARSE} : new String[] {Demo.ONCE};
    }

    /** A port that was asked for is left alone, the service says if it is taken; 0 asks for any free one. */
    private static void moveIfTaken(Map<String, String> settings, Setting port, Setting host) {
        String address = settings.getOrDefault(host.fullName(), "127.0.0.1");
        String asked = settings.get(port.fullName());
        if ("0".equals(asked)) {
            settings.put(port.fullName(), anyFree(address));
        } else if (asked == null && !Service.isFree(address, Integer.parseInt(SettingsTable.defaultOf(port)))) {
            settings.put(port.fullName(), anyFree(address));
            System.out.println("Port " + SettingsTable.defaultOf(port) + " is taken; this demo uses "
                    + settings.get(port.fullName()) + " (" + port.fullName() + " sets another).");
        }
    }

    private static String anyFree(String address) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getAllByName(address)[0])) {
            return String.valueOf(socket.getLocalPort());
        } catch (IOException e) {
            throw new FailedException("No port of " + address + " can be had: " + e.getMessage());
        }
    }

    private static void announce(Map<String, String> settings) {
        String directory =
                settings.getOrDefault(Setting.DATA_DIR.fullName(), SettingsTable.defaultOf(Setting.DATA_DIR));
        boolean embedded = !settings.containsKey(Setting.DATABASE_URL.fullName());
        System.out.println("Starting Spacehook"
                + (embedded
                        ? " with its own PostgreSQL in "
                                + Path.of(directory).toAbsolutePath().normalize()
                        : "") + ".");
    }

    /** What the service logs would come between the demo's lines; warnings may. */
    private static void quiet() {
        if (System.getenv("QUARKUS_LOG_LEVEL") == null) {
            System.setProperty("quarkus.log.level", "WARN");
        }
    }
}
