package dev.turnout.socket.sampling;

import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.audience.Moments;
import dev.turnout.socket.audience.Presence;
import dev.turnout.socket.audience.ViewerId;
import dev.turnout.socket.audience.ViewerSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One auction whose sessions join and leave at given times, and what its window reports. */
abstract class MinuteWindowFixture {

    static final AuctionId ID = new AuctionId("a");
    static final Intervals INTERVALS = new Intervals(Duration.ofSeconds(5), Duration.ofSeconds(60));

    final Audience audience;
    final Deque<ViewerSession> there = new ArrayDeque<>();
    final List<Snapshot> reported = new ArrayList<>();

    @Nullable MinuteWindow window;

    long numbers;

    MinuteWindowFixture() {
        this(CountBy.SESSIONS);
    }

    MinuteWindowFixture(CountBy countBy) {
        audience = new Audience(countBy);
        audience.addListener((room, change, now) -> {
            if (window == null) {
                window = new MinuteWindow(room, INTERVALS, "run-1", reported::add, change, now);
            } else {
                window.changed(change, now);
            }
        });
    }

    static long sketched(Snapshot minute) {
        return ViewerSketch.decode(String.valueOf(minute.uniqueSketch())).estimate();
    }

    void join(String time) {
        join(time, null);
    }

    void join(String time, @Nullable String viewer) {
        long hash = viewer == null ? scattered(++numbers) : scattered(viewer.hashCode());
        ViewerSession session = new ViewerSession(ID, new ViewerId(viewer, hash), null, Presence.NONE);
        there.push(session);
        audience.join(session, Moments.at(at(time)));
    }

    void joinFrom(String time, String country) {
        ViewerSession session =
                new ViewerSession(ID, new ViewerId(null, scattered(++numbers)), null, Presence.NONE, country);
        there.push(session);
        audience.join(session, Moments.at(at(time)));
    }

    static long scattered(long number) {
        return number * 0x9E3779B97F4A7C15L;
    }

    void leave(String time) {
        audience.leave(there.pop(), Moments.at(at(time)));
    }

    void tick(String time) {
        window().tick(at(time));
    }

    /** A tick every five seconds, the first and the last included. */
    void ticks(String first, String last) {
        for (long now = at(first + ".000"); now <= at(last + ".000"); now += 5_000) {
            window().tick(now);
        }
    }

    MinuteWindow window() {
        return Objects.requireNonNull(window);
    }

    static long at(String time) {
        return Instant.parse("2025-10-21T" + time + "Z").toEpochMilli();
    }
}
