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
public abstract class WebhookServiceTest {

    @TestHTTPResource("/")
    protected URI base;

    @Inject
    protected Settings settings;

    @Inject
    protected Database database;

    protected final String ownerId = id();
    protected final String spaceId = id();
    protected final String webhook = "/v1/spaces/" + spaceId + "/webhook";
    protected final String platformSpace = "/v1/platform/spaces/" + spaceId;
    protected final String platformWebhook = platformSpace + "/webhook";

    protected Api owner;
    protected Api platform;
    protected Api other;

    @BeforeEach
    void space() {
        TestTokens tokens = new TestTokens(ServiceProfile.JWT_SECRET);
        owner = new Api(base, tokens.person(ownerId));
        other = owner.as(tokens.person(id()));
        platform = owner.as(tokens.client(ServiceProfile.PLATFORM_ID));
        plan("team").is(200, """
                {"id":"%s","ownerId":"%s","plan":"team","name":null}""".formatted(spaceId, ownerId));
    }

    protected static String id() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 24);
    }

    protected Api.Answer plan(String plan) {
        return platform.put(platformSpace, """
                {"ownerId":"%s","plan":"%s"}""".formatted(ownerId, plan));
    }

    /** The secret of the webhook that is made. */
    protected String created() {
        Api.Answer answer = owner.post(webhook, "{\"url\":\"https://some.url/\"}");
        return secretIn(answer.body());
    }

    protected static String secretIn(String body) {
        return body.replaceFirst(".*\"secret\":\"([^\"]*)\".*", "$1");
    }

    protected long epoch() {
        return number("select epoch from space where id = '" + spaceId + "'");
    }

    protected long number(String sql) {
        return Long.parseLong(text(sql));
    }

    protected String text(String sql) {
        return database.read(connection -> {
            ResultSet row = connection.createStatement().executeQuery(sql);
            row.next();
            return row.getString(1);
        });
    }
}
