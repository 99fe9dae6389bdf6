package dev.spacehook.egress;

import java.security.cert.CertificateException;

/** Why a receiver's certificate is not accepted, as a stable code. */
final class TlsRefusal extends CertificateException {

    private static final long serialVersionUID = 1L;

    private final String error;

    TlsRefusal(String error, CertificateException cause) {
        super(error, cause);
        this.error = error;
    }

    /** {@code tls_expired}, {@code tls_name_mismatch} or {@code tls_untrusted}. */
    String error() {
        return error;
    }
}
