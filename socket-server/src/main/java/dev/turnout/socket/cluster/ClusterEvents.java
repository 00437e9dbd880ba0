package dev.turnout.socket.cluster;

import dev.turnout.engine.Event;
import dev.turnout.engine.EventId;
import dev.turnout.engine.FanOut;
import dev.turnout.logging.OncePerMinute;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.cluster.CensusMessage.Delivered;
import dev.turnout.socket.cluster.NodeMessage.EventDelivered;
import dev.turnout.socket.publishing.EventDelivery;
import dev.turnout.socket.publishing.EventPublisher;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events for the sessions of all nodes. An event is appended to the stream; every node, the publishing one too, sends it
 * to its sessions when it reads it there, so all sessions receive all events in one order.
 *
 * <p>When the append fails, the event goes to this node's sessions at once. It may be in the stream all the same, for
 * example when only the reply was lost: then the other nodes read it there, and this node, finding its own number, does
 * not send it again. A session that moves to another node does not get it again either: until this node has read the event
 * from the stream, the session's offset names it. Any thread.
 */
final class ClusterEvents implements EventDelivery {

    /** How long the answer to a publisher waits for the other nodes. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofMillis(200);

    /** An appended event that has not been read back by then is sent without waiting for the stream. */
    private static final Duration READ_BACK = Duration.ofSeconds(1);

    /** More than the stream has. */
    private static final int REMEMBERED = 11_000;

    private static final Logger LOG = LoggerFactory.getLogger(ClusterEvents.class);

    private final String self;
    private final ClusterBus bus;
    private final OwnerThread timer;
    private final OncePerMinute repeatedLines;
    private final EventPublisher local;
    private final Supplier<Set<String>> peers;
    private final Consumer<AuctionId> onClose;
    private final LongSupplier nanoClock;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Published> published = new ConcurrentHashMap<>();
    private final LongAdder appended = new LongAdder();
    private final LongAdder localOnly = new LongAdder();
    private final LongAdder malformed = new LongAdder();

    /** Own events that were appended and not yet read back, with the time; ascending. */
    private final NavigableMap<Long, Long> appendedAt = new ConcurrentSkipListMap<>();

    private volatile long lastLag;

    private volatile boolean refusing;

    /** Own events that were sent without the stream. */
    private final Set<Long> sentAlone = newest();

    /** Events that have been read. A stream that is rewound brings some of them again. */
    private final Set<EventId> read = newest();

    /** A set that forgets the oldest. */
    private static <T> Set<T> newest() {
        return Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<T, Boolean> eldest) {
                return size() > REMEMBERED;
            }
        }));
    }

    /**
     * @param timer for time-outs and repeated log lines
     * @param onClose ends the sessions of an auction that have no socket
     */
    ClusterEvents(
            String self,
            ClusterBus bus,
            OwnerThread timer,
            EventPublisher local,
            Supplier<Set<String>> peers,
            Consumer<AuctionId> onClose,
            LongSupplier nanoClock) {
        this.self = self;
        this.bus = bus;
        this.timer = timer;
        this.repeatedLines = new OncePerMinute(timer);
        this.local = local;
        this.peers = peers;
        this.onClose = onClose;
        this.nanoClock = nanoClock;
    }

    @Override
    public CompletionStage<Delivery> publish(AuctionId id, Event event) {
        return append(id, event, false);
    }

    @Override
    public CompletionStage<Delivery> close(AuctionId id, Event last) {
        return append(id, last, true);
    }

    private CompletionStage<Delivery> append(AuctionId id, Event event, boolean closes) {
        ClusterEvent entry = new ClusterEvent(self, numbers.incrementAndGet(), id, event, closes, true);
        Published waiting = new Published(peers.get());
        published.put(entry.number(), waiting);
        CompletionStage<Delivery> answer =
                waiting.answer().whenComplete((delivery, failure) -> published.remove(entry.number()));
        if (refusing) {
            waiting.refuse();
            return answer;
        }
        if (appendedAt.size() < REMEMBERED) {
            appendedAt.put(entry.number(), nanoClock.getAsLong());
        }
        Object unused = bus.append(entry.encode()).whenComplete((position, failure) -> {
            if (failure == null) {
                appended.increment();
                timer.after(READ_BACK, () -> sendAlone(entry, waiting, true));
            } else {
                sendAlone(entry, waiting, false);
            }
        });
        return answer;
    }

    /** Refuses events from now on. Completes when those before have been answered. */
    CompletionStage<Void> refuse() {
        refusing = true;
        return CompletableFuture.allOf(
                        published.values().stream().map(Published::answer).toArray(CompletableFuture[]::new))
                .exceptionally(refusedToo -> null);
    }

    /** Unless the own entry has been read from the stream. */
    private void sendAlone(ClusterEvent entry, Published waiting, boolean isAppended) {
        if (waiting.begin()) {
            Long at = appendedAt.remove(entry.number());
            if (at != null && isAppended) {
                lastLag = nanoClock.getAsLong() - at;
            }
            sentAlone.add(entry.number());
            localOnly.increment();
            Object unused = send(entry, () -> local.publishWithoutPosition(entry.auction(), entry.event(), entry.id()))
                    .thenAccept(sessions -> {
                        waiting.local(sessions);
                        waiting.complete();
                    });
        }
    }

    /** The next entry of the stream. */
    void entry(ClusterBus.Entry entry) {
        ClusterEvent event = decode(entry);
        if (event == null || !read.add(event.id())) {
            local.skipped(entry.position());
        } else if (!event.from().equals(self)) {
            Object unused = send(event, entry.position()).thenAccept(sessions -> answer(event, sessions));
        } else if (begin(event)) {
            sendOwn(event, entry.position());
        } else {
            local.positionKnown(event.id(), entry.position());
        }
    }

    private @Nullable ClusterEvent decode(ClusterBus.Entry entry) {
        Optional<ClusterEvent> decoded = ClusterEvent.decode(entry.content());
        if (decoded.isEmpty() && !entry.content().equals(ClusterEvent.FIRST_ENTRY)) {
            malformed.increment();
        }
        return decoded.orElse(null);
    }

    /** An own event has been read: whether it has to be sent to this node's sessions, and has not been without the stream. */
    private boolean begin(ClusterEvent own) {
        readBack(own.number());
        Published waiting = published.get(own.number());
        return waiting == null ? !sentAlone.remove(own.number()) : waiting.begin();
    }

    private void sendOwn(ClusterEvent event, long position) {
        Published waiting = published.get(event.number());
        Object unused = send(event, position).thenAccept(sessions -> {
            if (waiting != null) {
                waiting.local(sessions);
            }
        });
    }

    private void answer(ClusterEvent event, int sessions) {
        if (event.answeredDirectly()) {
            EventDelivered answer = new EventDelivered(self, event.from(), event.number(), sessions);
            bus.send(event.from(), NodeCodec.encode(answer));
        } else {
            bus.publish(CensusCodec.encode(new Delivered(self, event.from(), event.number(), sessions)));
        }
    }

    /** The stream keeps its order: own events before this one have been read, or trimmed, or were never in it. */
    private void readBack(long number) {
        Long at = appendedAt.get(number);
        if (at != null) {
            lastLag = nanoClock.getAsLong() - at;
        }
        appendedAt.headMap(number, true).clear();
    }

    /**
     * Nanoseconds until the newest own event was read back, or since the oldest was appended that has not been, if that is
     * longer.
     */
    long lagNanos() {
        Map.Entry<Long, Long> oldest = appendedAt.firstEntry();
        return oldest == null ? lastLag : Math.max(lastLag, nanoClock.getAsLong() - oldest.getValue());
    }

    /**
     * An event of the time before this node began to read: kept for sessions that are continued here. An own one, which Redis
     * has taken when it was back and this node had not noticed yet, is also sent.
     */
    void recent(ClusterBus.Entry entry) {
        ClusterEvent event = decode(entry);
        if (event == null || !read.add(event.id())) {
            local.skipped(entry.position());
        } else if (event.from().equals(self) && begin(event)) {
            sendOwn(event, entry.position());
        } else {
            local.log(event.auction(), event.event(), entry.position(), event.id());
        }
    }

    private CompletionStage<Integer> send(ClusterEvent event, long position) {
        return send(event, () -> local.publish(event.auction(), event.event(), position, event.id()));
    }

    /**
     * Completes in every case with the sessions that were reached: the publisher waits for it.
     *
     * @param publish sends the event to this node's sessions
     */
    private CompletionStage<Integer> send(ClusterEvent event, Supplier<CompletionStage<FanOut>> publish) {
        try {
            CompletionStage<FanOut> sent = publish.get();
            if (event.closes()) {
                onClose.accept(event.auction());
                sent = local.end(event.auction()).thenCombine(sent, (ended, reached) -> reached);
            }
            return sent.thenApply(FanOut::sessions).exceptionally(this::notSent);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.completedFuture(notSent(e));
        }
    }

    private int notSent(Throwable failure) {
        repeatedLines.log(
                failure.getClass().getName(),
                times -> LOG.atError()
                        .setCause(failure)
                        .addKeyValue("times", times)
                        .log("an event could not be sent to this server's sessions"));
        return 0;
    }

    /** A node has sent an event to its sessions. Only nodes of an earlier version answer to all nodes. */
    void delivered(Delivered report) {
        if (report.to().equals(self)) {
            delivered(report.from(), report.event(), report.sessions());
        }
    }

    /** A node has sent an event of this one to its sessions. */
    void delivered(EventDelivered report) {
        delivered(report.from(), report.event(), report.sessions());
    }

    private void delivered(String node, long event, int sessions) {
        Published waiting = published.get(event);
        if (waiting != null) {
            waiting.peer(node, sessions);
        }
    }

    /** Appended to the stream so far. */
    long appended() {
        return appended.sum();
    }

    /** Sent to this node's sessions alone so far, since Redis did not take them. */
    long localOnly() {
        return localOnly.sum();
    }

    long malformed() {
        return malformed.sum();
    }

    /** An own event whose publisher waits. */
    private final class Published {

        private final CompletableFuture<Delivery> answer = new CompletableFuture<>();
        private final Set<String> missing;
        private boolean begun;
        private boolean localDone;
        private int sessions;

        Published(Set<String> peers) {
            missing = new TreeSet<>(peers);
        }

        /** False when the event has been sent to this node's sessions already. */
        synchronized boolean begin() {
            boolean first = !begun;
            begun = true;
            return first;
        }

        /** The time for the peers begins when this node's own sessions have the event. */
        synchronized void local(int reached) {
            sessions += reached;
            localDone = true;
            completeIfWhole();
            if (!answer.isDone()) {
                timer.after(ANSWER_TIMEOUT, this::complete);
            }
        }

        synchronized void peer(String node, int reached) {
            if (missing.remove(node)) {
                sessions += reached;
                completeIfWhole();
            }
        }

        private void completeIfWhole() {
            if (localDone && missing.isEmpty()) {
                complete();
            }
        }

        synchronized void complete() {
            answer.complete(new Delivery(sessions, List.copyOf(missing)));
        }

        void refuse() {
            answer.completeExceptionally(new IllegalStateException("this server stops"));
        }

        CompletableFuture<Delivery> answer() {
            return answer;
        }
    }
}
