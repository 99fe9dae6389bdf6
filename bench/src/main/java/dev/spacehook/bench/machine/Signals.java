package dev.spacehook.bench.machine;

/** Signals to processes this run has started. */
public final class Signals {

    private Signals() {}

    /**
     * Sends one; a process that is gone already is fine.
     *
     * @param signal without SIG, for example {@code STOP}
     */
    public static void send(String signal, long pid) {
        Programs.run("sh", "-c", "kill -" + signal + " " + pid);
    }

    /** To the process and all below it. */
    public static void sendToTree(String signal, long pid) {
        ProcessHandle.of(pid).ifPresent(root -> root.descendants().forEach(below -> send(signal, below.pid())));
        send(signal, pid);
    }
}
