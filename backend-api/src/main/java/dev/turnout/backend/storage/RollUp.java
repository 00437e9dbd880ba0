package dev.turnout.backend.storage;

import java.time.Instant;

/** All snapshots of one auction whose timestamps lie in one hour or day. */
public record RollUp(Instant start, Aggregate aggregate) {

    /** The widths for which roll-ups are stored. */
    public enum Width {
        HOUR(3_600),
        DAY(86_400);

        private final int seconds;

        Width(int seconds) {
            this.seconds = seconds;
        }

        public int seconds() {
            return seconds;
        }

        /** Start of the hour or day (UTC) that a time lies in, in epoch seconds. */
        public long startOf(long epochSecond) {
            return Math.floorDiv(epochSecond, seconds) * seconds;
        }
    }
}
