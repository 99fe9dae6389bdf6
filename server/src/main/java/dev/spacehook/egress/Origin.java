package dev.spacehook.egress;

import java.net.InetAddress;

/**
 * What a connection can be used again for: the very address it leads to (the proxy's, where there is one), and the host
 * it was opened, and its certificate checked, for.
 */
record Origin(InetAddress address, int port, String host, int hostPort, boolean tls) {}
