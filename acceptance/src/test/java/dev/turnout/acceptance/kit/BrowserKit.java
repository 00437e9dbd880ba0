package dev.turnout.acceptance.kit;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Playwright;
import dev.turnout.testkit.clients.Chromium;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One Chromium for a test class, with the back-forward cache on, and a website whose pages show the kit. All tabs of a
 * test are in one browser context, like the windows of one user. Used by the thread of the test alone.
 */
public final class BrowserKit implements AfterEachCallback, AfterAllCallback {

    /** Off in Playwright by default. */
    private static final List<String> WITHOUT = List.of("--disable-back-forward-cache");

    private final Website website = new Website();
    private final AtomicInteger paths = new AtomicInteger();
    private final AtomicBoolean socketsBlocked = new AtomicBoolean();
    private @Nullable Playwright playwright;
    private @Nullable Browser browser;
    private @Nullable BrowserContext context;

    public Website website() {
        return website;
    }

    /** A tab with a page whose body this is, after the script of the server. */
    public Tab opensPage(Product product, String body) {
        return opens(website.origin() + page(product, body, Map.of()));
    }

    /** Registers such a page; its path. */
    public String page(Product product, String body, Map<String, String> headers) {
        String path = "/page-" + paths.incrementAndGet();
        String script = product.socketServer().url() + "/turnout.js";
        website.page(
                path,
                "<!doctype html><html lang=en><title>Auction</title><script src='" + script + "' defer></script><main>"
                        + body + "</main></html>",
                headers);
        return path;
    }

    public Tab opens(String url) {
        return new Tab(context().newPage()).opens(url);
    }

    /** The context of this test's tabs. */
    public BrowserContext context() {
        BrowserContext current = context;
        if (current == null) {
            current = browser().newContext();
            context = current;
        }
        return current;
    }

    private Browser browser() {
        Browser current = browser;
        if (current == null) {
            playwright = Chromium.playwright();
            current = Chromium.launch(playwright, WITHOUT);
            browser = current;
        }
        return current;
    }

    /** From now on Socket.IO, over both transports, is blocked or let through. Before the first tab is opened. */
    public void blocksSockets(boolean blocked) {
        socketsBlocked.set(blocked);
        Pattern socketIo = Pattern.compile("/(auction|socket)/\\?.*EIO=");
        if (context == null) {
            context().routeWebSocket(socketIo, socket -> {
                if (socketsBlocked.get()) {
                    socket.close();
                } else {
                    socket.connectToServer();
                }
            });
            context().route(socketIo, route -> {
                if (socketsBlocked.get()) {
                    route.abort();
                } else {
                    route.resume();
                }
            });
        }
    }

    @Override
    public void afterEach(ExtensionContext test) {
        if (context != null) {
            context.close();
            context = null;
        }
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        if (playwright != null) {
            playwright.close();
            playwright = null;
            browser = null;
        }
        website.close();
    }
}
