package dev.spacehook.egress;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Decides which addresses may be dialled. Thread-safe. */
final class AddressGuard {

    private final Exemptions exemptions;
    private final Supplier<Set<InetAddress>> own;

    /** @param own the addresses of this very machine */
    AddressGuard(Exemptions exemptions, Supplier<Set<InetAddress>> own) {
        this.exemptions = exemptions;
        this.own = own;
    }

    /** Whether every address of a host may be dialled: one bad answer among good ones spoils them all. */
    boolean permits(String host, List<InetAddress> addresses) {
        if (exemptions.name(host)) {
            return true;
        }
        for (InetAddress address : addresses) {
            if (!permits(address)) {
                return false;
            }
        }
        return true;
    }

    private boolean permits(InetAddress address) {
        byte[] bytes = address.getAddress();
        return (AddressTable.isPublic(bytes) && !own.get().contains(address)) || exemptions.address(bytes);
    }
}
