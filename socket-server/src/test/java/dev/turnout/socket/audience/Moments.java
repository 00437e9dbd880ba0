package dev.turnout.socket.audience;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Moments for tests. */
public final class Moments {

    private Moments() {}

    /** Both clocks show the same. */
    public static Moment at(long millis) {
        return new Moment(millis, millis);
    }

    public static MomentSource of(InstantSource wall, LongSupplier nanoClock) {
        return () -> new Moment(wall.millis(), nanoClock.getAsLong() / 1_000_000);
    }
}
