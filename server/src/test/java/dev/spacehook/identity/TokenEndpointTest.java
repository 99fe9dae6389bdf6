package dev.spacehook.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.spacehook.ServiceProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ServiceProfile.class)
class TokenEndpointTest {

    @Test
    void aClientGetsTokens() {
        given().body("{\"grant_type\":\"client_credentials\",\"client_id\":\"platform\",\"client_secret\":\""
                        + ServiceProfile.PLATFORM_SECRET + "\"}")
                .post("/v1/auth/token")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("token_type", equalTo("Bearer"))
                .body("access_token", notNullValue())
                .body("refresh_token", notNullValue());
    }
}
