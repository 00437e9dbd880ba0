package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.socket.cluster.CensusMessage.ExternalAges;
import dev.turnout.socket.cluster.CensusMessage.ExternalReport;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Counts what a source reports of viewers elsewhere on one node only: its newest report replaces those to the other nodes. A
 * node that receives again publishes how old its reports are, since other nodes may have missed them. It does so some time
 * after each report, too: an outage may be too short for a node to notice that it does not receive.
 *
 * <pre>
 * A is sent 10,000 of source s; Redis goes away; B is sent 9,000 of s, and A cannot receive that
 * Redis returns:   A: "s, 40 s old"   B has a newer one and answers     B: "s, 15 s old"   A removes its 10,000
 * </pre>
 *
 * <p>Ages are compared instead of times, since the clocks of two nodes may differ. Audience thread only.
 */
final class ExternalSources implements Census.Listener {

    /** Reports in one message. */
    static final int PART = 500;

    /** The longest time for which a source's report may count. Those of other nodes that are older count no longer. */
    static final Duration KEPT = Duration.ofHours(1);

    /** Longer than an outage that makes no node deaf. */
    static final Duration REPEAT = Duration.ofSeconds(5);

    private record Source(AuctionId auction, String name) {}

    private final String self;
    private final Audience audience;
    private final OwnerThread thread;
    private final MomentSource moments;
    private final LongSupplier nanoClock;
    private final Consumer<CensusMessage> census;

    /** When this node has been sent the newest report of the source, also one of 0 viewers; oldest first. */
    private final Map<Source, Long> reportedAt = new LinkedHashMap<>();

    ExternalSources(
            String self,
            Audience audience,
            OwnerThread thread,
            MomentSource moments,
            LongSupplier nanoClock,
            Consumer<CensusMessage> census) {
        this.self = self;
        this.audience = audience;
        this.thread = thread;
        this.moments = moments;
        this.nanoClock = nanoClock;
        this.census = census;
    }

    /** A source has reported to this node. */
    void reported(AuctionId auction, String source) {
        Source key = new Source(auction, source);
        reportedAt.remove(key); // so that it becomes the last one
        long now = nanoClock.getAsLong();
        reportedAt.put(key, now);
        removeOld();
        census.accept(new ExternalReport(self, auction, source));
        thread.after(REPEAT, () -> repeat(key, now));
    }

    /** Unless the source has reported again, here or to another node. */
    private void repeat(Source source, long at) {
        Long newest = reportedAt.get(source);
        if (newest != null && newest == at) {
            publish(Map.of(source, at));
        }
    }

    private void removeOld() {
        long now = nanoClock.getAsLong();
        var oldest = reportedAt.values().iterator();
        while (oldest.hasNext() && now - oldest.next() > KEPT.toNanos()) {
            oldest.remove();
        }
    }

    /** A source has just reported to a peer. */
    void received(ExternalReport report) {
        remove(new Source(report.auction(), report.source()));
    }

    /** A peer was sent these reports some time ago. */
    void received(ExternalAges reports) {
        Map<Source, Long> newer = new HashMap<>();
        reports.millis()
                .forEach((auction, bySource) -> bySource.forEach((name, age) -> {
                    Source source = new Source(auction, name);
                    Long own = reportedAt.get(source);
                    if (own != null && ageMillis(own) < age) {
                        newer.put(source, own);
                    } else {
                        remove(source);
                    }
                }));
        publish(newer);
    }

    private void remove(Source source) {
        reportedAt.remove(source);
        audience.reportExternal(source.auction(), source.name(), 0, moments.now());
    }

    @Override
    public void peers(Set<String> living) {}

    @Override
    public void deaf(boolean deaf) {
        if (!deaf) {
            removeOld();
            publish(reportedAt);
        }
    }

    private void publish(Map<Source, Long> reports) {
        List<Map.Entry<Source, Long>> all = List.copyOf(reports.entrySet());
        for (int from = 0; from < all.size(); from += PART) {
            Map<AuctionId, Map<String, Long>> ages = new HashMap<>();
            all.subList(from, Math.min(from + PART, all.size()))
                    .forEach(report -> ages.computeIfAbsent(report.getKey().auction(), id -> new HashMap<>())
                            .put(report.getKey().name(), ageMillis(report.getValue())));
            census.accept(new ExternalAges(self, ages));
        }
    }

    private long ageMillis(long at) {
        return Duration.ofNanos(nanoClock.getAsLong() - at).toMillis();
    }
}
