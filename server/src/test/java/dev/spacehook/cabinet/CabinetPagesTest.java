package dev.spacehook.cabinet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.spacehook.TestReceiver;
import dev.spacehook.cabinet.Visit.Page;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions, forms and pages as a browser without scripts meets them. */
@QuarkusTest
@TestProfile(CabinetProfile.class)
class CabinetPagesTest {

    private static final String HOSTILE = "<img src=x onerror=alert(1)>\u202Egnp.\u001b[31m'\"&";

    @TestHTTPResource("/")
    URI base;

    private Platform platform;
    private Platform.Owner owner;
    private String group;
    private Visit visit;

    @BeforeEach
    void setUp() {
        platform = new Platform(base);
        owner = platform.newOwner();
        group = platform.newGroup(owner, "team", "Команда");
        visit = new Visit(base, "ru").signIn(owner);
    }

    private String space(String rest) {
        return "/spaces/" + group + rest;
    }

    @Test
    void listsOnesGroupsWithPlanAndState() {
        platform.newGroup(owner, "free", "Бесплатная");
        Page page = visit.get("/").is(200);
        assertThat(page.text()).contains("Команда", "Тариф team", "нет вебхука", "Бесплатная", "нет в тарифе");
        assertThat(page.header("Content-Language")).isEqualTo("ru");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void theSessionCookieIsForThisSiteOnly() {
        Visit fresh = new Visit(base, "ru");
        fresh.get("/login");
        Page page = fresh.post("/login", "email", owner.email(), "password", Platform.PASSWORD);
        assertThat(page.header("Set-Cookie"))
                .matches("spacehook=\"?[A-Za-z0-9_-]{43}\"?;.*")
                .containsIgnoringCase("HttpOnly")
                .containsIgnoringCase("SameSite=Lax")
                .doesNotContainIgnoringCase("secure");
    }

    @Test
    void signingInChangesTheToken() {
        Visit fresh = new Visit(base, "ru");
        fresh.get("/login");
        String before = fresh.sessionCookie().getValue();
        fresh.signIn(owner);
        assertThat(fresh.sessionCookie().getValue()).isNotEqualTo(before);
    }

    @Test
    void aWrongPasswordIsSaidSo() {
        Visit fresh = new Visit(base, "ru");
        Page page = fresh.post("/login", "email", owner.email(), "password", "wrong password");
        assertThat(page.is(422).text()).contains("Неверный e-mail или пароль");
        assertThat(page.html()).doesNotContain("wrong password");
        assertThat(fresh.get("/").header("Location")).isEqualTo("/login?next=%2F");
    }

    @Test
    void theLanguageCanBeSwitchedAfterARefusedForm() {
        Page refused = visit.post(space("/webhook"), "url", "no address").is(422);
        assertThat(refused.html()).contains("name=\"back\" value=\"" + space("") + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/login, /login",
        "/account/password, /account",
        "/access/tokens/1/delete, /account",
        "/spaces/G/signature, /spaces/G/signature",
        "/spaces/G/webhook/secret, /spaces/G",
        "/spaces/G/notifications/1/resend, /spaces/G/notifications",
        "/language, ''"
    })
    void everyFormHasAPageToComeBackTo(String form, String page) {
        assertThat(Links.pageOf(form)).isEqualTo(page);
    }

    @ParameterizedTest
    @CsvSource({
        "/nothing, 404",
        "/spaces, 404",
        "/spaces/x/y/z, 404",
        "/logout, 405",
        "/%D0%BA%D0%BE%D0%BC%D0%BD%D0%B0%D1%82%D0%B0, 404",
        "/assets/0/nothing.css, 404"
    })
    void whoGoesAstrayAtABrowserSeesAPage(String path, int status) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
        Page page = visit.send(request.copy().header("Accept", "text/html,*/*;q=0.8"));
        assertThat(page.is(status).header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Content-Language")).isEqualTo("ru");
        assertThat(page.text()).contains("Здесь ничего нет.", "К списку групп");
        Page document = visit.send(request.copy());
        assertThat(document.is(status).header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void theApiAnswersBrowsersToo() {
        Page page =
                visit.send(HttpRequest.newBuilder(base.resolve("/v1/nothing")).header("Accept", "text/html"));
        assertThat(page.is(404).header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void signingOutEndsTheSessionEverywhereItsTokenIs() {
        String token = visit.sessionCookie().getValue();
        visit.post("/logout").is(303).leadsTo("/login");
        Page page = new Visit(base, "ru")
                .send(java.net.http.HttpRequest.newBuilder(base.resolve("/")).header("Cookie", "spacehook=" + token));
        page.is(303).leadsTo("/login?next=%2F");
    }

    @Test
    void aChangedPasswordSignsOtherBrowsersOut() {
        Visit other = new Visit(base, "en").signIn(owner);
        visit.post("/account/password", "current", "not this one", "new", "a new password")
                .is(422);
        visit.post("/account/password", "current", Platform.PASSWORD, "new", "short")
                .is(422);
        visit.post("/account/password", "current", Platform.PASSWORD, "new", "a new password")
                .is(303)
                .leadsTo("/account?done=password");
        visit.get("/account").is(200);
        other.get("/account").is(303);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/logout",
                "/language",
                "/account/password",
                "/access/client",
                "/access/secret",
                "/access/tokens",
                "/access/tokens/x/delete",
                "/spaces/G/webhook",
                "/spaces/G/webhook/secret",
                "/spaces/G/webhook/active",
                "/spaces/G/webhook/delete",
                "/spaces/G/check",
                "/spaces/G/signature",
                "/spaces/G/notifications/resend",
                "/spaces/G/notifications/test",
                "/spaces/G/notifications/0199a3b1-7c44-7000-9f4e-2f9c5b1de0a7/resend"
            })
    void noFormIsTakenWithoutItsTokenOrFromElsewhere(String path) {
        String here = path.replace("G", group);
        String csrf = visit.csrf();
        visit.send(visit.form(here)).is(403);
        visit.send(visit.form(here, "csrf", "AAAA" + csrf.substring(4))).is(403);
        visit.send(visit.form(here, "csrf", new Visit(base, "ru").loginCsrf())).is(403);
        visit.send(visit.form(here, "csrf", csrf).header("Origin", "https://evil.example"))
                .is(403);
        visit.send(visit.form(here, "csrf", csrf).header("Sec-Fetch-Site", "cross-site"))
                .is(403);
        visit.send(visit.form(here, "csrf", csrf).header("Sec-Fetch-Site", "same-site"))
                .is(403);
    }

    @Test
    void theFormOfASignInNeedsItsTokenToo() {
        Visit fresh = new Visit(base, "ru");
        fresh.send(fresh.form("/login", "email", owner.email(), "password", Platform.PASSWORD))
                .is(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/changes",
                "/signature",
                "/notifications",
                "/notifications/live",
                "/notifications/day",
                "/notifications/0199a3b1-7c44-7000-9f4e-2f9c5b1de0a7",
                "/notifications/0199a3b1-7c44-7000-9f4e-2f9c5b1de0a7/live"
            })
    void pagesOfOthersAreClosed(String page) {
        Visit stranger = new Visit(base, "ru").signIn(platform.newOwner());
        assertThat(stranger.get(space(page)).is(403).html()).doesNotContain("Команда");
        stranger.get("/spaces/nothing" + page).is(404);
        new Visit(base, "ru").get(space(page)).is(303);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/webhook",
                "/webhook/secret",
                "/webhook/active",
                "/webhook/delete",
                "/check",
                "/signature",
                "/notifications/resend",
                "/notifications/test",
                "/notifications/0199a3b1-7c44-7000-9f4e-2f9c5b1de0a7/resend"
            })
    void formsOfOthersAreClosed(String form) {
        visit.post(space("/webhook"), "url", "https://some.url/hook").is(303);
        Visit stranger = new Visit(base, "ru").signIn(platform.newOwner());
        stranger.post(space(form), "url", "https://other.url", "active", "false")
                .is(403);
        assertThat(visit.get(space("")).text()).contains("активен");
    }

    @Test
    void savesShowsAndHidesTheSecret() {
        String next = visit.post(space("/webhook"), "url", "https://some.url/hook")
                .is(303)
                .header("Location");
        Page shown = visit.get(next).is(200);
        assertThat(shown.text()).contains("Сохранено");
        assertThat(shown.html()).containsPattern("id=\"secret-value\">[A-Za-z0-9]{32}<");
        assertThat(visit.get(space("")).html()).doesNotContain("secret-value").contains("show=secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "site.url/hook | https://site.url/hook",
                "//site.url/hook | https://site.url/hook",
                "пример.рф/hook?a=1 | https://xn--e1afmkfd.xn--p1ai/hook?a=1",
                "https://пример.рф:8443 | https://xn--e1afmkfd.xn--p1ai:8443",
                "пример.рф/хук?a=я | https://xn--e1afmkfd.xn--p1ai/%D1%85%D1%83%D0%BA?a=%D1%8F",
                "'  https://some.url/ ' | https://some.url"
            })
    void understandsAddressesAsPeopleTypeThem(String typed, String saved) {
        String next = visit.post(space("/webhook"), "url", typed).is(303).header("Location");
        assertThat(visit.get(next).html()).contains("value=\"" + saved + "\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''",
                "ftp://some.url",
                "https://user:secret@some.url",
                "https://10.0.0.1/",
                "https://metadata.internal/",
                "https://some.url/#part",
                "http://192.168.1.1/x",
            })
    void saysWhyAnAddressIsRefused(String typed) {
        Page page = visit.post(space("/webhook"), "url", typed);
        assertThat(page.status()).isEqualTo(422);
        assertThat(page.html()).contains("aria-invalid=\"true\"").containsPattern("id=\"url-error\"[^>]*>[^<]{10,}");
        assertThat(page.header("Content-Language")).isEqualTo("ru");
    }

    @Test
    void refreshesTheSecretBlocksActivatesDeletes() {
        visit.post(space("/webhook"), "url", "https://some.url/hook").is(303);
        String first = secret();
        visit.post(space("/webhook/secret")).is(303).leadsTo(space("?show=secret&done=refreshed#secret"));
        assertThat(secret()).isNotEqualTo(first);
        visit.post(space("/webhook/active"), "active", "false").is(303);
        assertThat(visit.get(space("")).text()).contains("Ничего не отправляется");
        visit.post(space("/webhook/active"), "active", "true").is(303);
        visit.post(space("/webhook/delete")).is(303);
        assertThat(visit.get(space("?done=deleted")).text()).contains("Вебхук удалён", "нет вебхука");
        visit.post(space("/webhook/delete")).is(404);
        assertThat(visit.get(space("/changes")).text())
                .contains("Вебхук создан", "Заменён WebHook secret", "Вебхук заблокирован", "Вебхук удалён", "вы");
    }

    private String secret() {
        return visit.get(space("?show=secret")).html().replaceAll("(?s).*id=\"secret-value\">([^<]+)<.*", "$1");
    }

    @Test
    void aFreePlanSaysWhatItLacks() {
        String free = platform.newGroup(owner, "free", "Бесплатная");
        Page page = visit.get("/spaces/" + free).is(200);
        assertThat(page.text()).contains("Вебхуки доступны на платных тарифах", "тариф free");
        assertThat(page.html()).doesNotContain("id=\"url\"");
        visit.post("/spaces/" + free + "/webhook", "url", "https://some.url").is(403);
    }

    @Test
    void clientAndTokensAreMadeShownOnceAndDeleted() {
        visit.post("/access/client", "back", space("#access")).is(303).leadsTo(space("#access"));
        assertThat(visit.get(space("")).html()).containsPattern("id=\"client-id\">[0-9a-f]{24}<");
        Page secret = visit.post("/access/secret", "back", space("")).is(200);
        assertThat(secret.html()).containsPattern("id=\"once\">[A-Za-z0-9]{40}<");
        Page token = visit.post("/access/tokens", "name", "для скрипта", "back", space(""))
                .is(200);
        assertThat(token.html()).containsPattern("id=\"once\">shp_[A-Za-z0-9]{40}<");
        assertThat(token.text()).contains("Подтвердить сохранение токена");
        Page list = visit.get(space(""));
        assertThat(list.text()).contains("для скрипта").doesNotContain("shp_");
        String id = list.html().replaceAll("(?s).*/access/tokens/([0-9a-f]+)/delete.*", "$1");
        visit.post("/access/tokens/" + id + "/delete", "back", space("")).is(303);
        assertThat(visit.get(space("")).text()).doesNotContain("для скрипта");
    }

    @Test
    void aLinkOfThePlatformOpensTheCabinetOnce() {
        String path = URI.create(platform.cabinetLink(group)).getPath();
        Visit fresh = new Visit(base, "ru");
        fresh.send(java.net.http.HttpRequest.newBuilder(base.resolve(path)).HEAD());
        fresh.get(path).is(303).leadsTo("/spaces/" + group);
        assertThat(fresh.get(space("")).is(200).text()).contains("Команда");
        assertThat(new Visit(base, "ru").get(path).is(404).text()).contains("Ссылка уже использована");
    }

    @Test
    void theLanguageIsTheBrowsersOrTheChosenOne() {
        Visit english = new Visit(base, "en-GB,en;q=0.9").signIn(owner);
        assertThat(english.get(space("")).html()).contains("<html lang=\"en\"").contains("Integration");
        english.post("/language", "language", "ru", "back", space("?show=secret"))
                .is(303)
                .leadsTo(space("?show=secret"));
        assertThat(english.get(space("")).html()).contains("<html lang=\"ru\"").contains("Интеграция");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"})
    void leadsOnToItsOwnPagesOnly(String elsewhere) {
        visit.post("/language", "language", "en", "back", elsewhere).is(303).leadsTo("/");
        Visit fresh = new Visit(base, "ru");
        fresh.post("/login", "email", owner.email(), "password", Platform.PASSWORD, "next", elsewhere)
                .leadsTo("/");
    }

    @Test
    void hostileTextsAreShownAsText() {
        String id = platform.newGroup(owner, "team", HOSTILE);
        visit.post("/access/tokens", "name", HOSTILE);
        List<Page> pages = List.of(
                visit.get("/"),
                visit.get("/spaces/" + id),
                visit.get("/account"),
                visit.get("/spaces/" + id + "/changes"),
                visit.post("/spaces/" + id + "/webhook", "url", HOSTILE),
                visit.post("/login", "email", HOSTILE, "password", "x"),
                visit.get(
                        "/login?next=" + java.net.URLEncoder.encode(HOSTILE, java.nio.charset.StandardCharsets.UTF_8)));
        for (Page page : pages) {
            assertThat(page.html()).doesNotContain("<img src=x", "\u202E", "\u001b");
        }
        assertThat(visit.get("/").text()).contains("<img src=x onerror=alert(1)>\\u{202E}gnp.");
    }

    @Test
    void hostileRoomsAndAnswersAreShownAsText() {
        try (TestReceiver receiver = new TestReceiver()) {
            receiver.answer(500, HOSTILE);
            visit.post(space("/webhook"), "url", receiver.url("/hook")).is(303);
            platform.event(group, HOSTILE, "call_started");
            await().until(() ->
                    visit.get(space("/notifications?view=list")).text().contains("не доставлено ответил")
                            || visit.get(space("/notifications")).text().contains("ответил 500"));
            String one = visit.get(space("/notifications"))
                    .html()
                    .replaceAll("(?s).*<a id=\"n-[^\"]*\" href=\"([^\"]+)\".*", "$1");
            for (Page page : List.of(
                    visit.get(space("/notifications")),
                    visit.get(space("/notifications?view=list&roomId=%3Cimg%20src%3Dx")),
                    visit.get(one).is(200),
                    visit.get(space("/notifications/live")),
                    visit.post(space("/signature"), "request", HOSTILE, "computed", HOSTILE, "key", HOSTILE)
                            .is(200))) {
                assertThat(page.html()).doesNotContain("<img src=x", "\u202E", "\u001b");
            }
            assertThat(visit.get(one).text()).contains("<img src=x onerror=alert(1)>\\u{202E}gnp.\\u{1B}[31m");
        }
    }

    @Test
    void newsComeOnlyWhenThereAreAny() {
        Page page = visit.get(space("/notifications")).is(200);
        String poll =
                page.html().replaceAll("(?s).*hx-get=\"([^\"]+)\".*", "$1").replace("&amp;", "&");
        visit.get(poll).is(204);
        visit.get(space("/notifications/live?seen=0")).is(200);
        Page signedOut = new Visit(base, "ru")
                .send(java.net.http.HttpRequest.newBuilder(base.resolve(poll)).header("HX-Request", "true"));
        assertThat(signedOut.is(204).header("HX-Redirect")).isEqualTo("/login");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status=nonsense",
                "eventName=x",
                "from=yesterday",
                "cursor=abc",
                "again=1~2",
                "limit=-1",
                "view=%00"
            })
    void oddAddressesDoNoHarm(String query) {
        assertThat(visit.get(space("/notifications?" + query)).status()).isIn(200, 400, 422);
    }

    @Test
    void pagesAreSmallAndLoadNothingFromElsewhere() throws Exception {
        Page page = visit.get(space(""));
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
        assertThat(page.html())
                .doesNotContainPattern("(src|href|action)=\"(https?:)?//")
                .doesNotContain("style=");
        page = visit.get(space("/notifications"));
        int bytes = gzipped(space("/notifications"));
        for (String asset : page.html().split("\"")) {
            bytes += asset.startsWith("/assets/") ? gzipped(asset) : 0;
        }
        assertThat(bytes).isBetween(2_000, 60 * 1_024);
    }

    private int gzipped(String path) throws Exception {
        java.net.http.HttpResponse<byte[]> answer = java.net.http.HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(base.resolve(path))
                                .header("Accept-Encoding", "gzip")
                                .header(
                                        "Cookie",
                                        "spacehook=" + visit.sessionCookie().getValue())
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        return answer.body().length;
    }
}
