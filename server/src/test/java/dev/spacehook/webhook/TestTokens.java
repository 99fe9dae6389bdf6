package dev.spacehook.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Access tokens as the documentation describes them, made from the key alone. */
record TestTokens(String key) {

    /** A person's; the person need not be known to the service. */
    String person(String personId) {
        return token("user", personId);
    }

    /** An API client's: {@code sub} = {@code cId}. */
    String client(String clientId) {
        return token("client", clientId);
    }

    private String token(String audience, String subject) {
        long now = Instant.now().getEpochSecond();
        String claims = """
                {"sub":"%s","aud":"%s","type":"accessToken","cId":"%s","jti":"%s","iat":%d,"exp":%d}""".formatted(subject, audience, subject, UUID.randomUUID(), now, now + 600);
        String signed = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.getBytes(StandardCharsets.UTF_8));
        return signed + "." + base64(hmac(signed));
    }

    private byte[] hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
