package dev.spacehook.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spacehook.ServiceProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/spaces/{spaceId}/webhook | post | 403 | not_owner, plan_without_webhooks",
                "/v1/spaces/{spaceId}/webhook | put | 404 | space_not_found, not_found, webhook_not_found",
                "/v1/spaces/{spaceId}/webhook | put | 422 | bad_field, bad_url, forbidden_address",
                "/v1/spaces/{spaceId}/webhook/deliveries | get | 422 | bad_field",
                "/v1/platform/spaces/{spaceId}/webhook | put | 403 | not_platform_client, plan_without_webhooks",
                "/v1/platform/spaces/{spaceId} | get | 404 | space_not_found, not_found",
                "/v1/auth/token | post | 400 | bad_request, invalid_request, invalid_grant or unsupported_grant_type (RFC 6749)",
            })
    void refusalsOfAllOperationsAndOfOneStandTogether(String path, String method, String status, String codes) {
        assertThat(document.path("paths")
                        .path(path)
                        .path(method)
                        .path("responses")
                        .path(status)
                        .path("description")
                        .asText())
                .isEqualTo(codes);
    }

    /** Whichever method a path does not have, the answer is 405 and names those it has. */
    @TestFactory
    Stream<DynamicTest> everyOtherMethodIsNotAllowed() {
        return document.path("paths").properties().stream()
                .map(Map.Entry::getKey)
                .flatMap(template -> {
                    String path = template.replaceAll("\\{[^}]+}", "x");
                    Set<String> has = methods(path);
                    return Stream.of("GET", "POST", "PUT", "PATCH", "DELETE")
                            .filter(method -> !has.contains(method))
                            .map(method -> DynamicTest.dynamicTest(
                                    method + " " + template, () -> assertNotAllowed(method, path, has)));
                });
    }

    /** Of all templates that the path fits: that of one delivery is also that of their common operation. */
    private Set<String> methods(String path) {
        Set<String> methods = new TreeSet<>();
        document.path("paths").properties().forEach(template -> {
            if (path.matches(template.getKey().replaceAll("\\{[^}]+}", "[^/]+"))) {
                template.getValue().fieldNames().forEachRemaining(name -> methods.add(name.toUpperCase(Locale.ROOT)));
            }
        });
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    private static void assertNotAllowed(String method, String path, Set<String> has) {
        assertThat(DoorTest.allowedInstead(method, path).split(", ")).containsExactlyElementsOf(has);
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
