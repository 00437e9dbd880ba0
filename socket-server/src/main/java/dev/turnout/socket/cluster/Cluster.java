package dev.turnout.socket.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.Endpoint;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.socket.cluster.CensusMessage.Delivered;
import dev.turnout.socket.cluster.CensusMessage.ExternalReport;
import dev.turnout.socket.cluster.CensusMessage.Recovered;
import dev.turnout.socket.publishing.EventDelivery;
import dev.turnout.socket.publishing.EventPublisher;
import dev.turnout.socket.sampling.SnapshotSink;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * This node's part in the cluster: connects the bus with the census, the events, the epochs and the engine. Constructing it
 * does no I/O.
 */
public final class Cluster implements ClusterBus.Receiver {

    private final String self;
    private final Audience audience;
    private final OwnerThread thread;
    private final MomentSource moments;
    private final ClusterBus bus;
    private final Supplier<Endpoint> endpoint;
    private final Census census;
    private final ClusterEvents events;
    private final Ownership ownership;
    private final OwnedMinutes minutes;
    private final Epochs epochs;
    private final CountDownLatch receiving = new CountDownLatch(1);
    private final CountDownLatch positioned = new CountDownLatch(1);
    private final LongAdder malformed = new LongAdder();

    /**
     * @param redis what carries the commands to Redis
     * @param self id of this node, random for each run
     * @param endpoint where the engine serves the audience; first used after the start
     * @param local events for this node's sessions
     * @param onClose ends this node's sessions of an auction that have no socket; any thread
     * @param posts receives the minutes that this node owns
     */
    public Cluster(
            RedisTransport redis,
            String self,
            Audience audience,
            OwnerThread thread,
            MomentSource moments,
            LongSupplier nanoClock,
            Supplier<Endpoint> endpoint,
            EventPublisher local,
            Consumer<AuctionId> onClose,
            SnapshotSink posts) {
        this.self = self;
        this.audience = audience;
        this.thread = thread;
        this.moments = moments;
        this.endpoint = endpoint;
        bus = new RedisBus(redis, thread);
        census = new Census(self, audience, thread, moments, nanoClock, bus, receiving::countDown);
        events = new ClusterEvents(self, bus, thread, local, census::peers, onClose);
        ownership = new Ownership(self);
        minutes = new OwnedMinutes(self, ownership, posts, nanoClock);
        epochs = new Epochs(
                self,
                bus,
                census,
                ownership,
                minutes,
                thread,
                nanoClock,
                () -> moments.now().wallMillis(),
                "cluster-" + self);
        audience.addListener(census);
    }

    /** Commands to a real Redis. Does no I/O before the start. */
    public static RedisTransport transport(RedisSettings settings, OwnerThread timer) {
        return new LettuceTransport(settings, timer);
    }

    /** Joins the cluster. Until Redis answers, this node is alone and degraded. Any thread. */
    public void start() {
        bus.start(this);
        thread.execute(() -> {
            census.start();
            epochs.start();
        });
    }

    /** Waits until this node receives the census and the stream's position, so that its first sessions have both. */
    public boolean awaitJoined(Duration timeout) throws InterruptedException {
        return receiving.await(timeout.toMillis(), TimeUnit.MILLISECONDS)
                && positioned.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Peers drop this node's share at once; its minutes are another's from now on. Audience thread. */
    public void leave() {
        census.stop();
        epochs.stop();
        minutes.leave();
    }

    /** Ends the connections; waits for them for a second at most. */
    public void close() {
        bus.close();
    }

    public EventDelivery events() {
        return events;
    }

    /** Where the sampler's minutes go: to the outbox of the node that owns them. */
    public SnapshotSink minutes() {
        return minutes;
    }

    /** A client has continued its session on this node; another may still hold its half-open predecessor. Any thread. */
    public void recovered(String sessionId) {
        bus.publish(CensusCodec.encode(new Recovered(self, sessionId)));
    }

    /** A source has reported viewers elsewhere to this node. */
    public void externalReported(AuctionId auction, String source) {
        bus.publish(CensusCodec.encode(new ExternalReport(self, auction, source)));
    }

    // ---- from the bus

    @Override
    public void message(String text) {
        Optional<CensusMessage> decoded = CensusCodec.decode(text);
        if (decoded.isEmpty()) {
            malformed.increment();
            return;
        }
        CensusMessage message = decoded.get();
        if (message instanceof Delivered delivered) {
            events.delivered(delivered);
        } else if (message instanceof Recovered recovered && !recovered.from().equals(self)) {
            endpoint.get().continuedElsewhere(recovered.sessionId());
        } else if (message instanceof ExternalReport report && !report.from().equals(self)) {
            thread.execute(() -> audience.reportExternal(report.auction(), report.source(), 0, moments.now()));
        }
        thread.execute(() -> census.received(message));
    }

    @Override
    public void streamBegins(long begin, long end, List<ClusterBus.Entry> recent) {
        endpoint.get().shareLog(begin, end);
        recent.forEach(events::recent);
        positioned.countDown();
    }

    @Override
    public void entry(ClusterBus.Entry entry) {
        events.entry(entry);
    }

    // ---- what others read

    /** Whether this node does not receive the census: counts of other nodes are those known last. Any thread. */
    public boolean isDegraded() {
        return census.isDeaf();
    }

    /** One line for health: members, and whether peers are frozen. Any thread. */
    public String health() {
        return "\"cluster\":\"" + (isDegraded() ? "degraded" : "connected") + "\",\"nodes\":"
                + (census.peers().size() + 1);
    }

    /** The nodes and their viewers. Audience thread. */
    public ObjectNode status() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("enabled", true)
                .put("self", self)
                .put("state", isDegraded() ? "degraded" : "connected")
                .put("epoch", ownership.epoch().number())
                .put("echoDelayMillis", census.echoDelayNanos() / 1_000_000);
        var nodes = json.putArray("nodes");
        for (Map.Entry<String, Integer> node : census.viewersByNode().entrySet()) {
            nodes.addObject()
                    .put("id", node.getKey())
                    .put("self", node.getKey().equals(self))
                    .put("viewers", node.getValue());
        }
        return json;
    }

    /** What {@code /metrics} shows. */
    public enum Figure {
        MEMBERS("turnout.cluster.members", "Nodes that are counted together, this one included", false),
        DEAF(
                "turnout.cluster.deaf",
                "1 while own census messages do not come back and peers are frozen. Alert when it stays 1",
                false),
        ECHO_DELAY(
                "turnout.cluster.echo.delay.seconds",
                "Time until the newest own census message came back. Alert above 0.5",
                false),
        EPOCH("turnout.cluster.epoch", "Number of the current epoch", false),
        PUBLISHED("turnout.cluster.messages.published", "Census messages published", true),
        RECEIVED("turnout.cluster.messages.received", "Census messages received, own ones included", true),
        MALFORMED("turnout.cluster.messages.malformed", "Messages that could not be read, or of a later version", true),
        REBUILDS("turnout.cluster.subscription.rebuilds", "Subscriptions replaced because this node was deaf", true),
        EVENTS("turnout.cluster.events.appended", "Events appended to the stream", true),
        LOCAL_EVENTS(
                "turnout.cluster.events.local",
                "Events sent to this node's sessions without the stream. Alert when it rises",
                true),
        POSTED("turnout.cluster.minutes.posted", "Minutes that this node owned and posted", true),
        LEFT("turnout.cluster.minutes.left", "Minutes that another node owned when they were over", true);

        private final String metric;
        private final String description;
        private final boolean counter;

        Figure(String metric, String description, boolean counter) {
            this.metric = metric;
            this.description = description;
            this.counter = counter;
        }

        public String metric() {
            return metric;
        }

        public String description() {
            return description;
        }

        public boolean isCounter() {
            return counter;
        }
    }

    /** Audience thread. */
    public double figure(Figure figure) {
        return switch (figure) {
            case MEMBERS -> census.peers().size() + 1;
            case DEAF -> isDegraded() ? 1 : 0;
            case ECHO_DELAY -> census.echoDelayNanos() / 1e9;
            case EPOCH -> ownership.epoch().number();
            case PUBLISHED -> census.published();
            case RECEIVED -> census.received();
            case MALFORMED -> malformed.sum() + events.malformed();
            case REBUILDS -> census.rebuilds();
            case EVENTS -> events.appended();
            case LOCAL_EVENTS -> events.localOnly();
            case POSTED -> minutes.posted();
            case LEFT -> minutes.leftToOthers();
        };
    }
}
