package dev.turnout.socket.cluster;

import dev.turnout.logging.OncePerMinute;
import dev.turnout.thread.OwnerThread;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three connections to Redis, since a subscription and a blocking read each occupy one. No sharded pub/sub: a channel that
 * moves between shards would end the subscription silently.
 */
final class LettuceTransport implements RedisTransport {

    private static final Logger LOG = LoggerFactory.getLogger(LettuceTransport.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private static final String FIELD = "m";

    private final RedisSettings settings;
    private final OwnerThread timer;
    private final OncePerMinute repeatedLines;
    private volatile @Nullable Running running;

    /** @param timer for retries and repeated log lines */
    LettuceTransport(RedisSettings settings, OwnerThread timer) {
        this.settings = settings;
        this.timer = timer;
        this.repeatedLines = new OncePerMinute(timer);
    }

    @Override
    public void start(String self, Consumer<String> onMessage, Consumer<String> onDirect) {
        Running started = new Running(self, onMessage, onDirect);
        running = started;
        started.subscription.request();
        started.commands.request();
        started.reader.request();
    }

    @Override
    public void publish(String message) {
        publish(settings.channel(), message);
    }

    @Override
    public void send(String node, String message) {
        publish(settings.channelOf(node), message);
    }

    private void publish(String channel, String message) {
        Object unused = onCommands(connection -> connection.async().publish(channel, message));
    }

    @Override
    public void resubscribe() {
        Running current = running;
        if (current != null) {
            current.subscription.replace();
            current.commands.replace();
            current.reader.replace();
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
    public CompletionStage<List<StreamEntry>> newest() {
        return onReader(connection -> connection.async().xrevrange(settings.stream(), Range.unbounded(), Limit.from(1)))
                .thenApply(LettuceTransport::entries);
    }

    @Override
    @SuppressWarnings("unchecked") // a generic array for one element
    public CompletionStage<List<StreamEntry>> read(String after) {
        XReadArgs blocking = XReadArgs.Builder.block(RedisOptions.BLOCK).count(ENTRIES_PER_READ);
        return onReader(connection ->
                        connection.async().xread(blocking, XReadArgs.StreamOffset.from(settings.stream(), after)))
                .whenComplete((messages, failure) -> replaceReaderAfter(failure))
                .thenApply(LettuceTransport::entries);
    }

    /** Redis answers every read in time, so nothing arrives over a connection whose read has timed out. */
    private void replaceReaderAfter(@Nullable Throwable failure) {
        Running current = running;
        if (current != null && failure instanceof RedisCommandTimeoutException) {
            current.reader.replace();
        }
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
            @Nullable RedisLink<StatefulRedisConnection<String, String>> link, Command<T> command) {
        if (link == null) {
            return notConnected();
        }
        try {
            StatefulRedisConnection<String, String> connection = link.current();
            if (connection == null) {
                return notConnected();
            }
            return command.send(connection).whenComplete((reply, failure) -> {
                if (failure == null) {
                    link.succeeded();
                } else {
                    link.failed(failure);
                }
            });
        } catch (RuntimeException e) { // for example a full queue of commands
            return CompletableFuture.failedFuture(e);
        }
    }

    private static <T> CompletionStage<T> notConnected() {
        return CompletableFuture.failedFuture(new IllegalStateException("not connected to Redis"));
    }

    @Override
    public String failure() {
        Running current = running;
        return current == null
                ? ""
                : Stream.of(current.subscription, current.commands, current.reader)
                        .map(RedisLink::failure)
                        .filter(Objects::nonNull)
                        .sorted(Comparator.comparing(
                                failure -> !RedisFailure.isReply(failure))) // answers of Redis first
                        .map(failure -> RedisFailure.describe(failure, settings))
                        .findFirst()
                        .orElseGet(() -> current.subscription.isConnected() ? "" : RedisFailure.noAnswer(settings));
    }

    /** An error with which Redis answers stays until the settings of one of both are changed. */
    private void logReply(Throwable failure) {
        RedisFailure.reply(failure, settings)
                .ifPresent(reply -> repeatedLines.log(
                        reply,
                        times -> LOG.atWarn()
                                .addKeyValue("reason", reply)
                                .addKeyValue("times", times)
                                .log("Redis answers with an error")));
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

        private final String self;
        private final Consumer<String> onMessage;
        private final Consumer<String> onDirect;
        private final ClientResources resources = RedisOptions.resources();
        private final RedisClient client;
        private final RedisLink<StatefulRedisPubSubConnection<String, String>> subscription;
        private final RedisLink<StatefulRedisConnection<String, String>> commands;
        private final RedisLink<StatefulRedisConnection<String, String>> reader;

        Running(String self, Consumer<String> onMessage, Consumer<String> onDirect) {
            this.self = self;
            this.onMessage = onMessage;
            this.onDirect = onDirect;
            RedisURI uri = RedisOptions.uri(settings);
            client = RedisClient.create(resources, uri);
            client.setOptions(RedisOptions.client());
            subscription = new RedisLink<>(
                    timer,
                    () -> client.connectPubSubAsync(StringCodec.UTF8, uri)
                            .thenApply(this::subscribe)
                            .toCompletableFuture(),
                    LettuceTransport.this::logReply);
            commands = link(uri);
            reader = link(uri);
        }

        private RedisLink<StatefulRedisConnection<String, String>> link(RedisURI uri) {
            return new RedisLink<>(
                    timer,
                    () -> client.connectAsync(StringCodec.UTF8, uri).toCompletableFuture(),
                    LettuceTransport.this::logReply);
        }

        private StatefulRedisPubSubConnection<String, String> subscribe(
                StatefulRedisPubSubConnection<String, String> connection) {
            connection.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    (channel.equals(settings.channel()) ? onMessage : onDirect).accept(message);
                }
            });
            Object unused = connection
                    .async()
                    .subscribe(settings.channel(), settings.channelOf(self))
                    .exceptionally(failure -> {
                        subscription.failed(failure);
                        return null;
                    });
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
}
