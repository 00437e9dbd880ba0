package dev.turnout.socket.simulation;

import dev.turnout.engine.Endpoint;
import dev.turnout.engine.Event;
import dev.turnout.engine.EventId;
import dev.turnout.engine.FanOut;
import dev.turnout.engine.Room;
import dev.turnout.model.Wire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A node's engine without connections: rooms, a log of events with their positions, and the rule by which a session is
 * continued, as the engine has it. An event reaches its members at once.
 */
final class SimulatedEndpoint implements Endpoint {

    private static final long COST = 10_000;
    private static final int LOGGED = 5_000;

    private final Map<String, SimulatedRoom> rooms = new HashMap<>();
    private final Consumer<String> onClosed;
    private final Set<EventId> ahead = new LinkedHashSet<>();
    private final Set<Long> read = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private Set<Long> awaitedBefore = Set.of();
    private String engine = "";
    private long sequence;
    private long position;
    private long begin = Long.MAX_VALUE;

    /** @param onClosed receives the id of each session whose connection is closed by this endpoint */
    SimulatedEndpoint(Consumer<String> onClosed) {
        this.onClosed = onClosed;
    }

    /**
     * What a client has received.
     *
     * @param sequence of the engine that has sent it
     * @param engine name of this engine
     * @param position up to which it has received everything in the stream
     * @param ahead events that it has received, and which may be in the stream after it
     * @param isForOthers whether another engine can continue from it
     */
    record Offset(long sequence, String engine, long position, Set<EventId> ahead, boolean isForOthers) {

        boolean has(Optional<Long> at, EventId id) {
            return ahead.contains(id) || (at.isPresent() && at.get() <= position);
        }

        Offset and(Offset before) {
            Set<EventId> all = new LinkedHashSet<>(ahead);
            before.ahead.stream().filter(id -> !id.engine().equals(engine)).forEach(all::add);
            return new Offset(sequence, engine, Math.max(position, before.position), all, isForOthers);
        }
    }

    /** @param position in the stream; none of an event that was sent without it */
    private record Logged(Offset offset, Event event, EventId id, Optional<Long> position) {}

    @Override
    public void shareLog(String name, long first, long end) {
        engine = name;
        begin = first;
        sequence = Math.max(sequence, end);
        position = end;
        read.clear();
        read.add(end);
        endContinued(before -> true);
    }

    @Override
    public void placed(EventId id, long at) {
        ahead.remove(id);
        passed(at);
    }

    @Override
    public void passed(long at) {
        at(at);
        sequence = Math.max(sequence, at);
    }

    private void at(long at) {
        read.add(at);
        endContinued(before -> before < at && !read.contains(before));
        position = Math.max(position, at);
    }

    @Override
    public void readToEnd() {
        Set<Long> before = awaitedBefore;
        endContinued(before::contains);
        awaitedBefore = rooms.values().stream()
                .flatMap(room -> room.members.values().stream())
                .filter(member -> member.byPosition && member.before.position > position)
                .map(member -> member.before.position)
                .collect(Collectors.toSet());
    }

    /** Ends sessions that had received more of a log than this engine when they were continued. */
    private void endContinued(Predicate<Long> from) {
        for (SimulatedRoom room : rooms.values()) {
            for (Member member : List.copyOf(room.members.values())) {
                if (member.byPosition && !read.contains(member.before.position) && from.test(member.before.position)) {
                    ended.add(member.connection.sessionId());
                    onClosed.accept(member.connection.sessionId());
                }
            }
        }
    }

    private Offset offset() {
        return new Offset(sequence, engine, position, Set.copyOf(ahead), position >= begin);
    }

    @Override
    public void continuedElsewhere(String sessionId) {
        onClosed.accept(sessionId);
    }

    @Override
    public SimulatedRoom room(String name) {
        return rooms.computeIfAbsent(name, SimulatedRoom::new);
    }

    /**
     * @param before what it had received when it joined
     * @param after number of this engine; what is sent later is for it
     * @param byPosition whether it had received more of the stream than this engine
     */
    private record Member(Viewer.Connection connection, Offset before, long after, boolean byPosition) {

        boolean isToReceive(Offset offset, Optional<Long> at, EventId id) {
            boolean isUncertain = at.isEmpty() && before.position > offset.position;
            boolean has = byPosition ? isUncertain || before.has(at, id) : before.ahead.contains(id);
            return offset.sequence > after && !has;
        }
    }

    final class SimulatedRoom implements Room {

        private final String name;
        private final Map<String, Member> members = new LinkedHashMap<>();
        private final List<Logged> log = new ArrayList<>();

        SimulatedRoom(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        /** The viewer begins a session. */
        void join(Viewer.Connection connection) {
            Viewer viewer = connection.viewer();
            viewer.began(offset());
            members.put(connection.sessionId(), new Member(connection, offset(), sequence, false));
        }

        /** Whether no event that the viewer has missed is forgotten, so that its session can be continued here. */
        boolean canResume(Viewer viewer) {
            Offset received = viewer.offset();
            long from = from(received);
            return (received.isForOthers || received.engine.equals(engine))
                    && (received.position > position || read.contains(received.position))
                    && !ended.contains(viewer.sessionId())
                    && from >= begin
                    && (log.size() < LOGGED || log.get(0).offset.sequence <= from);
        }

        /** The number of this engine from which on it has missed events. */
        private long from(Offset received) {
            return received.engine.equals(engine) ? received.sequence : received.position;
        }

        void resume(Viewer.Connection connection) {
            Offset received = connection.viewer().offset();
            log.stream()
                    .filter(logged -> logged.offset.sequence > from(received))
                    .filter(logged -> !received.has(logged.position, logged.id))
                    .sorted((one, other) -> Long.compare(one.offset.sequence, other.offset.sequence))
                    .toList()
                    .forEach(missed -> connection.receives(missed.event, missed.offset.and(received), missed.position));
            boolean byPosition = received.position > position;
            long after = byPosition ? sequence : Math.max(sequence, from(received));
            members.put(connection.sessionId(), new Member(connection, received, after, byPosition));
        }

        void leave(String sessionId) {
            members.remove(sessionId);
        }

        @Override
        public CompletionStage<FanOut> emit(Event event) {
            return CompletableFuture.completedFuture(FanOut.NONE); // of the lobby, which has no members here
        }

        @Override
        public CompletionStage<FanOut> emitAhead(Event event, EventId id) {
            sequence++;
            ahead.add(id);
            return send(event, id, Optional.empty());
        }

        @Override
        public CompletionStage<FanOut> emit(Event event, long at, EventId id) {
            at(at);
            sequence = Math.max(sequence + 1, at);
            return send(event, id, Optional.of(at));
        }

        private CompletionStage<FanOut> send(Event event, EventId id, Optional<Long> at) {
            Offset offset = offset();
            keep(offset, event, id, at);
            int sent = 0;
            for (Member member : List.copyOf(members.values())) {
                if (member.isToReceive(offset, at, id)) {
                    member.connection.receives(event, offset.and(member.before), at);
                    sent++;
                }
            }
            return CompletableFuture.completedFuture(new FanOut(sent, sent * COST));
        }

        @Override
        public void log(Event event, long at, EventId id) {
            at(at);
            keep(new Offset(at, engine, at, Set.of(), true), event, id, Optional.of(at));
        }

        private void keep(Offset offset, Event event, EventId id, Optional<Long> at) {
            log.add(new Logged(offset, event, id, at));
            if (log.size() > LOGGED) {
                log.remove(0);
            }
        }

        @Override
        public CompletionStage<FanOut> emitLatest(Event event) {
            if (event.name().equals(Wire.VIEWER_COUNT_UPDATE)) {
                int count = event.args().get(0).intValue();
                members.values().forEach(member -> member.connection.sees(count));
            }
            return CompletableFuture.completedFuture(new FanOut(members.size(), members.size() * COST));
        }

        @Override
        public CompletionStage<FanOut> disconnect() {
            int ended = members.size();
            members.clear();
            return CompletableFuture.completedFuture(new FanOut(ended, 0));
        }
    }
}
