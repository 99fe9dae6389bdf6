package dev.spacehook.storage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The server's settings; on its command line, where nothing in its files can override them. */
final class PostgresSettings {

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("fsync", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("synchronous_commit", "on"),
            // loopback only, and no socket file: the driver speaks TCP
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("max_connections", "100"),
            Map.entry("shared_buffers", "128MB"),
            Map.entry("max_wal_size", "2GB"),
            Map.entry("min_wal_size", "256MB"),
            Map.entry("checkpoint_timeout", "10min"),
            Map.entry("checkpoint_completion_target", "0.9"),
            Map.entry("wal_level", "minimal"),
            Map.entry("max_wal_senders", "0"),
            // many short statements: compiling them or spreading them over processes costs more than it saves
            Map.entry("jit", "off"),
            Map.entry("max_parallel_workers_per_gather", "0"),
            // a killed service's statements end with it
            Map.entry("client_connection_check_interval", "1s"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"),
            // no statement, no row and no value in the log
            Map.entry("log_min_error_statement", "panic"),
            Map.entry("log_error_verbosity", "terse"),
            Map.entry("log_parameter_max_length_on_error", "0"),
            Map.entry("log_checkpoints", "off"),
            Map.entry("logging_collector", "off"),
            Map.entry("log_destination", "stderr"));

    private PostgresSettings() {}

    static List<String> of(Path directory, int port) {
        List<String> arguments = new ArrayList<>(List.of("-D", directory.toString(), "-p", String.valueOf(port)));
        SETTINGS.forEach((name, value) -> {
            arguments.add("-c");
            arguments.add(name + "=" + value);
        });
        return arguments;
    }
}
