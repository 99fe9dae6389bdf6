package dev.spacehook.identity;

import dev.spacehook.api.Problem;
import dev.spacehook.config.Secret;
import org.jspecify.annotations.Nullable;

/** A person about to be created; checked by its constructor, which throws 422 {@code bad_field}. */
public record NewPerson(
        String email,
        Secret password,
        @Nullable String username,
        @Nullable String phone) {

    /** NIST SP 800-63B, section 5.1.1.2, asks for at least 8. */
    static final int SHORTEST_PASSWORD = 8;

    static final int LONGEST_PASSWORD = 256;

    public NewPerson {
        Emails.require("email", email);
        requirePassword(password.value());
    }

    static String requirePassword(String password) {
        if (password.length() < SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD) {
            throw Problem.badField(
                    "password", "length", String.valueOf(SHORTEST_PASSWORD), String.valueOf(LONGEST_PASSWORD));
        }
        return password;
    }
}
