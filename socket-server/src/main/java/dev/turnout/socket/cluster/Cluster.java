package dev.turnout.socket.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.socket.cluster.CensusMessage.Beat;
import dev.turnout.socket.cluster.CensusMessage.Delivered;
import dev.turnout.socket.cluster.CensusMessage.DetailRequest;
import dev.turnout.socket.cluster.CensusMessage.ExternalReport;
import dev.turnout.socket.cluster.CensusMessage.OutboxRequest;
import dev.turnout.socket.cluster.CensusMessage.Recovered;
import dev.turnout.socket.cluster.CensusMessage.RemovalRequest;
import dev.turnout.socket.cluster.NodeMessage.Blocks;
import dev.turnout.socket.cluster.NodeMessage.BlocksRequest;
import dev.turnout.socket.cluster.NodeMessage.Details;
import dev.turnout.socket.cluster.NodeMessage.EventDelivered;
import dev.turnout.socket.cluster.NodeMessage.OutboxAnswer;
import dev.turnout.socket.cluster.NodeMessage.Removed;
import dev.turnout.socket.publishing.EventDelivery;
import dev.turnout.socket.sampling.SnapshotSink;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's part in the cluster: connects the bus with the census, the events, the epochs and the engine. Constructing it
 * does no I/O.
 */
public final class Cluster implements ClusterBus.Receiver {

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    private final String self;
    private final LocalServer server;
    private final OwnerThread thread;
    private final ClusterBus bus;
    private final Census census;
    private final Optional<ViewerCensus> viewers;
    private final PeerDetails details;
    private final PeerAnswers<Integer> removals;
    private final PeerBlocks blocks;
    private final PeerOutboxes outboxes;
    private final ClusterEvents events;
    private final Ownership ownership;
    private final OwnedMinutes minutes;
    private final Epochs epochs;
    private final CountDownLatch receiving = new CountDownLatch(1);
    private final CountDownLatch positioned = new CountDownLatch(1);
    private final LongAdder malformed = new LongAdder();

    /**
     * @param redis carries the commands to Redis
     * @param self id of this node, random for each run
     * @param posts receives the minutes that this node owns
     */
    public Cluster(RedisTransport redis, String self, LocalServer server, SnapshotSink posts) {
        this.self = self;
        this.server = server;
        Audience audience = server.audience();
        MomentSource moments = server.moments();
        LongSupplier nanoClock = server.nanoClock();
        thread = server.thread();
        bus = new RedisBus(redis, self, thread);
        ownership = new Ownership(self);
        census = new Census(self, audience, thread, moments, nanoClock, bus, ownership::epoch, receiving::countDown);
        viewers = audience.isShared()
                ? Optional.of(new ViewerCensus(self, audience, thread, moments, nanoClock, this::send))
                : Optional.empty();
        details = new PeerDetails(self, audience, thread, moments, nanoClock, census, this::send);
        removals = new PeerAnswers<>(thread, PeerAnswers.WAIT);
        blocks = new PeerBlocks(self, server.blocks(), thread, this::send);
        outboxes = new PeerOutboxes(self, server.outbox(), thread, census, this::send);
        events = new ClusterEvents(self, bus, thread, server.events(), census::peers, server.onClose(), nanoClock);
        minutes = new OwnedMinutes(self, ownership, posts, nanoClock, Optional.of(this::send));
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
        viewers.ifPresent(audience::addListener);
        audience.addListener(details);
        viewers.ifPresent(census::listener);
        census.listener(blocks);
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
            viewers.ifPresent(ViewerCensus::start);
            epochs.start();
        });
    }

    /** Waits until this node receives the census and the stream's position, so that its first sessions have both. */
    public boolean awaitJoined(Duration timeout) throws InterruptedException {
        return receiving.await(timeout.toMillis(), TimeUnit.MILLISECONDS)
                && positioned.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Why Redis cannot be used at the moment, for the log. Any thread. */
    public String failure() {
        return bus.failure();
    }

    /** Peers drop this node's share at once; its minutes are another's from now on. Audience thread. */
    public void leave() {
        census.stop();
        viewers.ifPresent(ViewerCensus::stop);
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

    /** Has the other nodes tell what is shown of their sessions. Audience thread. */
    public void refreshDetails(Set<AuctionId> rooms, Runnable done) {
        details.refresh(rooms, done);
    }

    /**
     * Has the other nodes end a viewer's sessions. Audience thread.
     *
     * @param done receives how many they have ended, and the nodes that did not answer in time
     */
    public void removeViewer(
            AuctionId auction, String viewerKey, Duration block, BiConsumer<Integer, List<String>> done) {
        long number = removals.ask(
                census.peers(),
                (ended, missing) ->
                        done.accept(ended.stream().mapToInt(Integer::intValue).sum(), missing));
        census.publish(new RemovalRequest(self, number, auction, viewerKey, block.toMillis()));
    }

    /**
     * What the outboxes of the other nodes hold, or a retry of what they have set aside. Audience thread.
     *
     * @param done receives the answers by node, and the nodes that did not answer in time
     */
    public void askOutboxes(boolean retry, BiConsumer<Map<String, ObjectNode>, List<String>> done) {
        outboxes.ask(retry, done);
    }

    /** A message to this node takes the audience thread as well, so that sending never calls back. */
    private void send(NodeMessage message) {
        if (message.to().equals(self)) {
            thread.execute(() -> received(message));
        } else {
            bus.send(message.to(), NodeCodec.encode(message));
        }
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
        boolean own = message.from().equals(self);
        if (message instanceof Delivered delivered) {
            events.delivered(delivered);
        } else if (message instanceof Recovered recovered && !own) {
            server.endpoint().get().continuedElsewhere(recovered.sessionId());
        }
        thread.execute(() -> {
            if (!own) {
                received(message);
            }
            census.received(message);
        });
    }

    private void received(CensusMessage message) {
        if (message instanceof ExternalReport report) {
            server.audience()
                    .reportExternal(
                            report.auction(),
                            report.source(),
                            0,
                            server.moments().now());
        } else if (message instanceof Beat beat) {
            epochs.named(beat.epoch(), beat.run());
        } else if (message instanceof DetailRequest request) {
            details.requested(request);
        } else if (message instanceof RemovalRequest request) {
            Duration block = Duration.ofMillis(request.blockMillis());
            int ended = server.removal().remove(request.auction(), request.viewerKey(), block);
            send(new Removed(self, request.from(), request.number(), ended));
        } else if (message instanceof OutboxRequest request) {
            outboxes.requested(request);
        }
    }

    @Override
    public void direct(String text) {
        Optional<NodeMessage> decoded = NodeCodec.decode(text);
        if (decoded.isEmpty()) {
            malformed.increment();
        } else if (decoded.get() instanceof EventDelivered delivered) {
            events.delivered(delivered);
        } else {
            thread.execute(() -> received(decoded.get()));
        }
    }

    private void received(NodeMessage message) {
        if (message instanceof Details answer) {
            details.received(answer);
        } else if (message instanceof Removed answer) {
            removals.answered(answer.from(), answer.number(), answer.ended(), true);
        } else if (message instanceof BlocksRequest request) {
            blocks.requested(request);
        } else if (message instanceof Blocks answer) {
            blocks.received(answer);
        } else if (message instanceof OutboxAnswer answer) {
            outboxes.received(answer);
        } else if (message instanceof NodeMessage.MinuteParts parts) {
            minutes.arrived(parts);
        } else {
            viewers.ifPresent(each -> each.received(message));
        }
    }

    @Override
    public void streamBegins(long begin, long end, List<ClusterBus.Entry> recent) {
        server.endpoint().get().shareLog(self, begin, end);
        recent.forEach(events::recent);
        positioned.countDown();
    }

    /** Positions up to the newest one mean two things now, so no session is continued from them. */
    @Override
    public void streamRewound(long newest, long from) {
        LOG.atWarn().log("the event stream of Redis is older than what has been read; it is read again");
        server.endpoint().get().shareLog(self, StreamPosition.after(newest, Duration.ofSeconds(1)), from);
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

    /** Peers whose counts are kept as they were when this node became deaf. Any thread. */
    private int frozen() {
        return isDegraded() ? census.peers().size() : 0;
    }

    private String state() {
        return isDegraded() ? "degraded" : "connected";
    }

    /** Members of a JSON object for health. Any thread. */
    public String health() {
        return "\"cluster\":\"" + state() + "\",\"nodes\":" + (census.peers().size() + 1) + ",\"frozenPeers\":"
                + frozen()
                + ",\"epoch\":" + ownership.epoch().number() + ",\"echoDelayMillis\":"
                + census.echoDelayNanos() / 1_000_000
                + ",\"streamLagMillis\":" + events.lagNanos() / 1_000_000;
    }

    /** The nodes and their viewers. Audience thread. */
    public ObjectNode status() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("enabled", true)
                .put("self", self)
                .put("state", state())
                .put("epoch", ownership.epoch().number())
                .put("echoDelayMillis", census.echoDelayNanos() / 1_000_000)
                .put("frozenPeers", frozen())
                .put("streamLagMillis", events.lagNanos() / 1_000_000);
        Map<String, Long> since = ownership.epoch().members().stream()
                .collect(Collectors.toMap(ClusterBus.Member::node, ClusterBus.Member::since));
        var nodes = json.putArray("nodes");
        for (Map.Entry<String, Integer> node : census.viewersByNode().entrySet()) {
            Long joined = since.get(node.getKey());
            nodes.addObject()
                    .put("id", node.getKey())
                    .put("self", node.getKey().equals(self))
                    .put("viewers", node.getValue())
                    .put(
                            "memberSince",
                            joined == null ? null : Instant.ofEpochMilli(joined).toString());
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
        LEFT("turnout.cluster.minutes.left", "Minutes that another node owned when they were over", true),
        INCOMPLETE(
                "turnout.cluster.minutes.incomplete",
                "Minutes posted without the unique viewers, sections and session lengths of some node",
                true),
        FROZEN(
                "turnout.cluster.peers.frozen",
                "Peers whose counts are kept as known last, since this node is deaf. Alert when it stays above 0",
                false),
        STREAM_LAG(
                "turnout.cluster.stream.lag.seconds",
                "Time until the newest own event was read back from the stream, or since the oldest was appended that has"
                        + " not been. Alert above 1",
                false);

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
            case INCOMPLETE -> minutes.incomplete();
            case FROZEN -> frozen();
            case STREAM_LAG -> events.lagNanos() / 1e9;
        };
    }
}
