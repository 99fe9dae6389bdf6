package dev.spacehook.egress;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The addresses of this machine's interfaces: a service behind the public ones may trust what comes from inside. Read
 * anew once a minute, off the event loop. Thread-safe.
 */
final class OwnAddresses implements Supplier<Set<InetAddress>> {

    private static final Logger LOG = Logger.getLogger(OwnAddresses.class);
    private static final long MAX_AGE = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong readAt = new AtomicLong(System.nanoTime());
    private volatile Set<InetAddress> addresses = Set.of();

    OwnAddresses() {
        read();
    }

    @Override
    public Set<InetAddress> get() {
        long last = readAt.get();
        long now = System.nanoTime();
        if (now - last > MAX_AGE && readAt.compareAndSet(last, now)) {
            Thread.ofVirtual().name("own-addresses").start(this::read);
        }
        return addresses;
    }

    private void read() {
        try {
            addresses = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException e) {
            LOG.warn("cannot read the addresses of this machine's interfaces; the last known ones stay in force", e);
        }
    }
}
