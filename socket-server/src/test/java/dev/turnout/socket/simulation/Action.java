package dev.turnout.socket.simulation;

import java.time.Duration;
import java.util.Locale;

/**
 * One thing that happens to the cluster. Every fault ends by itself, so an action can be left out of a history without
 * changing the meaning of the others.
 *
 * @param at true time since the begin, nanoseconds
 * @param slot machine that it happens to
 * @param lasts how long it lasts, nanoseconds
 * @param amount how much of it, depending on the kind
 */
record Action(long at, Kind kind, int slot, long lasts, long amount) implements Comparable<Action> {

    enum Kind {
        // what viewers and the backend do
        JOIN("viewer %2$d joins"),
        LEAVE("viewer %2$d leaves"),
        MOVE("viewer %2$d loses its connection and continues on another node"),
        PUBLISH("an event of auction %2$d is published here"),

        // processes
        KILL("is killed, and started again %1$s later"),
        STOP("is stopped in order, and started again %1$s later"),
        PAUSE("is paused for %1$s"),

        // clocks
        SET_CLOCK("its wall clock is wrong by %2$d ms for %1$s"),
        DRIFT("its clock runs %2$d ppm too fast for %1$s"),

        // network between the node and Redis
        CUT_TO_REDIS("nothing reaches Redis from here for %1$s"),
        CUT_FROM_REDIS("nothing reaches it from Redis for %1$s"),
        CUT("it is cut off from Redis for %1$s"),
        SLOW("messages take up to %2$d ms longer for %1$s"),
        LOSE("%2$d %% of the census messages to it are lost for %1$s"),
        REPEAT("%2$d %% of the census messages to it are repeated for %1$s"),
        KILL_CONNECTIONS("Redis closes its connections"),
        KILL_SUBSCRIPTION("Redis closes its subscription"),
        SILENCE_SUBSCRIPTION("Redis forgets its subscription without closing it"),

        // Redis
        REDIS_KILL("Redis is killed, and started empty %1$s later"),
        REDIS_PAUSE("Redis is paused for %1$s"),
        REDIS_FLUSH("Redis loses all keys"),
        REDIS_FAILOVER("a replica of Redis takes over that lacks the last %1$s; its clock differs by %2$d ms"),

        // disk and backend
        DISK_FULL("its disk is full for %1$s"),
        DISK_SLOW("its disk needs %2$d ms for everything for %1$s"),
        BACKEND_REFUSES("the backend answers %2$d for %1$s"),
        BACKEND_AWAY("the backend is unreachable for %1$s"),
        BACKEND_MUTE("the backend stores, and its answers are lost, for %1$s");

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        boolean isFault() {
            return switch (this) {
                case JOIN, LEAVE, MOVE, PUBLISH -> false;
                default -> true;
            };
        }

        boolean isOfRedis() {
            return name().startsWith("REDIS");
        }

        /** Commands of the node to Redis may fail. */
        boolean isOfConnections() {
            return switch (this) {
                case CUT_TO_REDIS, CUT_FROM_REDIS, CUT, SLOW, KILL_CONNECTIONS -> true;
                default -> false;
            };
        }

        boolean isOfOneNode() {
            return !isOfRedis() && !name().startsWith("BACKEND");
        }
    }

    /** As it is printed. */
    static Action at(double seconds, Kind kind, int slot, double lastsSeconds, long amount) {
        return new Action((long) (seconds * 1e9), kind, slot, (long) (lastsSeconds * 1e9), amount);
    }

    @Override
    public int compareTo(Action other) {
        return Long.compare(at, other.at);
    }

    @Override
    public String toString() {
        String where = kind.isOfOneNode() ? "node " + slot : "      ";
        String length = Duration.ofNanos(lasts).toMillis() / 1000.0 + " s";
        return Judge.time(at) + "  " + where + "  " + String.format(Locale.ROOT, kind.description, length, amount);
    }
}
