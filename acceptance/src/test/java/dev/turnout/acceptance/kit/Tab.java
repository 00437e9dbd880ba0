package dev.turnout.acceptance.kit;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitUntilState;
import java.util.ArrayList;
import java.util.List;

/** One tab of the {@link BrowserKit}. */
public final class Tab implements AutoCloseable {

    private final Page page;
    private final List<String> console = new ArrayList<>();
    private final List<String> webSockets = new ArrayList<>();

    Tab(Page page) {
        this.page = page;
        page.onConsoleMessage(message -> console.add(message.type() + ": " + message.text()));
        page.onWebSocket(socket -> webSockets.add(socket.url()));
        page.onPageError(error -> console.add("uncaught: " + error));
    }

    Tab opens(String url) {
        page.navigate(url);
        return this;
    }

    /** Playwright's page, for what has no method here. */
    public Page page() {
        return page;
    }

    /** The text of the first badge, or of the element that this selector finds. */
    public Tab shows(String text) {
        return shows("turnout-badge [part=count]", text);
    }

    public Tab shows(String selector, String text) {
        eventually(() -> assertThat(page.locator(selector).allTextContents())
                .as("%s at %s, console: %s", selector, page.url(), console)
                .startsWith(text));
        return this;
    }

    /** The {@code status} of the first badge. */
    public Tab hasStatus(String status) {
        eventually(() -> assertThat(evaluate("document.querySelector('turnout-badge').status"))
                .as("status at %s, console: %s", page.url(), console)
                .isEqualTo(status));
        return this;
    }

    public Object evaluate(String expression) {
        return page.evaluate(expression);
    }

    /** Every count that the first badge reported since {@link #recordsCounts}, in order. */
    public List<Integer> recordedCounts() {
        List<Integer> counts = new ArrayList<>();
        for (Object count : (List<?>) evaluate("window.recorded")) {
            counts.add(((Number) count).intValue());
        }
        return counts;
    }

    public Tab recordsCounts() {
        evaluate("() => { window.recorded = []; document.addEventListener('turnout-count', (event) =>"
                + " Number.isNaN(event.detail.count) || window.recorded.push(event.detail.count)); }");
        return this;
    }

    public Tab reloads() {
        page.reload();
        return this;
    }

    /** A page from the back-forward cache has no load event, so this waits for the navigation alone. */
    public Tab goesBack() {
        page.goBack(new Page.GoBackOptions().setWaitUntil(WaitUntilState.COMMIT));
        return this;
    }

    /** What the page wrote to the console, one line for each message. */
    public List<String> console() {
        page.evaluate("0"); // delivers the events that wait
        return List.copyOf(console);
    }

    /** The addresses of all WebSockets that this tab has opened. */
    public List<String> webSockets() {
        return List.copyOf(webSockets);
    }

    @Override
    public void close() {
        page.close();
    }
}
