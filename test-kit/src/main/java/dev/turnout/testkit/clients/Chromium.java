package dev.turnout.testkit.clients;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The system's Chromium, headless. Playwright objects are confined to one thread. */
public final class Chromium {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private static @Nullable Chromium shared;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "chromium");
        made.setDaemon(true);
        return made;
    });
    private final Map<RealClient, Tab> tabs = new LinkedHashMap<>();
    private final PageServer pages = PageServer.start();
    private final Browser browser;

    private Chromium() {
        browser = CompletableFuture.supplyAsync(() -> launch(playwright(), List.of()), thread)
                .join();
        thread.scheduleWithFixedDelay(this::takeReports, 10, 10, TimeUnit.MILLISECONDS);
    }

    /** The browser that all tests share; it ends with this JVM. */
    public static synchronized Chromium shared() {
        if (shared == null) {
            shared = new Chromium();
        }
        return shared;
    }

    /** Playwright with the system's Node instead of that in its driver bundle. */
    public static Playwright playwright() {
        Map<String, String> environment = Map.of(
                "PLAYWRIGHT_NODEJS_PATH", onPath(List.of("node")).toString(), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        return Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    }

    /**
     * A browser of its own, for the thread that calls.
     *
     * @param without flags of Playwright that are left out
     */
    public static Browser launch(Playwright playwright, List<String> without) {
        return playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable())
                        .setArgs(FLAGS)
                        .setIgnoreDefaultArgs(without));
    }

    static Path executable() {
        return Optional.ofNullable(System.getenv("CHROMIUM")).map(Path::of).orElseGet(() -> onPath(NAMES));
    }

    private static Path onPath(List<String> names) {
        String[] folders = System.getenv("PATH").split(":", -1);
        return names.stream()
                .flatMap(name -> Arrays.stream(folders).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("none of " + names + " is installed: run scripts/setup"));
    }

    /** The origin of the pages that {@link #open} opens. */
    public String origin() {
        return pages.origin();
    }

    /** Opens a tab with a page that loads the library from its own server and connects, with credentials. */
    public RealClient open(ClientKind kind, Target target) {
        Tab tab = call(() -> new Tab(kind));
        tab.client.open(target, DriverJson.object().put("withCredentials", true));
        return tab.client;
    }

    /** Closes the tab of a client without running its unload handlers. */
    public void closeTabOf(RealClient client) {
        call(() -> {
            Tab tab = tabs.remove(client);
            if (tab != null) {
                tab.page.close();
            }
            return client;
        });
    }

    private <T> T call(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, thread).join();
    }

    private void takeReports() {
        tabs.values().forEach(Tab::takeReports);
    }

    /** One tab; on the browser's thread. */
    private final class Tab {
        private final Page page;
        private final DrivenClient client;

        Tab(ClientKind kind) {
            page = browser.newPage();
            page.navigate(pages.origin() + "/" + kind.library().npmName() + "/");
            client = new DrivenClient(kind, "page", command -> call(() -> run(command)));
            tabs.put(client, this);
        }

        private Tab run(ObjectNode command) {
            if (!page.isClosed()) {
                page.evaluate("command => run(JSON.parse(command))", command.toString());
            }
            return this;
        }

        void takeReports() {
            Object reports = page.evaluate("takeReports()");
            DriverJson.parse(reports.toString()).forEach(report -> client.observed(DriverJson.observation(report)));
        }
    }
}
