package dev.spacehook.egress;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param deadline the whole exchange: DNS, connect, TLS, request, head and body together
 * @param dns the look-up of a name
 * @param connect the TCP connect to one address
 * @param idle how long an unused connection is kept; less than the 5 s after which Node.js closes its side
 */
record Limits(Duration deadline, Duration dns, Duration connect, Duration idle) {

    static Limits within(Duration deadline) {
        return new Limits(deadline, Duration.ofSeconds(3), Duration.ofSeconds(4), Duration.ofSeconds(4));
    }
}
