package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import dev.turnout.acceptance.kit.Chrome;
import dev.turnout.acceptance.kit.DashboardUser;
import dev.turnout.acceptance.kit.MovableClock;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.SnapshotHistory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pixels of the chart: data, a gap, a single minute and a span with analytics disabled look different. */
class ChartDrawingTest {

    private static final int CREATED = 58;

    /** Shares of the pixels of a narrow part of the canvas: at its top without any colour, hatched; all with the curve's. */
    private static final String COLORS = """
            ([left, width]) => {
              const canvas = document.querySelector('.chart canvas');
              const over = document.querySelector('.chart .u-over').getBoundingClientRect();
              const box = canvas.getBoundingClientRect();
              const pixels = (x, y, w, h) => canvas.getContext('2d').getImageData(
                  Math.round(over.left - box.left + x), Math.round(over.top - box.top + y), w, h).data;
              const share = (data, wanted) => {
                let found = 0;
                for (let i = 0; i < data.length; i += 4) found += wanted(data[i], data[i + 1], data[i + 2], data[i + 3]) ? 1 : 0;
                return found / (data.length / 4);
              };
              const top = pixels(left, 4, width, 12);
              const all = pixels(left, 0, width, Math.floor(over.height));
              return [
                share(top, (r, g, b, a) => a === 0),
                share(top, (r, g, b, a) => a > 60 && r < 195),
                share(all, (r, g, b, a) => a > 200 && Math.abs(r - 31) + Math.abs(g - 95) + Math.abs(b - 208) < 30),
              ];
            }""";

    /** Shares of pixels: at the top without colour and hatched, in all with the colour of the curve. */
    private record Colors(double empty, double hatched, double curve) {}

    private final MovableClock clock = new MovableClock();

    @RegisterExtension
    final Product product =
            Product.withBothServers().socket("ALLOWED_ORIGIN", "*").backendClock(clock);

    @RegisterExtension
    static final Chrome chrome = new Chrome();

    private static void minutesAgo(MovableClock clock, int minutes) {
        clock.set(Duration.ofMinutes(-minutes));
    }

    @Test
    void dataGapSingleMinuteAndDisabledSpanLookDifferent() {
        String id = product.newAuction();
        minutesAgo(clock, CREATED);
        product.admin().createsAuction(id);
        minutesAgo(clock, 30);
        product.admin().switchesAnalytics(id, false);
        minutesAgo(clock, 20);
        product.admin().switchesAnalytics(id, true);
        minutesAgo(clock, 0);
        product.socketServer();
        new SnapshotHistory(product.backendApi().http(), id)
                .minutes(57, 46, 120)
                .minutes(36, 36, 120)
                .minutes(18, 4, 120);
        DashboardUser user = new DashboardUser(
                        chrome.page(),
                        "http://127.0.0.1:" + product.backendApi().port())
                .opens("")
                .logsIn()
                .opensAuction(id);
        Chrome.screenshot(user.page(), "chart-drawing");

        Colors data = colors(user.page(), 11);
        assertThat(data.empty()).as("above the curve").isGreaterThan(0.6);
        assertThat(data.curve()).isPositive();
        Colors gap = colors(user.page(), 41);
        assertThat(gap.empty()).as("in a gap").isZero();
        assertThat(gap.hatched()).isZero();
        assertThat(gap.curve()).isZero();
        Colors disabled = colors(user.page(), 25);
        assertThat(disabled.hatched()).as("while disabled").isBetween(0.05, 0.7);
        assertThat(disabled.curve()).isZero();
        assertThat(colors(user.page(), 36).curve()).as("a single minute").isPositive();
    }

    /** Of the part of the chart two minutes about a time so many minutes ago. */
    private static Colors colors(Page page, int minutesAgo) {
        BoundingBox plot = page.locator(".u-over").boundingBox();
        double minute = plot.width / CREATED;
        double left = plot.width - (minutesAgo + 1) * minute;
        List<?> shares = (List<?>) page.evaluate(COLORS, new Object[] {Math.floor(left), Math.floor(2 * minute)});
        return new Colors(share(shares, 0), share(shares, 1), share(shares, 2));
    }

    private static double share(List<?> shares, int index) {
        return ((Number) shares.get(index)).doubleValue();
    }
}
