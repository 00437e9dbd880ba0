package dev.turnout.socket.cluster;

import dev.turnout.thread.OwnerThread;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes' bus on Redis: one channel for the census, one stream for events, a script for the lease. Three connections,
 * since a subscription and a blocking read each occupy one. No sharded pub/sub: a channel that moves between shards would
 * end the subscription silently.
 */
final class RedisBus implements ClusterBus {

    private static final Logger LOG = LoggerFactory.getLogger(RedisBus.class);

    /** Longer than a healthy Redis ever takes, short enough for a publisher who waits. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(500);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration BLOCK = Duration.ofSeconds(2);
    private static final Duration READ_TIMEOUT = BLOCK.plusSeconds(2);
    private static final Duration USER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RECONNECT = Duration.ofMillis(250);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final int QUEUED_COMMANDS = 10_000;
    private static final int STREAM_ENTRIES = 10_000;
    private static final int ENTRIES_PER_READ = 500;

    /** Somewhat longer than a lost session can be continued, since a connection's loss is noticed late. */
    private static final Duration HISTORY = Duration.ofSeconds(170);

    private static final String FIELD = "m";

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

    private final RedisSettings settings;
    private final OwnerThread timer;
    private volatile @Nullable Running running;

    /** @param timer for retries */
    RedisBus(RedisSettings settings, OwnerThread timer) {
        this.settings = settings;
        this.timer = timer;
    }

    @Override
    public void start(Receiver receiver) {
        Running started = new Running(receiver);
        running = started;
        started.subscription.request();
        started.commands.request();
        started.beginStream();
    }

    @Override
    public void publish(String message) {
        Running current = running;
        if (current != null) {
            Object unused = current.onCommands(connection -> connection.async().publish(settings.channel(), message));
        }
    }

    @Override
    public void resubscribe() {
        Running current = running;
        if (current != null) {
            current.subscription.replace();
        }
    }

    @Override
    public CompletionStage<Long> append(String content) {
        XAddArgs bounded = new XAddArgs().maxlen(STREAM_ENTRIES).approximateTrimming();
        return onCommands(connection -> connection.async().xadd(settings.stream(), bounded, Map.of(FIELD, content)))
                .thenApply(StreamPosition::of);
    }

    @Override
    public CompletionStage<Epoch> epoch(String self, List<Member> members, long known, String run) {
        String[] keys = {settings.lease(), settings.epoch()};
        return onCommands(connection -> connection
                        .async()
                        .<List<String>>eval(
                                EPOCH_SCRIPT,
                                ScriptOutputType.MULTI,
                                keys,
                                self,
                                members.stream().map(Member::toString).collect(Collectors.joining(",")),
                                String.valueOf(known),
                                run,
                                LEASE_MILLIS,
                                EPOCH_MILLIS))
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

    private <T> CompletionStage<T> onCommands(Command<T> command) {
        Running current = running;
        return current == null
                ? CompletableFuture.failedFuture(new IllegalStateException("not started"))
                : current.onCommands(command);
    }

    @Override
    public void close() {
        Running current = running;
        running = null;
        if (current != null) {
            current.close();
        }
    }

    private interface Command<T> {
        CompletionStage<T> send(StatefulRedisConnection<String, String> connection);
    }

    /** What exists between start and close. */
    private final class Running {

        private final Receiver receiver;
        private final ClientResources resources;
        private final RedisClient client;
        private final Link<StatefulRedisPubSubConnection<String, String>> subscription;
        private final Link<StatefulRedisConnection<String, String>> commands;
        private final Link<StatefulRedisConnection<String, String>> reader;
        private volatile boolean closed;
        private String lastId = "";

        Running(Receiver receiver) {
            this.receiver = receiver;
            resources = ClientResources.builder()
                    .ioThreadPoolSize(2)
                    .computationThreadPoolSize(2)
                    .reconnectDelay(Delay.constant(RECONNECT))
                    .build();
            RedisURI uri = RedisURI.create(settings.url());
            uri.setTimeout(CONNECT_TIMEOUT);
            uri.setClientName(settings.clusterName());
            client = RedisClient.create(resources, uri);
            client.setOptions(options());
            subscription = new Link<>(() -> client.connectPubSubAsync(StringCodec.UTF8, uri)
                    .thenApply(this::subscribe)
                    .toCompletableFuture());
            commands =
                    new Link<>(() -> client.connectAsync(StringCodec.UTF8, uri).toCompletableFuture());
            reader = new Link<>(() -> client.connectAsync(StringCodec.UTF8, uri).toCompletableFuture());
        }

        private ClientOptions options() {
            return ClientOptions.builder()
                    .protocolVersion(ProtocolVersion.RESP2)
                    .autoReconnect(true)
                    .pingBeforeActivateConnection(true)
                    .requestQueueSize(QUEUED_COMMANDS)
                    .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                    .publishOnScheduler(false)
                    .socketOptions(SocketOptions.builder()
                            .connectTimeout(CONNECT_TIMEOUT)
                            .tcpNoDelay(true)
                            .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                    .enable(true)
                                    .idle(Duration.ofSeconds(5))
                                    .interval(Duration.ofSeconds(2))
                                    .count(3)
                                    .build())
                            .tcpUserTimeout(SocketOptions.TcpUserTimeoutOptions.builder()
                                    .enable(true)
                                    .tcpUserTimeout(USER_TIMEOUT)
                                    .build())
                            .build())
                    .timeoutOptions(TimeoutOptions.builder()
                            .timeoutCommands(true)
                            .timeoutSource(new TimeoutOptions.TimeoutSource() {
                                @Override
                                public long getTimeout(RedisCommand<?, ?, ?> command) {
                                    boolean blocks = command.getType() == CommandType.XREAD;
                                    return (blocks ? READ_TIMEOUT : COMMAND_TIMEOUT).toMillis();
                                }

                                @Override
                                public TimeUnit getTimeUnit() {
                                    return TimeUnit.MILLISECONDS;
                                }
                            })
                            .build())
                    .build();
        }

        private StatefulRedisPubSubConnection<String, String> subscribe(
                StatefulRedisPubSubConnection<String, String> connection) {
            connection.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    receiver.message(message);
                }
            });
            Object unused = connection.async().subscribe(settings.channel());
            return connection;
        }

        private <T> CompletionStage<T> onCommands(Command<T> command) {
            StatefulRedisConnection<String, String> connection = commands.current();
            if (connection == null) {
                return CompletableFuture.failedFuture(new IllegalStateException("not connected to Redis"));
            }
            try {
                return command.send(connection);
            } catch (RuntimeException e) { // for example a full queue of commands
                return CompletableFuture.failedFuture(e);
            }
        }

        // ---- the event stream

        /** Resolves the stream's end once; from then on every read continues where the one before ended. */
        private void beginStream() {
            StatefulRedisConnection<String, String> connection = reader.current();
            if (connection == null) {
                retry(this::beginStream);
                return;
            }
            Object unused = connection
                    .async()
                    .time()
                    .thenCompose(time -> {
                        long millis = Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000;
                        String from = Math.max(0, millis - HISTORY.toMillis()) + "-0";
                        return connection
                                .async()
                                .xrange(
                                        settings.stream(),
                                        Range.from(Range.Boundary.including(from), Range.Boundary.unbounded()))
                                .thenAccept(recent -> begin(millis, recent));
                    })
                    .whenComplete((nothing, failure) -> {
                        if (failure == null) {
                            read();
                        } else {
                            retry(this::beginStream);
                        }
                    });
        }

        private void begin(long millis, List<StreamMessage<String, String>> recent) {
            List<Entry> entries = new ArrayList<>();
            recent.forEach(message -> entries.add(entry(message)));
            lastId = recent.isEmpty()
                    ? millis + "-0"
                    : recent.get(recent.size() - 1).getId();
            String begin = (millis - HISTORY.toMillis()) + "-0";
            receiver.streamBegins(StreamPosition.of(begin), StreamPosition.of(lastId), entries);
        }

        private void read() {
            StatefulRedisConnection<String, String> connection = reader.current();
            if (connection == null) {
                retry(this::read);
                return;
            }
            try {
                Object unused = next(connection).whenComplete((messages, failure) -> {
                    if (failure != null) {
                        retry(this::read);
                    } else {
                        messages.forEach(this::received);
                        read();
                    }
                });
            } catch (RuntimeException e) {
                retry(this::read);
            }
        }

        @SuppressWarnings("unchecked") // a generic array for one element
        private CompletionStage<List<StreamMessage<String, String>>> next(
                StatefulRedisConnection<String, String> connection) {
            XReadArgs blocking = XReadArgs.Builder.block(BLOCK).count(ENTRIES_PER_READ);
            return connection.async().xread(blocking, XReadArgs.StreamOffset.from(settings.stream(), lastId));
        }

        private void received(StreamMessage<String, String> message) {
            lastId = message.getId();
            receiver.entry(entry(message));
        }

        private Entry entry(StreamMessage<String, String> message) {
            return new Entry(
                    StreamPosition.of(message.getId()),
                    String.valueOf(message.getBody().get(FIELD)));
        }

        private void retry(Runnable task) {
            if (!closed) {
                timer.after(RECONNECT, task);
            }
        }

        void close() {
            closed = true;
            subscription.close();
            commands.close();
            reader.close();
            client.shutdownAsync(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .orTimeout(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(failure -> null)
                    .join();
            Object unused = resources.shutdown(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** One connection, which is made when it is first needed, and again after an attempt that failed. */
    private final class Link<C extends StatefulConnection<String, String>> {

        private final Supplier<CompletableFuture<C>> connect;
        private @Nullable CompletableFuture<C> connecting;
        private @Nullable C connection;
        private boolean closed;

        Link(Supplier<CompletableFuture<C>> connect) {
            this.connect = connect;
        }

        /** Null while there is none; then one is being made. */
        synchronized @Nullable C current() {
            if (connection == null) {
                request();
            }
            return connection;
        }

        synchronized void request() {
            if (connecting != null || closed) {
                return;
            }
            CompletableFuture<C> attempt = connect.get();
            connecting = attempt;
            Object unused = attempt.whenComplete((made, failure) -> connected(attempt, made, failure));
        }

        private synchronized void connected(
                CompletableFuture<C> attempt, @Nullable C made, @Nullable Throwable failure) {
            if (connecting != attempt || closed) {
                if (made != null) {
                    Object unused = made.closeAsync();
                }
                return;
            }
            connection = made;
            if (failure != null) {
                LOG.atDebug().setCause(failure).log("no connection to Redis");
                timer.after(RECONNECT, () -> again(attempt));
            }
        }

        private synchronized void again(CompletableFuture<C> attempt) {
            if (connecting == attempt) {
                connecting = null;
                request();
            }
        }

        synchronized void replace() {
            drop();
            request();
        }

        private void drop() {
            C old = connection;
            connection = null;
            connecting = null;
            if (old != null) {
                Object unused = old.closeAsync();
            }
        }

        synchronized void close() {
            closed = true;
            drop();
        }
    }
}
