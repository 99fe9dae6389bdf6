package dev.spacehook.egress;

import java.net.InetAddress;
import java.util.List;

/** What a look-up found. Confined to the event loop of its resolver. */
sealed interface Resolution {

    /** The addresses of a name, in the order to try them in; at least one. */
    final class Found implements Resolution {
        private final List<InetAddress> addresses;
        private final long until;
        private int preferred;

        /** @param until on the clock of {@code System.nanoTime} */
        Found(List<InetAddress> addresses, long until) {
            this.addresses = addresses;
            this.until = until;
        }

        List<InetAddress> addresses() {
            return addresses;
        }

        boolean isFresh(long now) {
            return until - now > 0;
        }

        /** The n-th address to try, beginning at the one that last took a connection. */
        InetAddress nth(int n) {
            return addresses.get((preferred + n) % addresses.size());
        }

        void prefer(InetAddress address) {
            preferred = Math.max(0, addresses.indexOf(address));
        }
    }

    /** @param error {@code dns_not_found}, {@code dns_failure}, {@code dns_timeout} or {@code dns_no_address} */
    record NotFound(String error) implements Resolution {}
}
