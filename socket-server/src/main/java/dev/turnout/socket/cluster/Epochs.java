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

    /** So many reads of a node that has seen no epoch begin none if it has peers. */
    private static final int LEFT_TO_PEERS = 5;

    private final String self;
    private final ClusterBus bus;
    private final Census census;
    private final Ownership ownership;
    private final OwnedMinutes minutes;
    private final OwnerThread thread;
    private final LongSupplier nanoClock;
    private final LongSupplier wallMillis;
    private final String run;
    private boolean running;
    private int reads;

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
        reads++;
        Object unused = bus.epoch(self, members(), ownership.epoch().number(), run())
                .whenComplete((epoch, failure) -> thread.execute(() -> answered(epoch, requestedAt)));
    }

    /** A Redis that has lost its keys is told the run that goes on, or a minute would be stored under two runs. */
    private String run() {
        return ownership.epoch().number() > 0 ? ownership.epoch().run() : run;
    }

    /**
     * Empty while this node is deaf, since it cannot determine who is alive; and at first, when it has peers but has seen
     * no epoch: they may know the run that goes on.
     */
    private List<Member> members() {
        boolean mayKnowLess = ownership.epoch().number() == 0
                && reads <= LEFT_TO_PEERS
                && !census.peers().isEmpty();
        if (census.isDeaf() || mayKnowLess) {
            return List.of();
        }
        Map<String, Long> since = new HashMap<>();
        ownership.epoch().members().forEach(member -> since.put(member.node(), member.since()));
        TreeSet<String> nodes = new TreeSet<>(census.peers());
        nodes.add(self);
        long now = wallMillis.getAsLong();
        return nodes.stream()
                .map(node -> new Member(node, since.getOrDefault(node, now)))
                .toList();
    }

    private void answered(@Nullable Epoch epoch, long requestedAt) {
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
