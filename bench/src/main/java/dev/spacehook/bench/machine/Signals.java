package dev.spacehook.bench.machine;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Signals to processes this run has started. */
public final class Signals {

    private Signals() {}

    /**
     * Sends one; a process that is gone already is fine.
     *
     * @param signal without SIG, for example {@code STOP}
     */
    public static void send(String signal, long pid) {
        send(signal, Stream.of(pid));
    }

    private static void send(String signal, Stream<Long> pids) {
        Programs.run("sh", "-c", "kill -" + signal + pids.map(pid -> " " + pid).collect(Collectors.joining()));
    }

    /** To the process and all below it, by one program: starting one for each takes longer than many a fault. */
    public static void sendToTree(String signal, long pid) {
        Stream<Long> below = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid);
        send(signal, Stream.concat(below, Stream.of(pid)));
    }
}
