package dev.spacehook.egress;

import java.security.cert.CertificateException;
import java.time.Instant;

/** Why a receiver's certificate is not accepted, as a stable code. */
final class TlsRefusal extends CertificateException {

    private static final long serialVersionUID = 1L;

    private final String error;
    private final Instant until;

    /** @param until the end of the certificate's validity */
    TlsRefusal(String error, Instant until, CertificateException cause) {
        super(error, cause);
        this.error = error;
        this.until = until;
    }

    Instant until() {
        return until;
    }

    boolean isAboutDates() {
        return error.equals("tls_expired");
    }

    /** {@code tls_expired}, {@code tls_name_mismatch} or {@code tls_untrusted}. */
    String error() {
        return error;
    }
}
