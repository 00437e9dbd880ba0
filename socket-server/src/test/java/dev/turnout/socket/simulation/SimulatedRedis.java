package dev.turnout.socket.simulation;

import dev.turnout.socket.cluster.RedisTransport.StreamEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One Redis with what the nodes use of it: a channel, a stream, the time, and the script of lease and epoch. It executes
 * commands one after another; it can stop, lose its memory, or be replaced by a replica that lacks the newest writes.
 */
final class SimulatedRedis {

    private static final long BLOCK = Duration.ofSeconds(2).toNanos();
    private static final int MAX_ENTRIES = 10_000;

    private final World world;
    private final Set<Consumer<String>> subscribers = new LinkedHashSet<>();
    private final List<Reader> readers = new ArrayList<>();
    private final List<Added> stream = new ArrayList<>();
    private Id lastId = new Id(0, 0);
    private EpochScript.State state = EpochScript.State.EMPTY;
    private final List<Written> writes = new ArrayList<>();
    private boolean up = true;
    private long stoppedUntil;
    private long clockMillis;

    record Id(long millis, long sequence) implements Comparable<Id> {

        static Id parse(String text) {
            int dash = text.indexOf('-');
            return new Id(Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
        }

        @Override
        public int compareTo(Id other) {
            return millis != other.millis ? Long.compare(millis, other.millis) : Long.compare(sequence, other.sequence);
        }

        @Override
        public String toString() {
            return millis + "-" + sequence;
        }
    }

    private record Added(Id id, String content, long at) {
        StreamEntry entry() {
            return new StreamEntry(id.toString(), content);
        }
    }

    private record Reader(Id after, Consumer<List<StreamEntry>> reply) {}

    private record Written(long at, EpochScript.State before) {}

    SimulatedRedis(World world) {
        this.world = world;
    }

    // ---- commands

    /** Runs a command when those before it are done; never when it is killed before. */
    void execute(Runnable command) {
        if (!up) {
            return;
        }
        if (world.now() < stoppedUntil) {
            world.at(stoppedUntil, () -> execute(command));
        } else {
            command.run();
        }
    }

    void subscribe(Consumer<String> subscriber) {
        subscribers.add(subscriber);
    }

    void unsubscribe(Consumer<String> subscriber) {
        subscribers.remove(subscriber);
    }

    void publish(String message) {
        List.copyOf(subscribers).forEach(subscriber -> subscriber.accept(message));
    }

    long timeMillis() {
        return NodeClock.BEGIN.toEpochMilli() + world.now() / 1_000_000 + clockMillis;
    }

    String add(String content) {
        long millis = timeMillis();
        Id id = millis > lastId.millis() ? new Id(millis, 0) : new Id(lastId.millis(), lastId.sequence() + 1);
        lastId = id;
        stream.add(new Added(id, content, world.now()));
        if (stream.size() > MAX_ENTRIES) {
            stream.remove(0);
        }
        List<Reader> woken = readers.stream()
                .filter(reader -> reader.after.compareTo(id) < 0)
                .toList();
        readers.removeAll(woken);
        woken.forEach(reader -> reader.reply.accept(after(reader.after)));
        return id.toString();
    }

    List<StreamEntry> range(String from) {
        Id first = Id.parse(from);
        return stream.stream()
                .filter(added -> added.id.compareTo(first) >= 0)
                .map(Added::entry)
                .toList();
    }

    List<StreamEntry> newest() {
        return stream.isEmpty()
                ? List.of()
                : List.of(stream.get(stream.size() - 1).entry());
    }

    private List<StreamEntry> after(Id id) {
        return stream.stream()
                .filter(added -> added.id.compareTo(id) > 0)
                .map(Added::entry)
                .toList();
    }

    void read(String after, Consumer<List<StreamEntry>> reply) {
        Id id = Id.parse(after);
        List<StreamEntry> found = after(id);
        if (!found.isEmpty()) {
            reply.accept(found);
            return;
        }
        Reader reader = new Reader(id, reply);
        readers.add(reader);
        world.after(BLOCK, () -> {
            if (readers.remove(reader)) {
                reply.accept(List.of());
            }
        });
    }

    List<@Nullable String> epoch(String... arguments) {
        EpochScript.State before = state.at(timeMillis());
        state = EpochScript.run(before, timeMillis(), arguments);
        if (!state.equals(before)) {
            writes.add(new Written(world.now(), before));
        }
        return Arrays.asList(state.number(), state.members(), state.run());
    }

    // ---- faults

    boolean isUp() {
        return up;
    }

    /** SIGKILL: without persistence everything is lost. */
    void kill() {
        up = false;
        subscribers.clear();
        readers.clear();
        flush();
    }

    void start() {
        up = true;
    }

    /** FLUSHALL. */
    void flush() {
        stream.clear();
        lastId = new Id(0, 0);
        state = EpochScript.State.EMPTY;
        writes.clear();
    }

    void stopFor(long nanos) {
        stoppedUntil = Math.max(stoppedUntil, world.now() + nanos);
    }

    void goOn() {
        stoppedUntil = world.now();
    }

    /**
     * A replica takes over: what was written during the last {@code lag} is missing. Its clock may be ahead or behind; then
     * the ids of new entries lie before those that the nodes have read.
     */
    void failOver(long lag, long newClockMillis) {
        subscribers.clear();
        readers.clear();
        long replicated = world.now() - lag;
        stream.removeIf(added -> added.at > replicated);
        lastId = stream.isEmpty() ? new Id(0, 0) : stream.get(stream.size() - 1).id;
        for (int i = writes.size() - 1; i >= 0 && writes.get(i).at > replicated; i--) {
            state = writes.get(i).before;
        }
        writes.clear();
        clockMillis = newClockMillis;
    }
}
