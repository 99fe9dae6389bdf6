package dev.spacehook.cabinet;

import org.jspecify.annotations.Nullable;

/**
 * The signature doctor's form and what he says.
 *
 * @param diagnosis null before he has been asked
 * @param tone good where all is right
 * @param expected what should have been computed; null where that cannot be said
 * @param signed the exact text to sign
 */
public record DoctorView(
        String request,
        String computed,
        @Nullable String diagnosis,
        String tone,
        @Nullable String expected,
        @Nullable String signed) {

    static final DoctorView EMPTY = new DoctorView("", "", null, "", null, null);
}
