package dev.turnout.socket.publishing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.Endpoint;
import dev.turnout.engine.Event;
import dev.turnout.engine.EventId;
import dev.turnout.engine.FanOut;
import dev.turnout.engine.Room;
import dev.turnout.engine.Session;
import dev.turnout.engine.Transport;
import dev.turnout.model.Wire;
import dev.turnout.thread.ManualOwnerThread;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint without connections: one event loop that needs a known time for every send and runs one task at a time, and
 * sessions that record what they are sent. Time is moved by the {@link ManualOwnerThread}.
 */
public final class FakeEndpoint implements Endpoint {

    /** In place of a position. */
    public static final long NOT_FOUND = -1;

    private final ManualOwnerThread time;
    private final Duration perSend;
    private final Map<String, FakeRoom> rooms = new HashMap<>();
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private boolean busy;

    /** Events that were sent ahead, with the positions at which they were found later. */
    public final Map<EventId, Long> placed = new HashMap<>();

    /** Positions of entries that are no events for the sessions. */
    public final List<Long> passed = new ArrayList<>();

    long frames;
    long busyNanos;

    public FakeEndpoint(ManualOwnerThread time, Duration perSend) {
        this.time = time;
        this.perSend = perSend;
    }

    @Override
    public FakeRoom room(String name) {
        return rooms.computeIfAbsent(name, FakeRoom::new);
    }

    @Override
    public void shareLog(String engine, long begin, long end) {}

    @Override
    public void readToEnd() {}

    @Override
    public void continuedElsewhere(String sessionId) {}

    @Override
    public void placed(EventId id, long position) {
        placed.put(id, position);
    }

    @Override
    public void passed(long position) {
        passed.add(position);
    }

    public FakeSession session(@Nullable Object attachment) {
        return new FakeSession(attachment);
    }

    /** Runs when the loop has done what came before, and keeps it busy for so many sends. */
    private void onLoop(Runnable begin, Consumer<Long> end, IntSupplier sends) {
        loop.add(() -> {
            int number = sends.getAsInt();
            begin.run();
            long cost = perSend.toNanos() * number;
            busyNanos += cost;
            time.after(Duration.ofNanos(cost), () -> {
                end.accept(cost);
                busy = false;
                next();
            });
        });
        next();
    }

    private void next() {
        if (!busy && !loop.isEmpty()) {
            busy = true;
            loop.remove().run();
        }
    }

    public final class FakeRoom implements Room {

        private final String name;
        private final Set<FakeSession> members = new LinkedHashSet<>();
        boolean broken;
        public boolean throwing;
        int fanOuts;
        int underWay;
        int mostUnderWay;

        private FakeRoom(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public CompletionStage<FanOut> emit(Event event) {
            return emitLatest(event);
        }

        @Override
        public CompletionStage<FanOut> emitAhead(Event event, EventId id) {
            placed.put(id, NOT_FOUND);
            return emit(event);
        }

        @Override
        public void log(Event event, long position, EventId id) {
            placed.put(id, position);
        }

        @Override
        public CompletionStage<FanOut> emitLatest(Event event) {
            if (throwing) {
                throw new IllegalArgumentException("cannot be encoded, on purpose");
            }
            if (broken) {
                return CompletableFuture.failedFuture(new IllegalStateException("broken on purpose"));
            }
            CompletableFuture<FanOut> done = new CompletableFuture<>();
            fanOuts++;
            mostUnderWay = Math.max(mostUnderWay, ++underWay);
            int[] sent = new int[1];
            onLoop(
                    () -> {
                        sent[0] = members.size();
                        members.forEach(member -> member.take(event));
                    },
                    cost -> {
                        underWay--;
                        done.complete(new FanOut(sent[0], cost));
                    },
                    members::size);
            return done;
        }

        @Override
        public CompletionStage<FanOut> disconnect() {
            int ended = members.size();
            members.clear();
            return CompletableFuture.completedFuture(new FanOut(ended, 0));
        }
    }

    public final class FakeSession implements Session {

        private final @Nullable Object attachment;
        public final List<Event> events = new ArrayList<>();
        public boolean disconnected;

        final List<Integer> counts = new ArrayList<>();

        private FakeSession(@Nullable Object attachment) {
            this.attachment = attachment;
        }

        private void take(Event event) {
            frames++;
            events.add(event);
            if (event.name().equals(Wire.VIEWER_COUNT_UPDATE)) {
                counts.add(event.args().get(0).intValue());
            }
        }

        public int last() {
            return counts.isEmpty() ? -1 : counts.get(counts.size() - 1);
        }

        @Override
        public void join(String room) {
            room(room).members.add(this);
        }

        @Override
        public void leave(String room) {
            room(room).members.remove(this);
        }

        @Override
        public void emitLatest(Event event) {
            onLoop(() -> take(event), cost -> {}, () -> 1);
        }

        @Override
        public void emit(Event event) {
            emitLatest(event);
        }

        @Override
        public void emit(Event event, Consumer<List<JsonNode>> onAck) {
            emitLatest(event);
        }

        @Override
        public String id() {
            return "fake";
        }

        @Override
        public @Nullable Object attachment() {
            return attachment;
        }

        @Override
        public Transport transport() {
            return Transport.WEBSOCKET;
        }

        @Override
        public int protocol() {
            return 4;
        }

        @Override
        public void disconnect() {
            disconnected = true;
            leaveAll();
        }

        public void leaveAll() {
            rooms.values().forEach(room -> room.members.remove(this));
        }

        @Override
        public void closeConnection() {}
    }
}
