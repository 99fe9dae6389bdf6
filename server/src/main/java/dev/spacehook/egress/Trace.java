package dev.spacehook.egress;

import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Notes down how far an exchange comes. Lives on its event loop. */
final class Trace {

    private int addresses;
    private boolean connected;
    private @Nullable Instant certificateUntil;
    private @Nullable String location;

    void resolved(int found) {
        addresses = found;
    }

    /** TCP stands. */
    void connected() {
        connected = true;
    }

    /** TLS stands, where there is any. */
    void secured(Connection connection) {
        connected = true;
        SslHandler tls = connection.channel().pipeline().get(SslHandler.class);
        if (tls != null) {
            certificateUntil = until(tls);
        }
    }

    private static @Nullable Instant until(SslHandler tls) {
        try {
            return tls.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? certificate.getNotAfter().toInstant()
                    : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    void refused(@Nullable Instant until) {
        certificateUntil = until;
    }

    void location(@Nullable String target) {
        location = target;
    }

    Examination examination(Outcome outcome) {
        return new Examination(outcome, addresses, connected, certificateUntil, location);
    }
}
