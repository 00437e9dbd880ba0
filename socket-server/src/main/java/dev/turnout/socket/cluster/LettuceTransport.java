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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three connections to Redis, since a subscription and a blocking read each occupy one. No sharded pub/sub: a channel that
 * moves between shards would end the subscription silently.
 */
final class LettuceTransport implements RedisTransport {

    private static final Logger LOG = LoggerFactory.getLogger(LettuceTransport.class);

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

    private static final String FIELD = "m";

    private final RedisSettings settings;
    private final OwnerThread timer;
    private volatile @Nullable Running running;

    /** @param timer for retries */
    LettuceTransport(RedisSettings settings, OwnerThread timer) {
        this.settings = settings;
        this.timer = timer;
    }

    @Override
    public void start(Consumer<String> onMessage) {
        Running started = new Running(onMessage);
        running = started;
        started.subscription.request();
        started.commands.request();
        started.reader.request();
    }

    @Override
    public void publish(String message) {
        Object unused = onCommands(connection -> connection.async().publish(settings.channel(), message));
    }

    @Override
    public void resubscribe() {
        Running current = running;
        if (current != null) {
            current.subscription.replace();
        }
    }

    @Override
    public CompletionStage<String> append(String content) {
        XAddArgs bounded = new XAddArgs().maxlen(STREAM_ENTRIES).approximateTrimming();
        return onCommands(connection -> connection.async().xadd(settings.stream(), bounded, Map.of(FIELD, content)));
    }

    @Override
    public CompletionStage<List<String>> epoch(String script, String... arguments) {
        String[] keys = {settings.lease(), settings.epoch()};
        return onCommands(
                connection -> connection.async().<List<String>>eval(script, ScriptOutputType.MULTI, keys, arguments));
    }

    @Override
    public CompletionStage<Long> timeMillis() {
        return onReader(connection -> connection.async().time())
                .thenApply(time -> Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000);
    }

    @Override
    public CompletionStage<List<StreamEntry>> range(String from) {
        Range<String> fromHere = Range.from(Range.Boundary.including(from), Range.Boundary.unbounded());
        return onReader(connection -> connection.async().xrange(settings.stream(), fromHere))
                .thenApply(LettuceTransport::entries);
    }

    @Override
    @SuppressWarnings("unchecked") // a generic array for one element
    public CompletionStage<List<StreamEntry>> read(String after) {
        XReadArgs blocking = XReadArgs.Builder.block(BLOCK).count(ENTRIES_PER_READ);
        return onReader(connection ->
                        connection.async().xread(blocking, XReadArgs.StreamOffset.from(settings.stream(), after)))
                .thenApply(LettuceTransport::entries);
    }

    private static List<StreamEntry> entries(List<StreamMessage<String, String>> messages) {
        return messages.stream()
                .map(message -> new StreamEntry(
                        message.getId(), String.valueOf(message.getBody().get(FIELD))))
                .toList();
    }

    private <T> CompletionStage<T> onCommands(Command<T> command) {
        Running current = running;
        return send(current == null ? null : current.commands, command);
    }

    private <T> CompletionStage<T> onReader(Command<T> command) {
        Running current = running;
        return send(current == null ? null : current.reader, command);
    }

    private static <T> CompletionStage<T> send(
            @Nullable Link<StatefulRedisConnection<String, String>> link, Command<T> command) {
        StatefulRedisConnection<String, String> connection = link == null ? null : link.current();
        if (connection == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("not connected to Redis"));
        }
        try {
            return command.send(connection);
        } catch (RuntimeException e) { // for example a full queue of commands
            return CompletableFuture.failedFuture(e);
        }
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

        private final Consumer<String> onMessage;
        private final ClientResources resources;
        private final RedisClient client;
        private final Link<StatefulRedisPubSubConnection<String, String>> subscription;
        private final Link<StatefulRedisConnection<String, String>> commands;
        private final Link<StatefulRedisConnection<String, String>> reader;

        Running(Consumer<String> onMessage) {
            this.onMessage = onMessage;
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
                    onMessage.accept(message);
                }
            });
            Object unused = connection.async().subscribe(settings.channel());
            return connection;
        }

        void close() {
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
