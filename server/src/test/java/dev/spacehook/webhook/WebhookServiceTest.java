package dev.spacehook.webhook;

import dev.spacehook.ServiceProfile;
import dev.spacehook.config.Settings;
import dev.spacehook.storage.Database;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.ResultSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/** A running service, an owner with a space of his own for each test, and the platform's client. */
@SuppressWarnings("NullAway") // the fields are set by the test framework
abstract class WebhookServiceTest {

    @TestHTTPResource("/")
    URI base;

    @Inject
    Settings settings;

    @Inject
    Database database;

    final String ownerId = id();
    final String spaceId = id();
    final String webhook = "/v1/spaces/" + spaceId + "/webhook";
    final String platformSpace = "/v1/platform/spaces/" + spaceId;
    final String platformWebhook = platformSpace + "/webhook";

    Api owner;
    Api platform;
    Api other;

    @BeforeEach
    void space() {
        TestTokens tokens = new TestTokens(ServiceProfile.JWT_SECRET);
        owner = new Api(base, tokens.person(ownerId));
        other = owner.as(tokens.person(id()));
        platform = owner.as(tokens.client(ServiceProfile.PLATFORM_ID));
        plan("team").is(200, """
                {"id":"%s","ownerId":"%s","plan":"team","name":null}""".formatted(spaceId, ownerId));
    }

    static String id() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 24);
    }

    Api.Answer plan(String plan) {
        return platform.put(platformSpace, """
                {"ownerId":"%s","plan":"%s"}""".formatted(ownerId, plan));
    }

    /** The secret of the webhook that is made. */
    String created() {
        Api.Answer answer = owner.post(webhook, "{\"url\":\"https://some.url/\"}");
        return secretIn(answer.body());
    }

    static String secretIn(String body) {
        return body.replaceFirst(".*\"secret\":\"([^\"]*)\".*", "$1");
    }

    long epoch() {
        return number("select epoch from space where id = '" + spaceId + "'");
    }

    long number(String sql) {
        return Long.parseLong(text(sql));
    }

    String text(String sql) {
        return database.read(connection -> {
            ResultSet row = connection.createStatement().executeQuery(sql);
            row.next();
            return row.getString(1);
        });
    }
}
