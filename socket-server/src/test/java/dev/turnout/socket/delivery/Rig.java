package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionMinute;
import dev.turnout.model.InternalKeys;
import dev.turnout.socket.delivery.DeliveryConfig.Keeping;
import dev.turnout.socket.delivery.DeliveryConfig.Sending;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** One run of delivery after another on the same directory, with time, disk and backend in the test's hand. */
final class Rig {

    static final Duration CAP = Sending.DEFAULT.backoffCap();

    final HandTurnedLoop loop = new HandTurnedLoop();
    final FragileDisk disk = new FragileDisk();
    final ScriptedBackend backend = new ScriptedBackend();
    private final DeliveryConfig config;
    private final RandomGenerator random;
    private final DeliveryLog log = new DeliveryLog(loop);
    private SnapshotOutbox outbox;
    private Courier courier;

    Rig(Path directory, long maxBytes, int inMemory, RandomGenerator random) throws IOException {
        this.random = random;
        this.config = new DeliveryConfig(
                directory,
                URI.create("http://backend.test/"),
                InternalKeys.parse("k3y-for-these-tests"),
                new Keeping(Duration.ofDays(7), maxBytes, 100_000, inMemory),
                Sending.DEFAULT);
        start();
    }

    private void start() throws IOException {
        Lanes lanes = new Lanes();
        outbox = SnapshotOutbox.open(config.directory(), config.keeping(), disk, lanes, log);
        Backoff backoff = new Backoff(config.sending().backoffBase(), CAP, random);
        SnapshotSender sender = new SnapshotSender(
                backend.client(),
                config.backend(),
                config.keys(),
                config.sending().longestRetryAfter(),
                loop);
        courier = new Courier(loop, loop, outbox, lanes, sender, backoff, config, log);
        loop.execute(courier::start);
        loop.turn();
    }

    /** The process ends at once and another one is started. */
    void killAndStart() throws IOException {
        killAndStart(Integer.MAX_VALUE);
    }

    /** Also the next one does not live longer than so many steps of the disk. */
    void killAndStart(int steps) throws IOException {
        backend.forgetUnderWay();
        loop.forgetTasks();
        disk.killAfter(1);
        try {
            outbox.close();
        } catch (FragileDisk.Killed e) {
            // Only the system lets go of the lock.
        }
        disk.killAfter(steps);
        start();
        disk.survive();
    }

    void take(AuctionMinute... minutes) {
        take(List.of(minutes));
    }

    void take(List<AuctionMinute> minutes) {
        courier.take(minutes, 0);
    }

    /** Lets the backend answer all that is under way and all that follows at once. */
    void answerAll() {
        loop.turn();
        while (backend.underWay() > 0) {
            backend.answerOne();
            loop.turn();
        }
    }

    /** Lets time pass, the backend answering at once. */
    void run(Duration time) {
        for (Duration left = time; !left.isNegative() && !left.isZero(); ) {
            answerAll();
            Duration next = loop.untilNext();
            Duration step = next.compareTo(left) < 0 ? next : left;
            loop.advance(step);
            left = left.minus(step);
        }
        answerAll();
    }

    Courier courier() {
        return courier;
    }

    DeliveryCounts counts() {
        return courier.counts();
    }
}
