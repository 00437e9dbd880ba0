package dev.turnout.socket.cluster;

import dev.turnout.logging.OncePerMinute;
import dev.turnout.socket.cluster.RedisTransport.StreamEntry;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes' bus on Redis: one channel for the census and one for each node, one stream for events, a script for the lease. Which connections
 * carry the commands is the transport's matter.
 */
final class RedisBus implements ClusterBus {

    private static final Logger LOG = LoggerFactory.getLogger(RedisBus.class);
    private static final Duration RETRY = Duration.ofMillis(250);

    /** Events are read from so much earlier than they are needed for, since the time of Redis is that of a moment ago. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    /** How far a replica that takes over may be behind, with its entries and with its clock. */
    private static final Duration REWIND = Duration.ofSeconds(30);

    private static final String EPOCH_SCRIPT = """
            local now = redis.call('time')
            local millis = now[1] * 1000 + math.floor(now[2] / 1000)
            local holder = redis.call('get', KEYS[1])
            if ARGV[2] ~= '' and (not holder or holder == ARGV[1]) then
              redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[5])
              local epoch = redis.call('hmget', KEYS[2], 'number', 'members', 'run')
              local number = tonumber(epoch[1] or '0')
              if epoch[2] ~= ARGV[2] or number < tonumber(ARGV[3]) then
                number = math.max(number + 1, tonumber(ARGV[3]) + 1, millis)
                redis.call('hset', KEYS[2], 'number', string.format('%.0f', number), 'members', ARGV[2])
              end
              if not epoch[3] then redis.call('hset', KEYS[2], 'run', ARGV[4]) end
              redis.call('pexpire', KEYS[2], ARGV[6])
            end
            return redis.call('hmget', KEYS[2], 'number', 'members', 'run')
            """;

    private static final String LEASE_MILLIS = "3000";

    /** An epoch outlives the lease, so that a successor continues it; a cluster that starts anew begins a new run. */
    private static final String EPOCH_MILLIS = "30000";

    private final RedisTransport transport;
    private final String self;
    private final Duration history;
    private final OwnerThread timer;
    private final OncePerMinute repeatedLines;
    private volatile boolean closed;
    private String lastId = "";

    /**
     * @param eventsKept how long the events are needed that were published before the start
     * @param timer for retries and repeated log lines
     */
    RedisBus(RedisTransport transport, String self, Duration eventsKept, OwnerThread timer) {
        this.transport = transport;
        this.self = self;
        this.history = eventsKept.plus(MARGIN);
        this.timer = timer;
        this.repeatedLines = new OncePerMinute(timer);
    }

    @Override
    public void start(Receiver receiver) {
        transport.start(self, receiver::message, receiver::direct);
        beginStream(receiver);
    }

    @Override
    public void publish(String message) {
        transport.publish(message);
    }

    @Override
    public void send(String node, String message) {
        transport.send(node, message);
    }

    @Override
    public void resubscribe() {
        transport.resubscribe();
    }

    @Override
    public CompletionStage<Long> append(String content) {
        return transport.append(content).thenApply(StreamPosition::of);
    }

    @Override
    public CompletionStage<Epoch> epoch(String node, List<Member> members, long known, String run) {
        return transport
                .epoch(
                        EPOCH_SCRIPT,
                        node,
                        members.stream().map(Member::toString).collect(Collectors.joining(",")),
                        String.valueOf(known),
                        run,
                        LEASE_MILLIS,
                        EPOCH_MILLIS)
                .thenApply(RedisBus::epoch);
    }

    private static Epoch epoch(List<String> reply) {
        if (reply.get(0) == null) {
            return new Epoch(0, List.of(), "");
        }
        List<Member> members =
                Arrays.stream(reply.get(1).split(",")).map(Member::parse).toList();
        return new Epoch(Long.parseLong(reply.get(0)), members, String.valueOf(reply.get(2)));
    }

    @Override
    public String failure() {
        return transport.failure();
    }

    @Override
    public void close() {
        closed = true;
        transport.close();
    }

    // ---- the event stream

    /** Resolves the stream's end once; from then on every read continues where the one before ended. */
    private void beginStream(Receiver receiver) {
        Object unused = transport
                .timeMillis()
                .thenCompose(millis -> newestId(millis).thenCompose(newest -> {
                    String from = earlier(newest, Math.max(0, millis - history.toMillis()) + "-0");
                    return transport.range(from).thenAccept(recent -> begin(receiver, from, newest, recent));
                }))
                .whenComplete((nothing, failure) -> {
                    if (failure == null) {
                        read(receiver);
                    } else {
                        retry(() -> beginStream(receiver));
                    }
                });
    }

    /**
     * Id of the newest entry. An empty stream gets a first one, which is no event: its position is known to all nodes, also
     * to those that start hours later, so that sessions can be continued while nothing is published.
     */
    private CompletionStage<String> newestId(long millis) {
        return transport
                .newest()
                .thenCompose(newest -> newest.isEmpty()
                        ? transport.append(ClusterEvent.FIRST_ENTRY).exceptionally(refused -> millis + "-0")
                        : CompletableFuture.completedFuture(newest.get(0).id()));
    }

    /** @param recent the entries from {@code from} on */
    private void begin(Receiver receiver, String from, String newest, List<StreamEntry> recent) {
        lastId = recent.isEmpty() ? newest : recent.get(recent.size() - 1).id();
        boolean trimmed = recent.size() >= RedisTransport.STREAM_ENTRIES;
        String begin = trimmed ? recent.get(0).id() : from;
        apply(() -> receiver.streamBegins(StreamPosition.of(begin), StreamPosition.of(lastId)));
        recent.forEach(entry -> apply(() -> receiver.recent(entry(entry))));
        apply(receiver::streamPositioned);
    }

    private void read(Receiver receiver) {
        Object unused = transport.read(lastId).whenComplete((entries, failure) -> {
            if (failure != null) {
                retry(() -> read(receiver));
                return;
            }
            entries.forEach(entry -> apply(() -> receiver.entry(entry(entry))));
            if (entries.size() < RedisTransport.ENTRIES_PER_READ) {
                apply(receiver::streamReadToEnd);
            }
            if (entries.isEmpty()) {
                compareEnd(receiver);
            } else {
                lastId = entries.get(entries.size() - 1).id();
                read(receiver);
            }
        });
    }

    /**
     * Redis gives each entry an id above the newest one it has. A replica that takes over without the newest entries, and whose
     * clock is behind, gives ids from before {@code lastId}, after which nothing would be read until its clock has caught up.
     */
    private void compareEnd(Receiver receiver) {
        Object unused = transport.newest().whenComplete((newest, failure) -> {
            if (failure == null && !newest.isEmpty() && isBefore(newest.get(0).id(), lastId)) {
                long read = StreamPosition.of(lastId);
                lastId = Math.max(0, millis(lastId) - REWIND.toMillis()) + "-0";
                apply(() -> receiver.streamRewound(read, StreamPosition.of(lastId)));
            }
            if (failure == null) {
                read(receiver);
            } else {
                retry(() -> read(receiver));
            }
        });
    }

    private static String earlier(String one, String other) {
        return isBefore(one, other) ? one : other;
    }

    private static boolean isBefore(String one, String other) {
        return StreamPosition.of(one) < StreamPosition.of(other);
    }

    private static long millis(String id) {
        return Long.parseLong(id.substring(0, id.indexOf('-')));
    }

    private static Entry entry(StreamEntry entry) {
        return new Entry(StreamPosition.of(entry.id()), entry.content());
    }

    /** A failure that left the callback of a read would end reading for good, and nothing would be logged. */
    private void apply(Runnable toReceiver) {
        try {
            toReceiver.run();
        } catch (RuntimeException | Error e) {
            repeatedLines.log(
                    e.getClass().getName(),
                    times -> LOG.atError()
                            .setCause(e)
                            .addKeyValue("times", times)
                            .log("an entry of the event stream could not be applied"));
        }
    }

    private void retry(Runnable task) {
        if (!closed) {
            timer.after(RETRY, task);
        }
    }
}
