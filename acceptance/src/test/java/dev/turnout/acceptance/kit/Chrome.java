package dev.turnout.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.turnout.testkit.clients.Chromium;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One Chromium for a test class; each page has a context of its own, as if on another computer. A test fails when one of
 * its pages throws an error or violates its content security policy. Screenshots are kept in {@code target/screenshots}.
 */
public final class Chrome implements AfterEachCallback, AfterAllCallback {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Path AXE = Path.of("..", "web", "node_modules", "axe-core", "axe.min.js");
    private static final double TIMEOUT_MILLIS = 20_000;

    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private @Nullable Playwright driver;
    private @Nullable Browser browser;

    public Page page() {
        return page(new Browser.NewContextOptions().setViewportSize(1280, 900));
    }

    /** A page of a phone of 360 × 740 CSS pixels. */
    public Page phone() {
        return page(new Browser.NewContextOptions()
                .setViewportSize(360, 740)
                .setDeviceScaleFactor(2)
                .setHasTouch(true));
    }

    public Page page(Browser.NewContextOptions options) {
        BrowserContext context = browser().newContext(options);
        context.setDefaultTimeout(TIMEOUT_MILLIS);
        contexts.add(context);
        Page page = context.newPage();
        page.onPageError(errors::add);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                errors.add(message.text());
            }
        });
        return page;
    }

    private Browser browser() {
        Browser current = browser;
        if (current == null) {
            PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT_MILLIS);
            Playwright started = Chromium.playwright();
            current = Chromium.launch(started, List.of());
            driver = started;
            browser = current;
        }
        return current;
    }

    public static void screenshot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(SCREENSHOTS.resolve(name + ".png").toAbsolutePath()));
    }

    /** What axe finds, one line for each rule. */
    public static List<?> accessibilityFaults(Page page) {
        try {
            page.evaluate(Files.readString(AXE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (List<?>) page.evaluate("async () => (await axe.run()).violations"
                + ".map(rule => rule.id + ': ' + rule.nodes.map(node => node.html).join(' '))");
    }

    /**
     * The longest task that the page's main thread runs during the actions, in milliseconds of CPU time: what a busy
     * machine lets it wait does not count.
     */
    public double longestTaskMillis(Page page, Runnable actions) {
        browser().startTracing(page, new Browser.StartTracingOptions().setCategories(List.of("toplevel")));
        byte[] trace;
        try {
            actions.run();
        } finally {
            trace = browser().stopTracing();
        }
        return ChromeTrace.of(trace).longestTaskMillis("CrRendererMain");
    }

    /** How much wider the content is than the window, in pixels. */
    public static int overflow(Page page) {
        return (Integer) page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
    }

    @Override
    public void afterEach(ExtensionContext test) {
        if (test.getExecutionException().isPresent() && !contexts.isEmpty()) {
            contexts.get(contexts.size() - 1)
                    .pages()
                    .forEach(page ->
                            screenshot(page, "failed-" + test.getDisplayName().replaceAll("\\W", "")));
        }
        contexts.forEach(BrowserContext::close);
        contexts.clear();
        List<String> found = List.copyOf(errors);
        errors.clear();
        assertThat(found).as("errors of the pages").isEmpty();
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        Playwright started = driver;
        if (started != null) {
            started.close(); // ends the browser too
        }
    }
}
