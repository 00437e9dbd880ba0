package dev.turnout.socket.gateway;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.Moment;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Viewers that sources report from elsewhere, until they expire. A source that reports again moves its expiry, so it has
 * one timer, which is set again when it expires too early. Audience thread only.
 */
final class ExternalReports {

    private final Audience audience;
    private final OwnerThread thread;
    private final MomentSource clock;
    private final Map<Source, Expiry> expiries = new HashMap<>();

    private record Source(AuctionId auction, String name) {}

    /** Of the newest report and of the timer, on the monotonic clock; the timer's is not later. */
    private record Expiry(long due, long timerDue) {}

    ExternalReports(Audience audience, OwnerThread thread, MomentSource clock) {
        this.audience = audience;
        this.thread = thread;
        this.clock = clock;
    }

    /** Replaces what the source reported before. False when the auction has too many sources. */
    boolean report(AuctionId auction, String source, int count, Duration ttl, Moment now) {
        if (!audience.reportExternal(auction, source, count, now)) {
            return false;
        }
        Source reported = new Source(auction, source);
        long due = now.monotonicMillis() + ttl.toMillis();
        Expiry before = expiries.get(reported);
        if (before == null || due < before.timerDue) {
            setTimer(reported, due);
        } else {
            expiries.put(reported, new Expiry(due, before.timerDue));
        }
        return true;
    }

    private void setTimer(Source source, long due) {
        expiries.put(source, new Expiry(due, due));
        long wait = Math.max(0, due - clock.now().monotonicMillis());
        thread.after(Duration.ofMillis(wait), () -> timerExpired(source, due));
    }

    private void timerExpired(Source source, long timerDue) {
        Expiry expiry = expiries.get(source);
        if (expiry == null || expiry.timerDue != timerDue) {
            return; // an earlier timer has taken its place
        }
        if (expiry.due > timerDue) {
            setTimer(source, expiry.due);
        } else {
            expiries.remove(source);
            audience.reportExternal(source.auction, source.name, 0, clock.now());
        }
    }
}
