package dev.spacehook.receiver;

import dev.spacehook.receiver.InvalidNotificationException.Reason;
import java.util.Optional;
import java.util.function.Function;

/** The caller's look-up of headers, with absence made plain. */
record Headers(Function<String, String> lookup) {

    Optional<String> optional(String name) {
        return Optional.ofNullable(lookup.apply(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    String required(String name) throws InvalidNotificationException {
        return optional(name)
                .orElseThrow(
                        () -> new InvalidNotificationException(Reason.BAD_HEADER, "header " + name + " is missing"));
    }
}
