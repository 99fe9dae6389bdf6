package dev.spacehook.egress;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** TLS 1.2 and 1.3 towards receivers; chain and name are always verified. Thread-safe. */
final class Tls {

    private final SslContext context;

    private Tls(SslContext context) {
        this.context = context;
    }

    /**
     * @param caFile PEM certificates trusted besides the platform's; null: none
     * @throws IllegalArgumentException if the file cannot be read or holds none
     */
    static Tls trusting(@Nullable Path caFile) {
        try {
            ReceiverTrust trust = new ReceiverTrust(platformTrust(authorities(caFile)));
            return new Tls(SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .trustManager(trust)
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS cannot be set up", e);
        }
    }

    private static KeyStore authorities(@Nullable Path caFile) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int n = 0;
        for (X509Certificate ca : platformTrust(null).getAcceptedIssuers()) {
            store.setCertificateEntry("platform-" + n++, ca);
        }
        if (caFile != null) {
            for (Certificate ca : read(caFile)) {
                store.setCertificateEntry("extra-" + n++, ca);
            }
        }
        return store;
    }

    private static Collection<? extends Certificate> read(Path caFile) {
        try (InputStream in = Files.newInputStream(caFile)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (!found.isEmpty()) {
                return found;
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("SPACEHOOK_EGRESS_CA_FILE: cannot read certificates from " + caFile, e);
        }
        throw new IllegalArgumentException("SPACEHOOK_EGRESS_CA_FILE: no PEM certificate in " + caFile);
    }

    private static X509ExtendedTrustManager platformTrust(@Nullable KeyStore authorities)
            throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(authorities);
        TrustManager[] managers = factory.getTrustManagers();
        return Arrays.stream(managers)
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** The handler of one new connection, for this URL's host only. */
    SslHandler handler(ByteBufAllocator allocator, WebhookUrl url) {
        SslHandler handler = context.newHandler(allocator, url.host(), url.port());
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeoutMillis(500);
        if (url.literal() == null) {
            nameServer(handler.engine(), url.host());
        }
        return handler;
    }

    /** Said explicitly: left to itself the JDK sends no name with an underscore in it. */
    private static void nameServer(SSLEngine engine, String host) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host.getBytes(StandardCharsets.US_ASCII))));
        engine.setSSLParameters(parameters);
    }
}
