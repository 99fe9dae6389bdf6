package dev.spacehook.cli;

/** A command cannot go on; the message tells people why and what to do. */
final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedException(String message) {
        super(message);
    }
}
