package dev.turnout.socket.sampling;

import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.AudienceListener;
import dev.turnout.socket.audience.Change;
import dev.turnout.socket.audience.Moment;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link MinuteWindow} for every auction with viewers, takes samples on the clock, and passes finished
 * minutes on. Audience thread only.
 *
 * <p>When the clock is set back by more than a minute, minutes that were reported before come again. They are reported
 * under a new source, as after a restart, so that the backend does not take them for the ones before. In a cluster the
 * source and the fence are those of the minute, see {@code OwnedMinutes}: the backend keeps what was reported first. When
 * the clock is set forward the minute is reported as observed so far, and the time that was skipped is not.
 */
public final class Sampler implements AudienceListener {

    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

    private final Audience audience;
    private final OwnerThread thread;
    private final MomentSource clock;
    private final ClockSteps steps;
    private final Intervals intervals;
    private final Supplier<String> sources;
    private final SnapshotSink sink;
    private final Map<AuctionId, MinuteWindow> windows = new HashMap<>();

    /** Passed on with the next tick, together with the draft, so that after a kill one of both is stored. */
    private List<AuctionMinute> finished = new ArrayList<>();

    private String source;
    private long snapshots;
    private long latest;
    private boolean stopped;

    /**
     * @param sources makes a new random name for the snapshots of this server: for each run, each clock set back, and each
     *     clock set forward within a minute
     */
    public Sampler(
            Audience audience,
            OwnerThread thread,
            MomentSource clock,
            Intervals intervals,
            Supplier<String> sources,
            SnapshotSink sink) {
        this.audience = audience;
        this.thread = thread;
        this.clock = clock;
        this.steps = new ClockSteps(clock);
        this.intervals = intervals;
        this.sources = sources;
        this.sink = sink;
        this.source = sources.get();
    }

    /** Begins to tick. */
    public void start() {
        waitForNextSample(clock.now().wallMillis());
    }

    @Override
    public void changed(AuctionRoom room, Change change, long now) {
        checkClock();
        latest = Math.max(latest, now);
        MinuteWindow window = windows.get(room.id());
        if (window != null) {
            window.changed(change, now);
        }
        if ((window == null || window.over()) && !stopped) {
            windows.put(room.id(), open(room, change, now));
        }
    }

    private MinuteWindow open(AuctionRoom room, Change first, long now) {
        return new MinuteWindow(
                room, intervals, source, snapshot -> finished.add(new AuctionMinute(room.id(), snapshot)), first, now);
    }

    private void tick() {
        if (stopped) {
            return;
        }
        checkClock();
        Moment moment = clock.now();
        long now = moment.wallMillis();
        waitForNextSample(now);
        if (now < latest - intervals.snapshotMillis()) {
            restart(now);
        }
        latest = Math.max(latest, now);
        audience.expire(moment);
        windows.values().forEach(window -> window.tick(now));
        forgetEmpty();
        handOver();
        sink.draft(draft());
    }

    private void waitForNextSample(long now) {
        thread.after(Duration.ofMillis(intervals.firstSampleFrom(now + 1) - now), this::tick);
    }

    private void checkClock() {
        long step = steps.read();
        if (step <= 0) {
            return;
        }
        long now = steps.latest().wallMillis();
        long observedUntil = now - step;
        LOG.atWarn().addKeyValue("millis", step).log("the clock was set forward; the time skipped is not reported");
        if (intervals.startOfMinute(now) == intervals.startOfMinute(observedUntil)) {
            // Two snapshots of one minute must differ in their source.
            source = sources.get();
        }
        windows.values().forEach(window -> window.clockSetForward(observedUntil, source, now));
        latest = now;
    }

    private void restart(long now) {
        source = sources.get();
        LOG.atWarn()
                .addKeyValue("seconds", (latest - now) / 1000)
                .log("the clock was set back; minutes continue under a new source");
        windows.values().forEach(window -> window.restart(source, now));
        latest = now;
    }

    private void forgetEmpty() {
        windows.entrySet().removeIf(entry -> {
            boolean over = entry.getValue().over();
            if (over) {
                audience.forget(entry.getKey());
            }
            return over;
        });
    }

    private void handOver() {
        if (!finished.isEmpty()) {
            snapshots += finished.size();
            sink.finished(finished);
            finished = new ArrayList<>();
        }
    }

    private List<AuctionMinute> draft() {
        List<AuctionMinute> minutes = new ArrayList<>();
        windows.forEach((id, window) -> {
            if (sink.storesDraft(id, window.start())) {
                window.draft().ifPresent(snapshot -> minutes.add(new AuctionMinute(id, snapshot)));
            }
        });
        return minutes;
    }

    /** Reports all minutes as far as they were observed; later ticks and changes are ignored. */
    public void stop() {
        checkClock();
        Moment moment = clock.now();
        long now = moment.wallMillis();
        audience.expire(moment);
        stopped = true;
        windows.values().forEach(window -> window.stop(now));
        windows.clear();
        handOver();
        sink.draft(List.of());
    }

    /** Minutes that were finished and passed on so far. */
    public long snapshots() {
        return snapshots;
    }

    /** Auctions that are being sampled. */
    public int auctions() {
        return windows.size();
    }
}
