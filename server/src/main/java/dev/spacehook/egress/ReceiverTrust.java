package dev.spacehook.egress;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** The platform's own verification of chain and name; only its refusals are told apart here. */
final class ReceiverTrust extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager platform;

    ReceiverTrust(X509ExtendedTrustManager platform) {
        this.platform = platform;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            platform.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            throw new TlsRefusal(
                    reason(e, chain, authType), chain[0].getNotAfter().toInstant(), e);
        }
    }

    private String reason(CertificateException refusal, X509Certificate[] chain, String authType) {
        if (isAboutDates(refusal)) {
            return "tls_expired";
        }
        return isTrustedChain(chain, authType) ? "tls_name_mismatch" : "tls_untrusted";
    }

    private static boolean isAboutDates(Throwable refusal) {
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return true;
            }
        }
        return false;
    }

    /** Without an engine the platform verifies the chain alone: what it then accepts was refused for the name. */
    private boolean isTrustedChain(X509Certificate[] chain, String authType) {
        try {
            platform.checkServerTrusted(chain, authType);
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw withoutName();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw withoutName();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw withoutName();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw withoutName();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw withoutName();
    }

    private static CertificateException withoutName() {
        return new CertificateException("only servers, and only with their name, are verified here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return platform.getAcceptedIssuers();
    }
}
