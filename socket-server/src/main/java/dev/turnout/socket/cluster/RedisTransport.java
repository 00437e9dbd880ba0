package dev.turnout.socket.cluster;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The commands that the bus needs of Redis. A stage fails when Redis is away or does not answer in time; the command may
 * have been executed all the same.
 */
public interface RedisTransport {

    /** The event stream keeps its newest entries, at least as many as this. */
    int STREAM_ENTRIES = 10_000;

    /** A read that gives fewer entries has reached the end of the stream. */
    int ENTRIES_PER_READ = 500;

    /** An entry of the event stream as Redis names it. */
    record StreamEntry(String id, String content) {}

    /**
     * Begins to connect.
     *
     * @param self id of this node
     * @param onMessage receives the messages of the census channel on the transport's own threads; must not block
     * @param onDirect receives the messages to this node alone; the same
     */
    void start(String self, Consumer<String> onMessage, Consumer<String> onDirect);

    /** Publishes on the census channel. */
    void publish(String message);

    /** Publishes on the channel of one node. */
    void send(String node, String message);

    /** Replaces all connections by new ones: own messages do not come back, and any of them may be the reason. */
    void resubscribe();

    /** Adds an entry to the event stream; completes with its id. */
    CompletionStage<String> append(String content);

    /** The time of Redis, milliseconds since the epoch. */
    CompletionStage<Long> timeMillis();

    /** The entries of the event stream from this id on. */
    CompletionStage<List<StreamEntry>> range(String from);

    /** The newest entry of the event stream; none of an empty one. */
    CompletionStage<List<StreamEntry>> newest();

    /** The next entries after this id; waits for one, and completes with none after a while. */
    CompletionStage<List<StreamEntry>> read(String after);

    /** Evaluates the script with the keys of lease and epoch. */
    CompletionStage<List<String>> epoch(String script, String... arguments);

    /** Why Redis cannot be used at the moment, for the log; empty when nothing has failed since something succeeded. */
    default String failure() {
        return "";
    }

    void close();
}
