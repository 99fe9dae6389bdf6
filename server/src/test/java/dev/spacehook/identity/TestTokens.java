package dev.spacehook.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs whatever it is given, by hand. */
public final class TestTokens {

    private TestTokens() {}

    public static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public static String sign(String header, String claims, String key) {
        String signed = base64(header) + "." + base64(claims);
        return signed + "." + base64(hmac(signed, key));
    }

    static byte[] hmac(String text, String key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** As documented: a person's client's token, {@code sub} = {@code cId}. */
    public static String ofClient(String clientId, String key) {
        return sign("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims(clientId, "client", clientId), key);
    }

    public static String ofPerson(String personId, String key) {
        return sign("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims(personId, "user", "some-client"), key);
    }

    static String claims(String subject, String audience, String client) {
        long now = Instant.now().getEpochSecond();
        return "{\"sub\":\"" + subject + "\",\"aud\":\"" + audience + "\",\"type\":\"accessToken\",\"cId\":\"" + client
                + "\",\"jti\":\"b9f2\",\"iat\":" + now + ",\"exp\":" + (now + 600) + "}";
    }
}
