package dev.spacehook.cabinet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.NotFoundException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium, driven: headless, with a new profile, talking to nobody but the service under test. */
final class Chromium implements AutoCloseable {

    private static final List<String> BROWSERS = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<String> REPLACED = List.of(
            "does not belong to the document",
            "no such execution context",
            "Cannot find context",
            "Inspected target navigated");

    /** Whether pressing an element leads to another page: it is a link to one, or sends a form in the usual way. */
    private static final String LEAVES = """
            const element = arguments[0];
            const without = address => address.split("#")[0];
            return element.href
                ? without(element.href) !== without(location.href)
                : element.type === "submit" && element.form !== null && !element.form.hasAttribute("hx-post");
            """;

    private final ChromeDriver driver;
    private final Path profile;
    private final URI base;

    private Chromium(ChromeDriver driver, Path profile, URI base) {
        this.driver = driver;
        this.profile = profile;
        this.base = base;
    }

    /** Whether there is a browser on this machine. */
    static boolean isInstalled() {
        return browser().isPresent() && Files.isExecutable(DRIVER);
    }

    private static Optional<Path> browser() {
        return BROWSERS.stream().map(Path::of).filter(Files::isExecutable).findFirst();
    }

    static Chromium start(URI base, String language) {
        try {
            Path profile = Files.createTempDirectory("spacehook-chromium");
            ChromeDriverService service = new ChromeDriverService.Builder()
                    .usingDriverExecutable(DRIVER.toFile())
                    .usingAnyFreePort()
                    .build();
            return new Chromium(new ChromeDriver(service, options(profile, language)), profile, base);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ChromeOptions options(Path profile, String language) {
        ChromeOptions options = new ChromeOptions();
        options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
        options.setBinary(browser().orElseThrow().toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--force-prefers-reduced-motion",
                "--lang=" + language,
                "--accept-lang=" + language,
                "--user-data-dir=" + profile);
        return options;
    }

    /** Asks for pages in this language from now on. */
    void prefer(String language) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand("Network.setExtraHTTPHeaders", Map.of("headers", Map.of("Accept-Language", language)));
    }

    ChromeDriver driver() {
        return driver;
    }

    Chromium open(String path) {
        driver.get(base.resolve(path).toString());
        return this;
    }

    String path() {
        return URI.create(driver.getCurrentUrl()).getPath();
    }

    /** All that a reader sees. */
    String text() {
        return until(() -> "", () -> body());
    }

    private String body() {
        return driver.findElement(By.tagName("body")).getText();
    }

    Chromium type(String field, String text) {
        return until(() -> "no field " + field, () -> {
            WebElement element = driver.findElement(By.id(field));
            element.clear();
            element.sendKeys(text);
            return this;
        });
    }

    /**
     * Presses the visible button or link with this accessible name. If that leads to another page, comes back when it
     * is there: whoever goes on before would cancel what he has just sent.
     */
    Chromium press(String name) {
        WebElement page = driver.findElement(By.tagName("html"));
        boolean leaves = until(
                () -> "nothing called \"" + name + "\" in:\n" + body(),
                () -> named(name).map(this::click).orElse(null));
        if (leaves) {
            until(() -> "still on the page of \"" + name + "\"", () -> isGone(page) && isLoaded() ? page : null);
        }
        return this;
    }

    /** Whether the click leads to another page. */
    private boolean click(WebElement element) {
        Object leaves = driver.executeScript(LEAVES, element);
        element.click();
        return Boolean.TRUE.equals(leaves);
    }

    private boolean isLoaded() {
        return "complete".equals(driver.executeScript("return document.readyState"));
    }

    private static boolean isGone(WebElement element) {
        try {
            element.isEnabled();
            return false;
        } catch (WebDriverException e) {
            if (isReplaced(e)) {
                return true;
            }
            throw e;
        }
    }

    /** Looks until there is something. What is looked at may be replaced meanwhile: then it looks again. */
    private <T> T until(Supplier<String> complaint, Supplier<@Nullable T> look) {
        return new WebDriverWait(driver, PATIENCE)
                .withMessage(complaint)
                .until(d -> found(look))
                .getFirst();
    }

    /** In a list, since the driver takes {@code false} for "not yet". */
    private static <T> @Nullable List<T> found(Supplier<@Nullable T> look) {
        try {
            T found = look.get();
            return found == null ? null : List.of(found);
        } catch (WebDriverException e) {
            if (isReplaced(e)) {
                return null;
            }
            throw e;
        }
    }

    /** Chromium's driver has a class of its own for only some of the ways in which an element can be gone. */
    private static boolean isReplaced(WebDriverException e) {
        return e instanceof NotFoundException
                || e instanceof StaleElementReferenceException
                || REPLACED.stream().anyMatch(String.valueOf(e.getMessage())::contains);
    }

    private Optional<WebElement> named(String name) {
        return driver.findElements(By.cssSelector("button, a, summary")).stream()
                .filter(WebElement::isDisplayed)
                .filter(element -> element.getAccessibleName().equals(name))
                .findFirst();
    }

    /** The visible button or link with this accessible name. */
    WebElement element(String name) {
        return until(
                () -> "nothing called \"" + name + "\" in:\n" + body(),
                () -> named(name).orElse(null));
    }

    boolean has(String name) {
        return until(() -> "", () -> named(name).isPresent());
    }

    /** Waits until the page shows this text, without loading it again. */
    Chromium sees(String text) {
        return until(() -> "no \"" + text + "\" in:\n" + body(), () -> body().contains(text) ? this : null);
    }

    /** Waits until the page no longer shows this text. */
    Chromium seesNoMore(String text) {
        return until(() -> "still \"" + text + "\" in:\n" + body(), () -> body().contains(text) ? null : this);
    }

    String value(String id) {
        return until(() -> "no " + id, () -> driver.findElement(By.id(id)).getText());
    }

    Chromium signIn(Platform.Owner owner, String button) {
        open("/login").type("email", owner.email()).type("password", Platform.PASSWORD);
        return press(button);
    }

    /** The accessibility mistakes of the page that axe-core finds, by rule and place. */
    List<String> accessibilityMistakes() {
        driver.executeScript(axe());
        Object result = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, {resultTypes: ["violations"]})
                    .then(found => done(found.violations.flatMap(
                        rule => rule.nodes.map(node => rule.id + ": " + node.html + " " + node.failureSummary))));
                """);
        return ((List<?>) result).stream().map(String::valueOf).toList();
    }

    private static String axe() {
        try (var in = Chromium.class.getResourceAsStream("/axe.min.js")) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the browser complained of: refused scripts and styles, failed requests. */
    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .map(entry -> entry.getMessage())
                .collect(Collectors.toList());
    }

    /** Pictures of the whole page: phone and wide, light and dark. */
    void photograph(String name) {
        for (String scheme : List.of("light", "dark")) {
            scheme(scheme);
            photograph(name + "-phone-" + scheme, 390, true);
            photograph(name + "-wide-" + scheme, 1280, false);
        }
        scheme("light");
    }

    void scheme(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    private void photograph(String name, int width, boolean mobile) {
        narrow(width, 800, mobile);
        Number height = (Number) driver.executeScript("return document.documentElement.scrollHeight");
        narrow(width, Math.min(height.intValue(), 5_000), mobile);
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    private void narrow(int width, int height, boolean mobile) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
    }

    /** How much wider than a phone the page is, in pixels. */
    long overflowOnPhone() {
        narrow(390, 800, true);
        Number overflow = (Number) driver.executeScript(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        return overflow.longValue();
    }

    @Override
    public void close() {
        driver.quit();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // the browser is still taking leave; what it leaves is in the system's directory for temporary files
        }
    }
}
