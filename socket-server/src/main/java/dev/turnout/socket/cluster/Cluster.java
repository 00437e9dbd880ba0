package dev.turnout.socket.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.socket.cluster.CensusMessage.Beat;
import dev.turnout.socket.cluster.CensusMessage.Delivered;
import dev.turnout.socket.cluster.CensusMessage.DetailRequest;
import dev.turnout.socket.cluster.CensusMessage.ExternalAges;
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
import dev.turnout.socket.delivery.OutboxCommands.Command;
import dev.turnout.socket.publishing.EventDelivery;
import dev.turnout.socket.sampling.SnapshotSink;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
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
    private final PeerSettings peerSettings;
    private final Optional<ViewerCensus> viewers;
    private final PeerDetails details;
    private final PeerRemovals removals;
    private final PeerBlocks blocks;
    private final ExternalSources external;
    private final PeerOutboxes outboxes;
    private final ClusterEvents events;
    private final Ownership ownership;
    private final OwnedMinutes minutes;
    private final Epochs epochs;
    private final CountDownLatch receiving = new CountDownLatch(1);
    private final CountDownLatch positioned = new CountDownLatch(1);
    private final LongAdder malformed = new LongAdder();
    private final ClusterStatus status;

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
        bus = new RedisBus(redis, self, server.eventsKept(), thread);
        ownership = new Ownership(self);
        peerSettings = new PeerSettings(server.settings());
        census = new Census(
                self,
                audience,
                thread,
                moments,
                nanoClock,
                bus,
                ownership::epoch,
                server.settings(),
                receiving::countDown);
        viewers = audience.isShared()
                ? Optional.of(new ViewerCensus(self, audience, thread, moments, nanoClock, this::send))
                : Optional.empty();
        details = new PeerDetails(self, audience, thread, moments, nanoClock, census, this::send);
        removals = new PeerRemovals(self, server.removal(), thread, census, this::send);
        blocks = new PeerBlocks(self, server.blocks(), thread, this::send);
        external = new ExternalSources(self, audience, thread, moments, nanoClock, census::publish);
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
        status = new ClusterStatus(self, census, ownership, events, minutes, malformed);
        audience.addListener(census);
        viewers.ifPresent(audience::addListener);
        audience.addListener(details);
        viewers.ifPresent(census::listener);
        census.listener(blocks);
        census.listener(external);
        census.listener(peerSettings);
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

    /** Events published here are refused from now on. Completes when those before have been answered. Any thread. */
    public CompletionStage<Void> refuseEvents() {
        return events.refuse();
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

    /** A source has reported viewers elsewhere to this node. Audience thread. */
    public void externalReported(AuctionId auction, String source) {
        external.reported(auction, source);
    }

    /** Requests from the other nodes what is shown of their sessions. Audience thread. */
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
        removals.request(auction, viewerKey, block, done);
    }

    /**
     * Has the outboxes of the other nodes carry out a command. Audience thread.
     *
     * @param done receives the answers by node, and the nodes that did not answer in time
     */
    public void requestOutboxes(Command command, BiConsumer<Map<String, ObjectNode>, List<String>> done) {
        outboxes.request(command, done);
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
            server.endpoint().continuedElsewhere(recovered.sessionId());
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
            external.received(report);
        } else if (message instanceof ExternalAges reports) {
            external.received(reports);
        } else if (message instanceof Beat beat) {
            epochs.peerHasRead(beat.epoch(), beat.run());
            peerSettings.compare(beat);
        } else if (message instanceof DetailRequest request) {
            details.requested(request);
        } else if (message instanceof RemovalRequest request) {
            removals.requested(request);
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
            removals.received(answer);
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
    public void streamBegins(long begin, long end) {
        server.endpoint().shareLog(self, begin, end);
    }

    @Override
    public void recent(ClusterBus.Entry entry) {
        events.recent(entry);
    }

    @Override
    public void streamPositioned() {
        positioned.countDown();
    }

    /** Positions up to the newest one mean two things now, so no session is continued from them. */
    @Override
    public void streamRewound(long newest, long from) {
        LOG.atWarn().log("the event stream of Redis is older than what has been read; it is read again");
        server.endpoint().shareLog(self, StreamPosition.after(newest, Duration.ofSeconds(1)), from);
    }

    @Override
    public void entry(ClusterBus.Entry entry) {
        events.entry(entry);
    }

    @Override
    public void streamReadToEnd() {
        server.endpoint().readToEnd();
    }

    // ---- what others read

    /** Members of a JSON object for health. Any thread. */
    public String health() {
        return status.health();
    }

    /** The nodes and their viewers. Audience thread. */
    public ObjectNode status() {
        return status.json();
    }

    /** Audience thread. */
    public double figure(ClusterFigure figure) {
        return status.value(figure);
    }
}
