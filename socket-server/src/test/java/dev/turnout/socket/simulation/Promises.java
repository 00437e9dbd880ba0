package dev.turnout.socket.simulation;

import dev.turnout.model.AuctionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks every second of true time what holds at this moment, and at the end what must have come out. */
final class Promises {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long RECOVERY = Simulation.RECOVERY;

    /** A dead node's share is gone by then. */
    private static final long GONE = 5 * SECOND;

    /** A change of the audience has reached everybody by then. */
    private static final long SHOWN = 2 * SECOND;

    /** The owner of a minute that died has a successor by then, which has posted the minute. */
    private static final long POSTED = 20 * SECOND;

    private static final int MAX_BACKLOG = 20_000;

    private final World world;
    private final Judge judge;
    private final List<Machine> machines;
    private final List<Viewer> viewers;
    private final List<AuctionId> auctions;
    private final EventBook events;
    private final MinuteBook minutes;
    private final List<Machine.Run> ended = new ArrayList<>();
    private final Map<AuctionId, Long> watchedSince = new HashMap<>();
    private final List<Owed> owed = new ArrayList<>();
    private long redisDisturbedUntil;

    /** @param calm whether nothing at all was disturbed */
    private record Owed(AuctionId auction, long minute, boolean calm) {}

    Promises(
            World world,
            Judge judge,
            List<Machine> machines,
            List<Viewer> viewers,
            List<AuctionId> auctions,
            EventBook events,
            MinuteBook minutes) {
        this.world = world;
        this.judge = judge;
        this.machines = machines;
        this.viewers = viewers;
        this.auctions = auctions;
        this.events = events;
        this.minutes = minutes;
    }

    /** The process of this node has ended. */
    void ended(Machine.Run run) {
        ended.add(run);
    }

    /** Until then Redis does not do what nodes expect of it. */
    void redisDisturbedUntil(long time) {
        redisDisturbedUntil = Math.max(redisDisturbedUntil, time);
    }

    /** Commands to Redis may have failed for this node a moment ago: it then keeps the epoch that it has read last. */
    boolean isRedisAway(Machine machine) {
        return world.now() - Math.max(redisDisturbedUntil, machine.commandsFailUntil()) <= RECOVERY;
    }

    /** The end of the last fault or process. */
    long disturbedUntil() {
        long until = redisDisturbedUntil;
        for (Machine machine : machines) {
            until = Math.max(until, machine.disturbedUntil());
        }
        return ended.stream().mapToLong(run -> run.node().endedAt()).reduce(until, Math::max);
    }

    void inspect() {
        long disturbed = disturbedUntil();
        long now = world.now();
        machines.forEach(machine -> machine.node().ifPresent(node -> inspectGhosts(machine, node)));
        if (now - disturbed > RECOVERY && now - lastChange() > SHOWN) {
            machines.forEach(machine -> machine.node().ifPresent(this::inspectCounts));
            viewers.forEach(this::inspectViewer);
        }
        events.inspect(viewers, disturbed);
        inspectMinutes(disturbed);
        inspectBounds();
        ended.removeIf(run -> now - run.node().endedAt() > 300 * SECOND);
    }

    private long lastChange() {
        return machines.stream()
                .flatMap(machine -> machine.node().stream())
                .mapToLong(SimulatedNode::changedAt)
                .max()
                .orElse(0);
    }

    /** Of a node that has ended. */
    private static long lastSign(Machine.Run run) {
        return Math.max(run.node().endedAt(), run.link().lastSignAt());
    }

    private void inspectGhosts(Machine machine, SimulatedNode node) {
        long whole = Math.max(machine.disturbedUntil(), redisDisturbedUntil);
        List<SimulatedNode> gone = ended.stream()
                .filter(run -> world.now() - lastSign(run) > GONE && world.now() - whole > RECOVERY + GONE)
                .map(Machine.Run::node)
                .toList();
        if (!gone.isEmpty()) {
            List<String> members = node.members();
            gone.stream()
                    .filter(dead -> members.contains(dead.id()))
                    .forEach(dead ->
                            judge.violated(node + " counts " + dead + ", which ended at" + Judge.time(dead.endedAt())));
        }
    }

    /** The different viewers whose sessions living nodes hold. */
    private int expected(AuctionId auction) {
        return (int) machines.stream()
                .flatMap(machine -> machine.node().stream())
                .flatMap(node -> node.watching(auction))
                .distinct()
                .count();
    }

    private void inspectCounts(SimulatedNode node) {
        for (AuctionId auction : auctions) {
            int count = node.room(auction).map(room -> room.count()).orElse(0);
            if (count != expected(auction)) {
                judge.violated(
                        node + " counts " + count + " viewers of " + auction + " where " + expected(auction) + " are");
            }
        }
    }

    private void inspectViewer(Viewer viewer) {
        if (viewer.node() != null && viewer.count() != expected(viewer.auction())) {
            judge.violated(viewer + " on " + viewer.node() + " is shown " + viewer.count() + " where "
                    + expected(viewer.auction()) + " watch");
        }
    }

    // ---- minutes

    private void inspectMinutes(long disturbed) {
        long now = world.now();
        for (AuctionId auction : auctions) {
            if (expected(auction) == 0) {
                watchedSince.remove(auction);
            } else {
                watchedSince.putIfAbsent(auction, now);
            }
        }
        long minute = NodeClock.minuteAt(now) - 1;
        long begin = MinuteBook.beginOf(minute);
        long end = begin + 60 * SECOND;
        if (now - end == -5 * SECOND + 60 * SECOND && now - lastChange() > SHOWN) {
            auctions.forEach(auction -> minutes.lastCount(auction.value(), minute + 1, expected(auction)));
        }
        if (now - end == POSTED && begin > 0) {
            boolean observed = machines.stream().anyMatch(machine -> isWholeSince(machine, begin - RECOVERY));
            auctions.stream()
                    .filter(auction -> observed && watchedSince.getOrDefault(auction, now) <= begin - RECOVERY)
                    .forEach(auction -> owed.add(new Owed(auction, minute, disturbed <= begin - RECOVERY)));
        }
    }

    private boolean isWholeSince(Machine machine, long time) {
        return machine.node().isPresent() && machine.disturbedUntil() <= time && redisDisturbedUntil <= time;
    }

    // ---- bounds and the end

    private void inspectBounds() {
        if (world.backlog() > MAX_BACKLOG * machines.size()) {
            judge.violated(world.backlog() + " tasks wait");
        }
        for (Machine machine : machines) {
            machine.node()
                    .filter(node -> node.process().backlog() > MAX_BACKLOG)
                    .ifPresent(node -> judge.violated(node.process().backlog() + " tasks of " + node + " wait"));
        }
    }

    void inspectEnd() {
        if (!judge.isSatisfied()) {
            return;
        }
        machines.forEach(machine -> machine.run().ifPresent(run -> {
            if (run.delivery().pending() > 0) {
                judge.violated(run.delivery().pending() + " snapshots of " + run.node() + " are not delivered");
            }
        }));
        minutes.inspect();
        for (Owed each : owed) {
            minutes.owed(each.auction().value(), each.minute());
            if (each.calm()) {
                minutes.exact(each.auction().value(), each.minute());
            }
        }
    }
}
