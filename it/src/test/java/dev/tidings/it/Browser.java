package dev.tidings.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A headless Chromium with a new, empty profile, and its tabs.
 * <p>
 * For one thread. Closing it ends Chromium and its driver and deletes the profile.
 */
final class Browser implements AutoCloseable {

    private final Path profile;
    private final ChromeDriver driver;
    private final String firstWindow;

    private Browser(Path profile, ChromeDriver driver) {
        this.profile = profile;
        this.driver = driver;
        this.firstWindow = driver.getWindowHandle();
    }

    static Browser open() {
        // The driver that is installed: without this Selenium would look for one to download.
        System.setProperty("webdriver.chrome.driver", "/usr/bin/chromedriver");
        Path profile = newFolder();
        try {
            return new Browser(profile, new ChromeDriver(options(profile)));
        } catch (RuntimeException e) {
            delete(profile);
            throw e;
        }
    }

    private static ChromeOptions options(Path profile) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.setCapability("goog:loggingPrefs", logs);
        // Tests make their own certificates.
        options.setAcceptInsecureCerts(true);
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile);
        return options;
    }

    /** A new tab that shows this address. */
    Tab newTab(URI address) {
        driver.switchTo().newWindow(WindowType.TAB);
        driver.get(address.toString());
        return new Tab(driver.getWindowHandle());
    }

    /** Closes all tabs, and with them their connections; forgets what is on the console. */
    void closeTabs() {
        driver.manage().logs().get(LogType.BROWSER);
        for (String window : driver.getWindowHandles()) {
            if (!window.equals(firstWindow)) {
                driver.switchTo().window(window);
                driver.close();
            }
        }
        driver.switchTo().window(firstWindow);
    }

    @Override
    public void close() {
        try {
            driver.quit();
        } finally {
            delete(profile);
        }
    }

    /** One tab; each call brings it to the front. */
    final class Tab {

        private final String window;

        private Tab(String window) {
            this.window = window;
        }

        /** The driver, with this tab in front. */
        ChromeDriver driver() {
            if (!driver.getWindowHandle().equals(window)) {
                driver.switchTo().window(window);
            }
            return driver;
        }

        Object run(String script, Object... arguments) {
            return driver().executeScript(script, arguments);
        }

        /** As on a screen of this size, in CSS pixels. */
        void resize(int width, int height, boolean mobile) {
            driver().executeCdpCommand(
                            "Emulation.setDeviceMetricsOverride",
                            Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
        }

        /** As for somebody who prefers {@code light} or {@code dark}. */
        void prefer(String colorScheme) {
            driver().executeCdpCommand(
                            "Emulation.setEmulatedMedia",
                            Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme))));
        }

        /** Writes the whole page, also what one would have to scroll to, as a PNG file. */
        void screenshot(Path file) {
            Object image = driver().executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true))
                    .get("data");
            try {
                Files.createDirectories(file.getParent());
                Files.write(file, Base64.getDecoder().decode((String) image));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** What was written to the console and what the browser complained of since the last call. */
        List<String> console() {
            return driver().manage().logs().get(LogType.BROWSER).getAll().stream()
                    .map(LogEntry::toString)
                    .toList();
        }
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("tidings-browser-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
