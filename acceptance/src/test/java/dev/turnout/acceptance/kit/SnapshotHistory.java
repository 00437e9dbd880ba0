package dev.turnout.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Stores minutes of the past of an auction, as socket-server would have sent them. */
public final class SnapshotHistory {

    private final Http http;
    private final String path;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);

    public SnapshotHistory(Http http, String auction) {
        this.http = http.with("X-Internal-Request", Product.KEY);
        this.path = "/api/v1/auctions/" + auction + "/analytics/snapshot";
    }

    /** The same count in each minute of a span that began and ended so many minutes ago, both included. */
    public SnapshotHistory minutes(int first, int last, int count) {
        return minutes(first, last, minute -> count);
    }

    /** @param count average of a minute, by its age in minutes */
    public SnapshotHistory minutes(int first, int last, IntUnaryOperator count) {
        for (int minute = first; minute >= last; minute--) {
            post(minute, count.applyAsInt(minute));
        }
        return this;
    }

    /** One minute of each hour of the last days. */
    public SnapshotHistory hoursOfDays(int days, IntUnaryOperator count) {
        IntStream.range(1, days * 24)
                .map(hour -> hour * 60)
                .parallel()
                .forEach(minute -> post(minute, count.applyAsInt(minute)));
        return this;
    }

    private void post(int minute, int average) {
        int spread = average / 12;
        String body = """
                {"timestamp":"%s","viewerCount":%d,"avgViewers":%d,"peakViewers":%d,"minViewers":%d,"sampleCount":12}""".formatted(
                        now.minus(minute, ChronoUnit.MINUTES), average, average, average + spread, average - spread);
        Http.Answer answer = http.post(path, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
}
