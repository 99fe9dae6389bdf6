package dev.spacehook.webhook;

/** A stored secret cannot be opened: its key is not among those given, or it is not what was sealed for this space. */
public final class SecretBoxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SecretBoxException(String message) {
        super(message);
    }
}
