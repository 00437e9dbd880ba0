package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.AudienceListener;
import dev.turnout.socket.audience.Change;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects the audience with {@link ClusterView}: this node's counts go to the peers, the peers' totals into the rooms.
 * Audience thread, except where noted.
 */
final class Census implements AudienceListener, ClusterView.Effects {

    private static final Logger LOG = LoggerFactory.getLogger(Census.class);

    /** Time between two attempts to rebuild the subscription of a deaf node; doubles up to the maximum. */
    private static final Duration FIRST_REBUILD = Duration.ofSeconds(1);

    private static final Duration MAX_REBUILD = Duration.ofSeconds(10);

    private final String self;
    private final Audience audience;
    private final OwnerThread thread;
    private final MomentSource moments;
    private final LongSupplier nanoClock;
    private final ClusterBus bus;
    private final Supplier<ClusterBus.Epoch> epoch;
    private final String settings;
    private final Runnable onReceiving;
    private final ClusterView view;
    private final List<Listener> listeners = new ArrayList<>();
    private boolean running;
    private boolean timerSet;
    private long timerDue;
    private int rebuild;
    private long published;
    private long received;
    private long rebuilds;

    /** Copies for other threads. */
    private volatile boolean deaf = true;

    private volatile Set<String> peers = Set.of();

    private volatile long echoDelay;

    /**
     * @param epoch the one that this node has read last
     * @param settings see {@link LocalServer#settings}
     * @param onReceiving called each time when own messages begin to come back
     */
    Census(
            String self,
            Audience audience,
            OwnerThread thread,
            MomentSource moments,
            LongSupplier nanoClock,
            ClusterBus bus,
            Supplier<ClusterBus.Epoch> epoch,
            String settings,
            Runnable onReceiving) {
        this.self = self;
        this.audience = audience;
        this.thread = thread;
        this.moments = moments;
        this.nanoClock = nanoClock;
        this.bus = bus;
        this.epoch = epoch;
        this.settings = settings;
        this.onReceiving = onReceiving;
        this.view = new ClusterView(self, this);
    }

    /** Receives changes of the members. */
    interface Listener {

        /** These are the living peers now. */
        void peers(Set<String> living);

        /** The peers are frozen, or are so no longer. */
        void deaf(boolean deaf);
    }

    void listener(Listener one) {
        listeners.add(one);
    }

    void start() {
        running = true;
        view.start(now());
        schedule();
    }

    /** Peers drop this node's share at once. */
    void stop() {
        if (running) {
            running = false;
            view.stop();
        }
    }

    @Override
    public void changed(AuctionRoom room, Change change, long now) {
        if (!(change instanceof Change.Peers)) {
            view.localCount(room.id(), room.ownCount(), now());
            schedule();
        }
    }

    void received(CensusMessage message) {
        received++;
        if (running) {
            view.received(message, now());
            echoDelay = view.echoDelay();
            peersChanged();
            schedule();
        }
    }

    private void tick() {
        if (running) {
            try {
                view.tick(now());
                peersChanged();
            } finally {
                schedule();
            }
        }
    }

    private void schedule() {
        long now = now();
        long due = view.nextTick(now);
        if (running && (!timerSet || due - timerDue < 0)) {
            timerSet = true;
            timerDue = due;
            thread.after(Duration.ofNanos(Math.max(0, due - now)), () -> expired(due));
        }
    }

    /** A timer that an earlier one has replaced does nothing. */
    private void expired(long due) {
        if (timerSet && due == timerDue) {
            timerSet = false;
            tick();
        }
    }

    private long now() {
        return nanoClock.getAsLong();
    }

    // ---- effects of the view

    @Override
    public void publish(CensusMessage message) {
        published++;
        CensusMessage whole = message instanceof CensusMessage.Beat beat ? beat.with(epoch.get(), settings) : message;
        bus.publish(CensusCodec.encode(whole));
    }

    @Override
    public void peersTotal(AuctionId room, int total) {
        audience.peersTotal(room, total, moments.now());
    }

    @Override
    public void deaf(boolean isDeaf) {
        deaf = isDeaf;
        listeners.forEach(each -> each.deaf(isDeaf));
        rebuild++;
        if (isDeaf) {
            String failure = bus.failure();
            LOG.atWarn()
                    .addKeyValue("node", self)
                    .addKeyValue("reason", failure.isEmpty() ? "unknown, no command has failed" : failure)
                    .log("own census messages do not come back; peers are kept as they are");
            rebuildLater(rebuild, FIRST_REBUILD);
        } else {
            LOG.atInfo()
                    .addKeyValue("node", self)
                    .addKeyValue("echoMillis", view.echoDelay() / 1_000_000)
                    .log("the census is received");
            onReceiving.run();
        }
    }

    private void rebuildLater(int attempt, Duration wait) {
        thread.after(wait, () -> {
            if (running && attempt == rebuild && view.deaf()) {
                rebuilds++;
                bus.resubscribe();
                Duration twice = wait.multipliedBy(2);
                rebuildLater(attempt, twice.compareTo(MAX_REBUILD) < 0 ? twice : MAX_REBUILD);
            }
        });
    }

    private void peersChanged() {
        Set<String> current = view.peers();
        if (!current.equals(peers)) {
            peers = current;
            LOG.atInfo().addKeyValue("nodes", current.size() + 1).log("the members of the cluster changed");
            listeners.forEach(each -> each.peers(current));
        }
    }

    // ---- what others read

    /** Ids of the living peers. Any thread. */
    Set<String> peers() {
        return peers;
    }

    /** Whether own messages do not come back. Any thread. */
    boolean isDeaf() {
        return deaf;
    }

    /** Viewers by node, this one included. */
    Map<String, Integer> viewersByNode() {
        Map<String, Integer> byNode = new TreeMap<>(view.viewersByPeer());
        byNode.put(
                self, audience.rooms().stream().mapToInt(AuctionRoom::ownCount).sum());
        return byNode;
    }

    /** Any thread. */
    long echoDelayNanos() {
        return echoDelay;
    }

    long published() {
        return published;
    }

    long received() {
        return received;
    }

    long rebuilds() {
        return rebuilds;
    }
}
