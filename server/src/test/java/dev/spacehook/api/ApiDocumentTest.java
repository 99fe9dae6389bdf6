package dev.spacehook.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spacehook.ServiceProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(ServiceProfile.class)
class ApiDocumentTest {

    private JsonNode document = new ObjectMapper().createObjectNode();

    @BeforeEach
    void read() throws IOException {
        document = new ObjectMapper().readTree(given().get("/doc/openapi.json").asByteArray());
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/auth/token, post, getAccessToken, Auth",
        "/v1/users, post, createNewUser, Users",
        "/v1/tokens, get, listPersonalTokens, Auth",
        "/v1/platform/users/{userId}, put, putPlatformUser, Platform"
    })
    void printedLinksLand(String path, String method, String operationId, String tag) {
        JsonNode operation = document.path("paths").path(path).path(method);

        assertThat(operation.path("operationId").asText()).isEqualTo(operationId);
        assertThat(operation.path("tags").path(0).asText()).isEqualTo(tag);
    }

    @Test
    void everyOperationHasAnIdATagAndItsRefusals() {
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().forEach(operation -> {
                    assertThat(operation.path("operationId").asText()).isNotEmpty();
                    assertThat(operation.path("tags")).hasSize(1);
                    assertThat(operation.path("responses").has("503")).isTrue();
                    // the platform's client, who alone may send events, is not limited
                    assertThat(operation.path("responses").has("429"))
                            .isEqualTo(!path.getKey().equals("/v1/platform/events"));
                    operation.path("responses").properties().forEach(response -> {
                        if (response.getKey().startsWith("4")) {
                            assertThat(response.getValue().has("content")).isTrue();
                        }
                    });
                }));
    }

    @Test
    void listsEveryCode() {
        JsonNode codes = document.at("/components/schemas/Problem/properties/code/enum");

        assertThat(codes).hasSize(Problem.Code.values().length);
        assertThat(document.at("/components/securitySchemes/bearer/scheme").asText())
                .isEqualTo("bearer");
    }

    @Test
    void describesTheApiOnly() {
        document.path("paths")
                .fieldNames()
                .forEachRemaining(path -> assertThat(path).startsWith("/v1/"));
        assertThat(document.path("info").path("title").asText()).isEqualTo("Spacehook");
    }
}
