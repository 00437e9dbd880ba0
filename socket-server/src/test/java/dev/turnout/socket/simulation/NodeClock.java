package dev.turnout.socket.simulation;

import dev.turnout.socket.audience.Moment;
import java.time.Instant;
import java.time.InstantSource;

/** The two clocks of a machine: a monotonic one that may run too fast or too slow, and a wall clock that can be set. */
final class NodeClock implements InstantSource {

    /** The wall clock's time at the begin of every simulation, in the middle of a minute. */
    static final Instant BEGIN = Instant.parse("2025-10-21T14:15:30Z");

    private final World world;
    private final long origin;
    private long since;
    private double elapsed;
    private double rate = 1;
    private long setByMillis;

    /** @param origin what the monotonic clock shows at the begin */
    NodeClock(World world, long origin) {
        this.world = world;
        this.origin = origin;
    }

    long nanoTime() {
        return origin + (long) elapsedNow();
    }

    private double elapsedNow() {
        return elapsed + (world.now() - since) * rate;
    }

    /** From now on both clocks run at this multiple of true time. */
    void runAt(double newRate) {
        elapsed = elapsedNow();
        since = world.now();
        rate = newRate;
    }

    /** Sets the wall clock forward or back. */
    void set(long byMillis) {
        setByMillis += byMillis;
    }

    /** NTP has corrected the wall clock. */
    void correct() {
        setByMillis = Math.round((world.now() - elapsedNow()) / 1e6);
    }

    /** How long this machine waits, in true time, until its clock has advanced by so much; not less. */
    long trueNanos(long nanos) {
        return (long) Math.ceil(nanos / rate) + 1;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public long millis() {
        return BEGIN.toEpochMilli() + (long) (elapsedNow() / 1e6) + setByMillis;
    }

    Moment moment() {
        return new Moment(millis(), nanoTime() / 1_000_000);
    }

    /** Minutes on the wall clock of a machine whose clock is right. */
    static long minuteAt(long trueNanos) {
        return (BEGIN.toEpochMilli() + trueNanos / 1_000_000) / 60_000;
    }
}
