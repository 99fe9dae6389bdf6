package dev.spacehook.cabinet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.ServiceProfile;
import dev.spacehook.api.ApiDescription;
import dev.spacehook.identity.TestTokens;
import dev.spacehook.webhook.Api;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Nothing of one owner is told to another, by no operation of the published document and no route of the cabinet: both
 * are looked up where they are declared, so a new one is tried too.
 */
@QuarkusTest
@TestProfile(CabinetProfile.class)
class OtherOwnersTest {

    private static final String ROOM = "victims-room";
    private static final String NAME = "Victims group";

    /** In no answer to another, whatever is asked. */
    private static final List<String> THE_VICTIMS =
            List.of(ROOM, NAME, "victims-record", "victims-token", "victim.url", "victims-secret-of-32-characters");

    @TestHTTPResource("/")
    URI base;

    @Inject
    BeanManager beans;

    private Platform platform;
    private Platform.Owner victim;
    private Platform.Owner other;
    private String group;
    private String othersGroup;
    private String delivery;
    private String tokenId;
    private Api victims;
    private Api others;

    @BeforeEach
    void setUp() {
        platform = new Platform(base);
        victim = platform.newOwner();
        other = platform.newOwner();
        group = platform.newGroup(victim, "team", NAME);
        othersGroup = platform.newGroup(other, "team", "Another group");
        victims = new Api(base, TestTokens.ofPerson(victim.id(), ServiceProfile.JWT_SECRET));
        others = victims.as(TestTokens.ofPerson(other.id(), ServiceProfile.JWT_SECRET));
        Api asPlatform = victims.as(TestTokens.ofClient(ServiceProfile.PLATFORM_ID, ServiceProfile.JWT_SECRET));
        assertThat(asPlatform
                        .put(
                                "/v1/platform/spaces/" + group + "/webhook",
                                "{\"url\":\"https://victim.url/hook\",\"secret\":\"victims-secret-of-32-characters\"}")
                        .status())
                .isEqualTo(200);
        delivery = platform.recordEvent(group, ROOM, "record_finished", "victims-record")
                .get("id")
                .asText();
        tokenId = victims.post("/v1/tokens", "{\"name\":\"victims-token\"}")
                .body()
                .replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
        assertThat(others.post("/v1/spaces/" + othersGroup + "/webhook", "{\"url\":\"https://other.url/\"}")
                        .status())
                .isEqualTo(201);
    }

    private List<String> victimsState() {
        return List.of(
                victims.get("/v1/spaces/" + group + "/webhook").body(),
                victims.get("/v1/spaces/" + group + "/webhook/audit").body(),
                victims.get("/v1/tokens").body(),
                victims.get("/v1/spaces").body());
    }

    private String at(String template, String space, String id) {
        return template.replace("{spaceId}", space)
                .replace("{userId}", victim.id())
                .replace("{tokenId}", id)
                .replaceAll("\\{(id|key)}", id);
    }

    private static String bodyOf(ApiDescription.Operation operation) {
        return switch (operation.id()) {
            case "" -> throw new AssertionError("an operation without an id: " + operation);
            default -> operation.bodyExample().map(Object::toString).orElse("{}");
        };
    }

    private Stream<ApiDescription.Operation> operations(String prefix) {
        return ApiDescription.of(base).operations().stream()
                .filter(operation -> operation.path().startsWith(prefix));
    }

    private static void assertTellsNothing(String about, String text) {
        assertThat(text).as(about).doesNotContain(THE_VICTIMS);
    }

    /** Another owner under each kind of token that he can have. */
    private List<Api> othersTokens() {
        String personal = others.post("/v1/tokens", "{\"name\":\"mine\"}").body();
        return List.of(others, others.as(personal.replaceFirst(".*\"token\":\"([^\"]+)\".*", "$1")));
    }

    @Test
    void noOperationOnASpaceServesAnotherOwner() {
        List<String> before = victimsState();
        List<ApiDescription.Operation> all = operations("/v1/spaces/{spaceId}").toList();
        assertThat(all).hasSizeGreaterThan(10);
        for (Api caller : othersTokens()) {
            for (ApiDescription.Operation operation : all) {
                Api.Answer answer =
                        caller.send(operation.method(), at(operation.path(), group, delivery), bodyOf(operation));

                assertThat(answer.body()).as(operation.toString()).contains("\"code\":\"not_owner\"");
                assertThat(answer.status()).as(operation.toString()).isEqualTo(403);
                assertTellsNothing(operation.toString(), answer.body());
            }
        }
        assertThat(victimsState()).isEqualTo(before);
    }

    @Test
    void noOperationOfThePlatformServesAPerson() {
        List<String> before = victimsState();
        List<ApiDescription.Operation> all = Stream.concat(operations("/v1/platform/"), operations("/v1/users"))
                .toList();
        assertThat(all).hasSizeGreaterThan(8);
        for (Api caller :
                Stream.concat(othersTokens().stream(), Stream.of(victims)).toList()) {
            for (ApiDescription.Operation operation : all) {
                Api.Answer answer =
                        caller.send(operation.method(), at(operation.path(), group, delivery), bodyOf(operation));

                assertThat(answer.body()).as(operation.toString()).contains("\"code\":\"not_platform_client\"");
                assertThat(answer.status()).as(operation.toString()).isEqualTo(403);
            }
        }
        assertThat(victimsState()).isEqualTo(before);
    }

    @Test
    void noOperationServesAnyoneWithoutAToken() {
        for (ApiDescription.Operation operation : ApiDescription.of(base).operations()) {
            if (!operation.path().equals("/v1/auth/token")) {
                others.as(null)
                        .send(operation.method(), at(operation.path(), group, delivery), bodyOf(operation))
                        .isProblem(401, "token_missing");
            }
        }
    }

    @Test
    void anothersIdUnderOnesOwnReadsLikeAMissingOne() {
        String missing = UUID.randomUUID().toString();
        List<String> before = victimsState();
        ApiDescription.of(base).operations().stream()
                .filter(operation -> operation.path().contains("{id}"))
                .filter(operation -> !operation.path().startsWith("/v1/platform/"))
                .forEach(operation -> {
                    String id = operation.path().startsWith("/v1/tokens/") ? tokenId : delivery;
                    Api.Answer foreign =
                            others.send(operation.method(), at(operation.path(), othersGroup, id), bodyOf(operation));
                    Api.Answer nobodys = others.send(
                            operation.method(), at(operation.path(), othersGroup, missing), bodyOf(operation));

                    assertThat(foreign).as(operation.toString()).isEqualTo(nobodys);
                    assertThat(foreign.status()).as(operation.toString()).isEqualTo(404);
                });
        assertThat(victimsState()).isEqualTo(before);
    }

    @Test
    void noListShowsAnothersThings() {
        ApiDescription.of(base).operations().stream()
                .filter(operation -> operation.method().equals("GET"))
                .filter(operation -> !operation.path().startsWith("/v1/platform/"))
                .filter(operation -> !operation.path().contains("{id}"))
                .forEach(operation -> {
                    Api.Answer answer = others.get(at(operation.path(), othersGroup, delivery));

                    assertThat(answer.status()).as(operation.toString()).isEqualTo(200);
                    assertTellsNothing(operation.toString(), answer.body());
                });
    }

    /** A route of the cabinet. */
    private record Route(String method, String path) {
        boolean names(String parameter) {
            return path.contains("{" + parameter + "}");
        }
    }

    private List<Route> routes() {
        return beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .map(Bean::getBeanClass)
                .filter(type -> type.getPackageName().equals(OtherOwnersTest.class.getPackageName()))
                .filter(type -> type.isAnnotationPresent(Path.class))
                .flatMap(type -> Arrays.stream(type.getMethods()).flatMap(method -> routes(type, method)))
                .toList();
    }

    private static Stream<Route> routes(Class<?> type, Method method) {
        String path = (path(type) + "/" + path(method)).replaceAll("/+", "/");
        return Stream.of(GET.class, POST.class)
                .filter(method::isAnnotationPresent)
                .map(http -> new Route(http.getSimpleName(), path.length() > 1 ? path.replaceAll("/$", "") : path));
    }

    private static String path(AnnotatedElement element) {
        Path path = element.getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }

    /** Without the token of each form, which is another each time. */
    private static String withoutTokens(String html) {
        return html.replaceAll("name=\"csrf\" value=\"[^\"]+\"", "");
    }

    private static Visit.Page call(Visit visit, Route route, String path) {
        return route.method().equals("GET")
                ? visit.get(path)
                : visit.post(path, "url", "https://x.example/", "active", "false", "name", "x", "status", "failed");
    }

    @Test
    void noRouteOfTheCabinetServesAnotherOwner() {
        List<String> before = victimsState();
        Visit visit = new Visit(base, "en").signIn(other);
        List<Route> routes =
                routes().stream().filter(route -> route.names("spaceId")).toList();
        assertThat(routes).hasSizeGreaterThan(12);
        for (Route route : routes) {
            Visit.Page page = call(visit, route, at(route.path(), group, delivery));

            assertThat(page.status()).as(route.toString()).isIn(403, 404);
            assertTellsNothing(route.toString(), page.html());
        }
        assertThat(victimsState()).isEqualTo(before);
    }

    @Test
    void noRouteOfTheCabinetServesAnyoneSignedOut() {
        List<String> before = victimsState();
        for (Route route : routes()) {
            if (route.names("spaceId") || route.path().startsWith("/access")) {
                Visit.Page page = call(new Visit(base, "en"), route, at(route.path(), group, delivery));

                assertThat(page.status()).as(route.toString()).isEqualTo(303);
                assertThat(page.header("Location")).as(route.toString()).startsWith("/login?next=");
            }
        }
        assertThat(victimsState()).isEqualTo(before);
    }

    @Test
    void anothersIdInOnesOwnPagesReadsLikeAMissingOne() {
        List<String> before = victimsState();
        Visit visit = new Visit(base, "en").signIn(other);
        String missing = UUID.randomUUID().toString();
        for (Route route : routes()) {
            if (route.names("id") || route.names("tokenId")) {
                String id = route.names("tokenId") ? tokenId : delivery;
                Visit.Page foreign = call(visit, route, at(route.path(), othersGroup, id));
                Visit.Page nobodys = call(visit, route, at(route.path(), othersGroup, missing));

                assertThat(foreign.status()).as(route.toString()).isEqualTo(nobodys.status());
                assertThat(withoutTokens(foreign.html().replace(id, missing)))
                        .as(route.toString())
                        .isEqualTo(withoutTokens(nobodys.html()));
                assertThat(foreign.header("Location").replace(id, missing)).isEqualTo(nobodys.header("Location"));
                assertTellsNothing(route.toString(), foreign.html());
            }
        }
        assertThat(victimsState()).isEqualTo(before);
    }

    @Test
    void noPageOfOnesOwnShowsAnothersThings() {
        Visit visit = new Visit(base, "en").signIn(other);
        for (Route route : routes()) {
            boolean plain = route.method().equals("GET") && !route.path().contains("{id}") && !route.names("key");
            if (plain && !route.names("digest")) {
                Visit.Page page = visit.get(at(route.path(), othersGroup, delivery));

                assertThat(page.status()).as(route.toString()).isIn(200, 303);
                assertTellsNothing(route.toString(), page.html());
            }
        }
    }
}
