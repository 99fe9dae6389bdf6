package dev.spacehook.identity;

import java.util.HexFormat;

/**
 * A client that has shown its secret.
 *
 * @param ownerPasswordVersion its person's; 0 for the platform's client
 */
@SuppressWarnings("ArrayRecordComponent")
record AuthenticatedClient(String id, byte[] secretHash, int ownerPasswordVersion) {

    /** Differs after each change of the secret, and tells nothing about it. */
    String secretVersion() {
        return HexFormat.of().formatHex(secretHash, 0, 4);
    }

    @Override
    public String toString() {
        return "AuthenticatedClient[" + id + "]";
    }
}
