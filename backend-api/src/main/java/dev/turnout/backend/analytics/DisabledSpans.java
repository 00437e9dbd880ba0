package dev.turnout.backend.analytics;

import dev.turnout.backend.storage.AnalyticsSwitch;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Period;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The spans in which an auction's analytics was disabled, from the recorded switches. Pure. */
public final class DisabledSpans {

    /** @param to null while it is still disabled */
    public record Disabled(Instant from, @Nullable Instant to) {}

    private DisabledSpans() {}

    /** @param newestFirst all switches of the auction */
    static List<Disabled> of(Auction auction, List<AnalyticsSwitch> newestFirst, Period period) {
        List<Disabled> spans = new ArrayList<>();
        Instant since = newestFirst.isEmpty() && auction.enableViewerAnalytics() ? null : auction.createdAt();
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            AnalyticsSwitch change = newestFirst.get(i);
            if (change.enabled()) {
                add(spans, since, change.at(), period);
                since = null;
            } else if (since == null) {
                since = change.at();
            } else if (i == newestFirst.size() - 1) {
                since = change.at(); // the auction was created before switches were recorded, and was enabled
            }
        }
        add(spans, since, null, period);
        return spans;
    }

    private static void add(List<Disabled> spans, @Nullable Instant from, @Nullable Instant to, Period period) {
        boolean overlaps = from != null
                && from.isBefore(period.until())
                && (to == null || (to.isAfter(period.from()) && to.isAfter(from)));
        if (from != null && overlaps) {
            spans.add(new Disabled(from, to));
        }
    }
}
