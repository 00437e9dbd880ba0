package dev.turnout.socket.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The network between one node and Redis. Each direction can be interrupted for itself; like TCP, it keeps what is sent
 * meanwhile and brings it when it is whole again.
 */
final class Network {

    private static final long FASTEST = 50_000;
    private static final long USUAL = Duration.ofMillis(1).toNanos();

    private final World world;
    private final RandomGenerator random;
    private final Direction toRedis = new Direction();
    private final Direction fromRedis = new Direction();
    private long slowUntil;
    private long slowBy;
    private double loss;
    private double repeats;

    Network(World world, RandomGenerator random) {
        this.world = world;
        this.random = random;
    }

    Direction toRedis() {
        return toRedis;
    }

    Direction fromRedis() {
        return fromRedis;
    }

    boolean isWhole() {
        return !toRedis.cut && !fromRedis.cut;
    }

    void slowFor(long nanos, long by) {
        slowUntil = world.now() + nanos;
        slowBy = by;
    }

    /** Loses and repeats so many of the channel's messages. */
    void damage(double share, double repeated) {
        loss = share;
        repeats = repeated;
    }

    boolean loses() {
        return loss > 0 && random.nextDouble() < loss;
    }

    boolean repeats() {
        return repeats > 0 && random.nextDouble() < repeats;
    }

    void heal() {
        slowUntil = 0;
        loss = 0;
        repeats = 0;
        toRedis.heal();
        fromRedis.heal();
    }

    long delay() {
        long slow = world.now() < slowUntil ? random.nextLong(slowBy) : 0;
        return FASTEST + random.nextLong(USUAL) + slow;
    }

    /** One direction of all connections. */
    final class Direction {

        private final List<Runnable> held = new ArrayList<>();
        private boolean cut;

        void cut() {
            cut = true;
        }

        boolean isCut() {
            return cut;
        }

        void heal() {
            cut = false;
            List<Runnable> released = List.copyOf(held);
            held.clear();
            released.forEach(Runnable::run);
        }

        /** A connection's bytes in this direction, which keep their order. */
        Pipe pipe() {
            return new Pipe(this);
        }
    }

    /** Keeps the order of what it carries. */
    final class Pipe {

        private final Direction direction;
        private long last;

        private Pipe(Direction direction) {
            this.direction = direction;
        }

        void carry(Runnable delivery) {
            if (direction.cut) {
                direction.held.add(() -> carry(delivery));
                return;
            }
            last = Math.max(last, world.now() + delay());
            world.at(last, () -> arrive(delivery));
        }

        private void arrive(Runnable delivery) {
            if (direction.cut) {
                direction.held.add(() -> carry(delivery));
            } else {
                delivery.run();
            }
        }
    }
}
