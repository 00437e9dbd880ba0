package dev.turnout.socket.simulation;

import dev.turnout.socket.cluster.RedisTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node's three connections to the simulated Redis, which behave as those of Lettuce with the product's options: commands
 * are refused while there is no connection, time out, and fail when the connection breaks, also those that Redis has
 * executed; a lost connection is made anew.
 */
class RedisLink implements RedisTransport {

    private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(500);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(4);
    private static final Duration RECONNECT = Duration.ofMillis(250);

    /** After that TCP gives up a connection on which it has sent something, and one that is idle. */
    private static final Duration USER_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(11);
    private static final Duration LATE = Duration.ofSeconds(1);

    /** After so long peers have dropped a node: 3 s, which they look at with their beats. */
    private static final long SILENCE = Duration.ofSeconds(4).toNanos();

    private static final String ADDRESS = "to ";

    private final World world;
    private final NodeProcess process;
    private final SimulatedRedis redis;
    private final Network network;
    private final Connection subscription;
    private final Connection commands;
    private final Connection reader;
    private final List<Connection> connections;
    private String self = "";
    private Consumer<String> onMessage = message -> {};
    private Consumer<String> onDirect = message -> {};
    private boolean closed;
    private long lastSignAt;
    private long cuts;
    private boolean brokenBehindCut;

    RedisLink(World world, NodeProcess process, SimulatedRedis redis, Network network) {
        this.world = world;
        this.process = process;
        this.redis = redis;
        this.network = network;
        subscription = new Connection(true);
        commands = new Connection(false);
        reader = new Connection(false);
        connections = List.of(subscription, commands, reader);
    }

    // ---- what the product uses

    @Override
    public void start(String node, Consumer<String> onMessageOfChannel, Consumer<String> onMessageToNode) {
        self = node;
        onMessage = onMessageOfChannel;
        onDirect = onMessageToNode;
        connections.forEach(Connection::connect);
    }

    @Override
    public void publish(String message) {
        Object unused = send(commands, COMMAND_TIMEOUT, reply -> {
            sign(message);
            redis.publish(message);
            reply.accept(1);
        });
    }

    @Override
    public void send(String node, String message) {
        publish(address(node) + message);
    }

    /** Stands for the channel of the node: a message to it begins so, and none of the census does. */
    private static String address(String node) {
        return ADDRESS + node + ' ';
    }

    @Override
    public void resubscribe() {
        connections.forEach(Connection::breakOff);
        connections.forEach(Connection::connect);
    }

    @Override
    public CompletionStage<String> append(String content) {
        return send(commands, COMMAND_TIMEOUT, reply -> reply.accept(redis.add(content)));
    }

    @Override
    public CompletionStage<Long> timeMillis() {
        return send(reader, COMMAND_TIMEOUT, reply -> reply.accept(redis.timeMillis()));
    }

    @Override
    public CompletionStage<List<StreamEntry>> range(String from) {
        return send(reader, COMMAND_TIMEOUT, reply -> reply.accept(redis.range(from)));
    }

    @Override
    public CompletionStage<List<StreamEntry>> newest() {
        return send(reader, COMMAND_TIMEOUT, reply -> reply.accept(redis.newest()));
    }

    @Override
    public CompletionStage<List<StreamEntry>> read(String after) {
        return send(reader, READ_TIMEOUT, reply -> redis.read(after, reply));
    }

    @Override
    public CompletionStage<List<@Nullable String>> epoch(String script, String... arguments) {
        return send(commands, COMMAND_TIMEOUT, reply -> reply.accept(redis.epoch(arguments)));
    }

    @Override
    public void close() {
        closed = true;
        connections.forEach(Connection::breakOff);
    }

    /** A message of a channel has arrived at the process. */
    void received(String message) {
        if (!message.startsWith(ADDRESS)) {
            censusReceived(message);
        } else if (message.startsWith(address(self))) {
            onDirect.accept(message.substring(address(self).length()));
        }
    }

    /** A message of the census has arrived at the process. */
    void censusReceived(String message) {
        onMessage.accept(message);
    }

    // ---- faults

    /** The process has been killed. What it had sent still arrives. */
    /**
     * When Redis has received the last sign of life of this node, true time. The network may hold messages back beyond the
     * node's end. Peers that have dropped it in the meantime take only a full state for one.
     */
    long lastSignAt() {
        return lastSignAt;
    }

    private void sign(String message) {
        if (message.contains("\"type\":\"state\"") || world.now() - lastSignAt < SILENCE) {
            lastSignAt = world.now();
        }
    }

    void processKilled() {
        closed = true;
        subscription.unsubscribe();
    }

    void redisStopped() {
        if (network.isWhole()) {
            connections.forEach(Connection::broken);
        } else {
            brokenBehindCut = true;
        }
    }

    /** CLIENT KILL TYPE pubsub. */
    void subscriptionKilled() {
        if (network.isWhole()) {
            subscription.broken();
        }
    }

    /** CLIENT KILL of all connections. */
    void connectionsKilled() {
        if (network.isWhole()) {
            connections.forEach(Connection::broken);
        }
    }

    /** Redis does not send to this subscriber any more, and nothing tells the node. */
    void subscriptionSilenced() {
        subscription.unsubscribe();
    }

    /** One direction has been interrupted: connections that stay without an answer are given up. */
    void cut() {
        long number = ++cuts;
        world.after(USER_TIMEOUT.toNanos(), () -> giveUp(number, List.of(commands, reader)));
        world.after(KEEP_ALIVE.toNanos(), () -> giveUp(number, List.of(subscription)));
    }

    private void giveUp(long number, List<Connection> given) {
        if (number == cuts && !network.isWhole()) {
            given.forEach(Connection::broken);
        }
    }

    void healed() {
        cuts++;
        if (brokenBehindCut) {
            brokenBehindCut = false;
            connections.forEach(Connection::broken);
        }
    }

    // ---- connections

    private static final class Command<T> {

        private final CompletableFuture<T> reply = new CompletableFuture<>();
        private final Consumer<Consumer<T>> execution;

        Command(Consumer<Consumer<T>> execution) {
            this.execution = execution;
        }
    }

    private <T> CompletionStage<T> send(Connection on, Duration timeout, Consumer<Consumer<T>> execution) {
        if (!on.open) {
            return CompletableFuture.failedFuture(new IllegalStateException("not connected to Redis"));
        }
        Command<T> command = new Command<>(execution);
        on.inFlight.add(command);
        on.transmit(command);
        process.after(timeout.toNanos(), () -> {
            if (on.inFlight.remove(command)) {
                command.reply.completeExceptionally(new TimeoutException());
            }
        });
        return command.reply;
    }

    private final class Connection {

        private final boolean subscribes;
        private final List<Command<?>> inFlight = new ArrayList<>();
        private @Nullable Consumer<String> subscriber;
        private Network.Pipe out = network.toRedis().pipe();
        private Network.Pipe in = network.fromRedis().pipe();
        private boolean open;
        private boolean connecting;
        private long number;

        Connection(boolean subscribes) {
            this.subscribes = subscribes;
        }

        void connect() {
            if (open || connecting || closed) {
                return;
            }
            connecting = true;
            world.after(2 * network.delay(), this::attempt);
        }

        private void attempt() {
            connecting = false;
            if (closed || open) {
                return;
            }
            if (!redis.isUp() || !network.isWhole()) {
                connecting = true;
                world.after(RECONNECT.toNanos(), this::attempt);
                return;
            }
            open = true;
            number++;
            out = network.toRedis().pipe();
            in = network.fromRedis().pipe();
            if (subscribes) {
                long mine = number;
                Consumer<String> added = message -> deliver(mine, message);
                subscriber = added;
                redis.execute(() -> redis.subscribe(added));
            }
        }

        private void deliver(long subscribed, String message) {
            if (network.loses()) {
                return;
            }
            in.carry(() -> arrive(subscribed, message));
            if (network.repeats()) {
                world.after(LATE.toNanos(), () -> in.carry(() -> arrive(subscribed, message)));
            }
        }

        private void arrive(long subscribed, String message) {
            if (number == subscribed && open) {
                process.after(0, () -> received(message));
            }
        }

        <T> void transmit(Command<T> command) {
            long mine = number;
            Network.Pipe back = in;
            out.carry(() -> {
                if (mine == number) {
                    redis.execute(() -> command.execution.accept(reply ->
                            back.carry(() -> process.after(0, () -> answered(mine, command, reply)))));
                }
            });
        }

        private <T> void answered(long mine, Command<T> command, T reply) {
            if (mine == number && inFlight.remove(command)) {
                command.reply.complete(reply);
            }
        }

        void unsubscribe() {
            if (subscriber != null) {
                redis.unsubscribe(subscriber);
                subscriber = null;
            }
        }

        /** The node ends it. */
        void breakOff() {
            unsubscribe();
            open = false;
            number++;
            List<Command<?>> cancelled = List.copyOf(inFlight);
            inFlight.clear();
            process.after(
                    0,
                    () -> cancelled.forEach(
                            command -> command.reply.completeExceptionally(new CancellationException())));
        }

        /** The node notices that it has ended. */
        void broken() {
            if (open) {
                breakOff();
                connecting = true;
                world.after(RECONNECT.toNanos(), this::attempt);
            }
        }
    }
}
