package dev.turnout.socket.cluster;

import dev.turnout.socket.cluster.ClusterBus.Epoch;
import dev.turnout.socket.cluster.ClusterBus.Member;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the epoch from Redis every second. The node that holds the lease begins a new one when the members change. Audience
 * thread only.
 */
final class Epochs {

    private static final Logger LOG = LoggerFactory.getLogger(Epochs.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /**
     * A node that has read no epoch begins one after so many answers in a row without an epoch. Its peers begin one earlier:
     * they have the current run, and the time since which each member observes the minute.
     */
    private static final int LEFT_TO_PEERS = 5;

    /** The same for a node without peers, which may not have received their beats yet. */
    private static final int LEFT_TO_UNKNOWN = 3;

    /**
     * A node that comes to others may take so long to receive their counts after they have received its own. It owns no
     * minute that has begun before then.
     */
    private static final long CATCH_UP_MILLIS = Duration.ofSeconds(3).toMillis();

    private final String self;
    private final ClusterBus bus;
    private final Census census;
    private final Ownership ownership;
    private final OwnedMinutes minutes;
    private final OwnerThread thread;
    private final LongSupplier nanoClock;
    private final LongSupplier wallMillis;
    private final String run;
    private Epoch newestOfPeers = new Epoch(0, List.of(), "");
    private boolean running;
    private int answersWithoutEpoch;

    Epochs(
            String self,
            ClusterBus bus,
            Census census,
            Ownership ownership,
            OwnedMinutes minutes,
            OwnerThread thread,
            LongSupplier nanoClock,
            LongSupplier wallMillis,
            String run) {
        this.self = self;
        this.bus = bus;
        this.census = census;
        this.ownership = ownership;
        this.minutes = minutes;
        this.thread = thread;
        this.nanoClock = nanoClock;
        this.wallMillis = wallMillis;
        this.run = run;
    }

    void start() {
        running = true;
        read();
    }

    void stop() {
        running = false;
    }

    private void read() {
        if (!running) {
            return;
        }
        thread.after(INTERVAL, this::read);
        long requestedAt = nanoClock.getAsLong();
        Epoch known = known();
        Object unused = bus.epoch(self, members(), known.number(), known.number() > 0 ? known.run() : run)
                .whenComplete((epoch, failure) -> thread.execute(() -> answered(epoch, requestedAt)));
    }

    /** A peer has read this epoch. */
    void peerHasRead(long number, String runOfIt) {
        if (number > newestOfPeers.number()) {
            newestOfPeers = new Epoch(number, List.of(), runOfIt);
        }
    }

    /**
     * The newest epoch read by this node, else by a peer. Its run is sent with the request, so that a Redis that has lost its
     * keys continues it: with a new run a minute would be stored twice.
     */
    private Epoch known() {
        return ownership.epoch().number() > 0 ? ownership.epoch() : newestOfPeers;
    }

    /** Empty while this node cannot determine who is alive, and while it leaves it to others to begin an epoch. */
    private List<Member> members() {
        if (census.isDeaf()) {
            answersWithoutEpoch = 0;
            return List.of();
        }
        int leftToOthers = census.peers().isEmpty() ? LEFT_TO_UNKNOWN : LEFT_TO_PEERS;
        if (ownership.epoch().number() == 0 && answersWithoutEpoch < leftToOthers) {
            return List.of();
        }
        Map<String, Long> since = new HashMap<>();
        ownership.epoch().members().forEach(member -> since.put(member.node(), member.since()));
        TreeSet<String> nodes = new TreeSet<>(census.peers());
        nodes.add(self);
        boolean joinsExistingMembers = nodes.stream().anyMatch(since::containsKey);
        long newcomer = wallMillis.getAsLong() + (joinsExistingMembers ? CATCH_UP_MILLIS : 0);
        return nodes.stream()
                .map(node -> new Member(node, since.getOrDefault(node, newcomer)))
                .toList();
    }

    private void answered(@Nullable Epoch epoch, long requestedAt) {
        answersWithoutEpoch = epoch != null && epoch.number() == 0 ? answersWithoutEpoch + 1 : 0;
        if (epoch == null) {
            ownership.unconfirmed(requestedAt);
        } else {
            if (epoch.number() > ownership.epoch().number()) {
                LOG.atInfo()
                        .addKeyValue("epoch", epoch.number())
                        .addKeyValue("members", epoch.members().size())
                        .log("an epoch of the cluster begins");
            }
            ownership.confirmed(epoch, requestedAt);
        }
        minutes.epochRead();
    }
}
