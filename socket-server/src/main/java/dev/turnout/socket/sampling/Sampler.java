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
 * Keeps a {@link MinuteWindow} for every auction that somebody watches, ticks on the clock, and gives finished minutes
 * away. Audience thread only.
 *
 * <p>When the clock has been set back by more than a minute, minutes that were told already come again. They are told
 * under a new source, as after a restart, so that nobody takes them for the ones before.
 */
public final class Sampler implements AudienceListener {

    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

    private final Audience audience;
    private final OwnerThread thread;
    private final MomentSource clock;
    private final Intervals intervals;
    private final Supplier<String> sources;
    private final SnapshotSink sink;
    private final Map<AuctionId, MinuteWindow> windows = new HashMap<>();

    /** Goes to the sink with the next tick, together with what is unfinished then, so that a kill finds either or both. */
    private List<AuctionMinute> finished = new ArrayList<>();

    private String source;
    private long snapshots;
    private long latest;
    private boolean stopped;

    /** @param sources gives a new random name for what this server tells, for each run and each clock set back */
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
        Moment moment = clock.now();
        long now = moment.wallMillis();
        waitForNextSample(now);
        if (now < latest - intervals.snapshotMillis()) {
            startOver(now);
        }
        latest = Math.max(latest, now);
        audience.expire(moment);
        windows.values().forEach(window -> window.tick(now));
        forgetDeserted();
        handOver();
        sink.unfinished(unfinished());
    }

    private void waitForNextSample(long now) {
        thread.after(Duration.ofMillis(intervals.firstSampleFrom(now + 1) - now), this::tick);
    }

    private void startOver(long now) {
        source = sources.get();
        LOG.atWarn()
                .addKeyValue("seconds", (latest - now) / 1000)
                .log("the clock was set back; minutes go on under a new source");
        windows.values().forEach(window -> window.startOver(source, now));
        latest = now;
    }

    private void forgetDeserted() {
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

    private List<AuctionMinute> unfinished() {
        List<AuctionMinute> minutes = new ArrayList<>(windows.size());
        windows.forEach((id, window) -> window.soFar().ifPresent(sofar -> minutes.add(new AuctionMinute(id, sofar))));
        return minutes;
    }

    /** Tells all minutes as far as they were seen; ticks and changes after it go untold. */
    public void stop() {
        Moment moment = clock.now();
        long now = moment.wallMillis();
        audience.expire(moment);
        stopped = true;
        windows.values().forEach(window -> window.stop(now));
        windows.clear();
        handOver();
        sink.unfinished(List.of());
    }

    /** Minutes that were finished and given to the sink so far. */
    public long snapshots() {
        return snapshots;
    }

    /** Auctions that are being sampled. */
    public int auctions() {
        return windows.size();
    }
}
