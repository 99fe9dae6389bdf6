package dev.spacehook.cabinet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.spacehook.TestReceiver;
import dev.spacehook.api.Language;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** Whole journeys in a real browser, in both languages; every page is looked at by axe-core, and photographed. */
@QuarkusTest
@TestProfile(CabinetProfile.class)
@EnabledIf(
        value = "dev.spacehook.cabinet.Chromium#isInstalled",
        disabledReason = "no /usr/bin/chromium and /usr/bin/chromedriver: apt-get install chromium chromium-driver")
class BrowserTest {

    private static final String HOSTILE = "<img src=x onerror=document.title='taken'>\u202Egnp.\u001b[31m";

    @TestHTTPResource("/")
    URI base;

    private Platform platform;
    private Platform.Owner owner;
    private TestReceiver receiver;
    private Chromium browser;
    private Texts texts;

    @BeforeEach
    void setUp() {
        platform = new Platform(base);
        owner = platform.newOwner();
        receiver = new TestReceiver();
        texts = new Texts(Language.RU, ZoneOffset.UTC);
        browser = Chromium.start(base, Language.RU.tag());
    }

    private void speak(Language language) {
        texts = new Texts(language, ZoneOffset.UTC);
        browser.prefer(language.tag());
    }

    @AfterEach
    void tearDown() {
        browser.close();
        receiver.close();
    }

    /** The page as it is: no accessibility mistakes in either scheme, no overflow on a phone; and its pictures. */
    private void look(String name) {
        assertThat(browser.accessibilityMistakes()).as(name).isEmpty();
        assertThat(browser.overflowOnPhone()).as(name).isZero();
        if (texts.language() == Language.RU) {
            browser.scheme("dark");
            assertThat(browser.accessibilityMistakes()).as(name + ", dark").isEmpty();
            browser.photograph(name);
        }
    }

    private String text(String key, Object... arguments) {
        return texts.of(key, arguments);
    }

    private String named(String key, String rest) {
        return text(key) + " " + rest;
    }

    @Test
    void newsTakeNeitherTheFocusNorAPressAway() {
        String group = platform.newGroup(owner, "team", "Группа");
        browser.signIn(owner, text("sign_in")).open("/spaces/" + group);
        browser.type("url", receiver.url("/hook")).press(text("save"));
        play(group, "room-1", "call_started");
        browser.press(text("notifications")).sees("room-1");
        WebElement link = browser.element(text("event_call_started"));
        String id = link.getDomAttribute("id");
        browser.driver().executeScript("arguments[0].focus()", link);
        play(group, "room-2", "call_started");
        browser.sees("room-2");
        WebElement focused = focused();
        assertThat(focused.getDomAttribute("id")).isEqualTo(id);

        browser.driver().executeScript("""
                document.addEventListener("htmx:beforeSwap", event => { window.held = !event.detail.shouldSwap; });
                """);
        Actions hand = new Actions(browser.driver());
        hand.clickAndHold(focused).perform();
        play(group, "room-3", "call_started");
        await().until(() -> Boolean.TRUE.equals(browser.driver().executeScript("return window.held")));
        assertThat(browser.text()).doesNotContain("room-3");
        hand.release().perform();
        browser.sees("webhook-id");
        assertThat(browser.path()).isEqualTo(id.substring("n-".length()));
    }

    private void play(String group, String room, String... events) {
        for (String event : events) {
            if (event.startsWith("record_")) {
                platform.recordEvent(group, room, event, "recording-1");
            } else {
                platform.event(group, room, event);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void fromTheFirstSignInToTheLastNotification(Language language) {
        speak(language);
        String group = platform.newGroup(owner, "team", "Отдел продаж");
        signIn();
        saveUrl(group);
        watchACall(group);
        breakAndRepair(group);
        refreshBlockDelete(group);
        assertThat(browser.complaints())
                .filteredOn(line -> !line.contains("status of 4"))
                .isEmpty();
    }

    private WebElement focused() {
        return browser.driver().switchTo().activeElement();
    }

    private void signIn() {
        browser.open("/");
        assertThat(browser.path()).isEqualTo("/login");
        look("sign-in");
        browser.type("email", owner.email()).type("password", "wrong password").press(text("sign_in"));
        browser.sees(text("wrong_password"));
        look("sign-in-refused");
        browser.signIn(owner, text("sign_in")).sees(text("groups"));
        look("groups");
    }

    private void saveUrl(String group) {
        browser.press("Отдел продаж").sees("WebHook URL");
        look("integration-empty");
        String here = browser.path();
        browser.open("/nothing").sees(text("refused_not_found"));
        look("stray");
        browser.open(here);
        browser.type("url", "https://10.1.2.3/hook").press(text("save"));
        assertThat(browser.driver().findElement(By.id("url")).getDomAttribute("aria-invalid"))
                .isEqualTo("true");
        assertThat(focused().getDomAttribute("id")).isEqualTo("url");
        look("integration-refused");
        browser.type("url", receiver.url("/hook")).press(text("save")).sees(text("done_saved"));
        assertThat(browser.value("secret-value")).matches("[A-Za-z0-9]{32}");
        browser.sees(text("check_answer_good", "204")).sees(text("check_certificate_none"));
        assertThat(receiver.got)
                .singleElement()
                .extracting(TestReceiver.Notification::body)
                .asString()
                .contains("test-room");
        look("integration-created");
        pressTwiceToCopy(named("copy", "WebHook secret"));
        browser.press(named("hide", "WebHook secret"));
        assertThat(browser.driver().findElements(By.id("secret-value"))).isEmpty();
        look("integration");
    }

    /** A second press while the button still says that it has copied must not make that its name. */
    private void pressTwiceToCopy(String name) {
        String before = browser.element(name).getDomProperty("innerHTML");
        browser.press(name).press(text("copied")).sees(text("copied"));
        assertThat(browser.element(name).getDomProperty("innerHTML")).isEqualTo(before);
    }

    private void watchACall(String group) {
        browser.press(text("notifications")).sees(text("why_no_event"));
        look("notifications-empty");
        browser.driver().executeScript("window.sameDocument = true");
        play(group, "room-1", "call_started", "record_started");
        browser.sees("room-1").sees(text("event_record_started")).seesNoMore(text("why_no_event"));
        play(group, "room-1", "record_finished", "call_finished");
        browser.sees(text("event_record_finished")).sees(text("event_call_finished"));
        browser.sees(text("chart_delivered") + "\n4");
        assertThat(browser.driver().executeScript("return window.sameDocument")).isEqualTo(true);
        look("notifications");
    }

    private void breakAndRepair(String group) {
        receiver.answer(500, HOSTILE);
        play(group, "room-2", "call_started", "call_finished");
        browser.sees(text("error_http_5xx", "500")).sees(text("attempts", 3));
        browser.press(text("view_list")).sees(text("status_failed"));
        look("notifications-list");
        browser.press(text("event_call_finished")).sees(text("hint_http_5xx"));
        browser.sees("<img src=x onerror=document.title='taken'>\\u{202E}gnp.\\u{1B}[31m");
        assertThat(browser.driver().getTitle()).doesNotContain("taken");
        look("notification-failed");
        receiver.answer(204);
        browser.press(text("resend_one")).sees(text("done_resent")).sees(text("status_delivered"));
        browser.press(text("notifications")).sees(text("recover_now"));
        look("notifications-recovered");
        browser.press(text("recover_now")).sees(text("again_done", 1));
        assertThat(receiver.got)
                .filteredOn(one -> one.body().contains("room-2"))
                .hasSizeGreaterThanOrEqualTo(8);
        browser.press(text("send_title"))
                .press(text("test_send"))
                .sees(text("test_word"))
                .sees(text("status_delivered"));
        look("notification-delivered");
    }

    private void refreshBlockDelete(String group) {
        browser.press(text("integration"));
        browser.press(named("show", "WebHook secret"));
        String before = browser.value("secret-value");
        browser.press(named("refresh", "WebHook secret")).sees(text("refresh_what"));
        await().until(() -> focused().getText().equals(text("cancel")));
        look("integration-refresh");
        browser.press(text("refresh_yes")).sees(text("done_refreshed"));
        assertThat(browser.value("secret-value")).isNotEqualTo(before).matches("[A-Za-z0-9]{32}");
        browser.press(text("blocked")).sees(text("done_blocked"));
        look("integration-blocked");
        play(group, "room-3", "call_started");
        browser.press(text("notifications")).sees(text("why_ignored", 1L));
        look("notifications-blocked");
        browser.press(text("integration")).press(text("active")).sees(text("done_activated"));
        browser.press(text("signature")).sees(text("doctor_title"));
        look("signature");
        diagnose();
        browser.press(text("changes")).sees(text("audit_secret_changed"));
        look("changes");
        browser.press(text("integration")).press(named("delete", "WebHook")).sees(text("delete_what"));
        browser.press(text("delete_yes")).sees(text("done_deleted"));
    }

    private void diagnose() {
        String request = receiver.got.getLast().body();
        browser.type("request", request).type("computed", "0123abcd").press(text("doctor_examine"));
        browser.sees(text("doctor_body_or_key_changed"));
        look("signature-diagnosed");
    }

    @Test
    void clientSecretAndTokensAsTheDocumentationSays() {
        String group = platform.newGroup(owner, "team", "Группа");
        browser.signIn(owner, text("sign_in")).open("/spaces/" + group);
        browser.press(named("obtain", "ClientId"));
        assertThat(browser.value("client-id")).matches("[0-9a-f]{24}");
        browser.press(named("refresh", "Client secret")).press(text("client_secret_yes"));
        assertThat(browser.value("once")).matches("[A-Za-z0-9]{40}");
        look("client-secret");
        browser.press(text("client_secret_confirm"));
        browser.type("token-name", "отчёты").press(named("create", "токен"));
        assertThat(browser.value("once")).matches("shp_[A-Za-z0-9]{40}");
        look("token");
        browser.press("Подтвердить сохранение токена").sees("отчёты");
        look("integration-access");
        browser.press("Удалить токен отчёты").seesNoMore("отчёты");
        browser.open("/account").sees(text("audit_personal_token_deleted"));
        look("account");
    }

    @Test
    void aCheckNamesTheFaultAndOffersTheTargetOfARedirect() {
        String group = platform.newGroup(owner, "team", "Группа");
        try (TestReceiver other = new TestReceiver()) {
            receiver.redirect(other.url("/hook"));
            browser.signIn(owner, text("sign_in")).open("/spaces/" + group);
            browser.type("url", receiver.url("/hook"))
                    .press(text("save"))
                    .sees(text("check_target", other.url("/hook")));
            browser.sees("Ведёт на " + other.url("/hook"));
            look("integration-redirected");
            browser.press(text("check_use")).sees(text("check_answer_good", "204"));
            assertThat(browser.driver().findElement(By.id("url")).getDomProperty("value"))
                    .isEqualTo(other.url("/hook"));
        }
        browser.press(text("check_again")).sees(text("hint_connect_refused"));
        look("integration-unreachable");
    }

    @Test
    void theTwoRefreshButtonsHaveNamesOfTheirOwn() {
        String group = platform.newGroup(owner, "team", "Группа");
        browser.signIn(owner, text("sign_in")).open("/spaces/" + group);
        browser.type("url", receiver.url("/hook")).press(text("save"));
        assertThat(browser.has("Обновить WebHook secret")).isTrue();
        assertThat(browser.has("Обновить Client secret")).isTrue();
    }

    @Test
    void aFreePlanAndOthersGroups() {
        String free = platform.newGroup(owner, "free", "Бесплатная группа");
        browser.signIn(owner, text("sign_in")).open("/spaces/" + free).sees(text("free_title"));
        look("integration-free");
        browser.press(text("sign_out"));
        browser.signIn(platform.newOwner(), text("sign_in")).open("/spaces/" + free);
        browser.sees(text("refused_not_owner"));
        assertThat(browser.text()).doesNotContain("Бесплатная группа");
        look("refused");
    }

    @Test
    void theLanguageCanBeSwitched() {
        browser.open("/login")
                .press("English")
                .sees("Sign in to the cabinet")
                .press("Русский")
                .sees(text("sign_in_title"));
    }
}
