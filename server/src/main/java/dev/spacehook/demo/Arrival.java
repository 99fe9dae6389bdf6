package dev.spacehook.demo;

import dev.spacehook.receiver.Notification;

/** What reached the demo's receiver. */
sealed interface Arrival {

    /** The {@code webhook-id} header. */
    String id();

    /** @param nanos {@link System#nanoTime()} of the arrival */
    record Verified(Notification notification, long nanos) implements Arrival {
        @Override
        public String id() {
            return notification.id().orElse("");
        }
    }

    record Refused(String id, String why) implements Arrival {}
}
