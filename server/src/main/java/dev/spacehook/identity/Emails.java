package dev.spacehook.identity;

import dev.spacehook.api.Problem;
import dev.spacehook.storage.StorageException;

/** E-mail addresses: plausible, and one person's only. */
final class Emails {

    private static final int LONGEST = 254;
    private static final String UNIQUE_VIOLATION = "23505";

    private Emails() {}

    /** Whether mail can reach it is not ours to find out; one {@code @} with something on both sides will do. */
    static String require(String field, String email) {
        int at = email.indexOf('@');
        boolean plausible = at > 0 && at < email.length() - 1 && at == email.lastIndexOf('@');
        boolean printable = email.chars().noneMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c));
        if (!plausible || !printable || email.length() > LONGEST) {
            throw Problem.badField(field, "email");
        }
        return email;
    }

    /** @throws Problem 422 {@code bad_field} if {@code write} would give a second person the same e-mail */
    static void refuseTaken(Runnable write) {
        try {
            write.run();
        } catch (StorageException e) {
            if (e.sqlState().equals(UNIQUE_VIOLATION)) {
                throw Problem.badField("email", "email_taken");
            }
            throw e;
        }
    }
}
