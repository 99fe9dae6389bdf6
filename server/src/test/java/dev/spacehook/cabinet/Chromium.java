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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.FluentWait;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium, driven: headless, with a new profile, talking to nobody but the service under test. */
final class Chromium implements AutoCloseable {

    private static final List<String> BROWSERS = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

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
        return driver.findElement(By.tagName("body")).getText();
    }

    Chromium type(String field, String text) {
        WebElement element = patience().until(d -> d.findElement(By.id(field)));
        element.clear();
        element.sendKeys(text);
        return this;
    }

    /** Presses the visible button or link with this accessible name. */
    Chromium press(String name) {
        WebElement element = patience().until(d -> named(name).orElse(null));
        element.click();
        return this;
    }

    /** A page may be replaced while it is looked at. */
    private FluentWait<WebDriver> patience() {
        return new WebDriverWait(driver, PATIENCE).ignoring(StaleElementReferenceException.class);
    }

    private Optional<WebElement> named(String name) {
        return driver.findElements(By.cssSelector("button, a, summary")).stream()
                .filter(WebElement::isDisplayed)
                .filter(element -> element.getAccessibleName().equals(name))
                .findFirst();
    }

    boolean has(String name) {
        return named(name).isPresent();
    }

    /** Waits until the page shows this text, without loading it again. */
    Chromium sees(String text) {
        patience().withMessage(() -> "no \"" + text + "\" in:\n" + text()).until(d -> text().contains(text));
        return this;
    }

    /** Waits until the page no longer shows this text. */
    Chromium seesNoMore(String text) {
        patience().withMessage(() -> "still \"" + text + "\" in:\n" + text()).until(d -> !text().contains(text));
        return this;
    }

    String value(String id) {
        return patience().until(d -> d.findElement(By.id(id)).getText());
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
