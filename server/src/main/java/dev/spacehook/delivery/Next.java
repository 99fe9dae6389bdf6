package dev.spacehook.delivery;

import java.time.Duration;

/** What follows an attempt. */
sealed interface Next {

    /** Nothing: the delivery is settled. */
    enum Final implements Next {
        DELIVERED("delivered"),
        FAILED("failed"),
        CANCELLED("cancelled"),
        EXPIRED("expired");

        private final String wireName;

        Final(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    /** Another attempt, so long after the end of this one. */
    record Retry(Duration delay) implements Next {}
}
