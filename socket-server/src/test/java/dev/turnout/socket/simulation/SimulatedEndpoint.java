package dev.turnout.socket.simulation;

import dev.turnout.engine.Endpoint;
import dev.turnout.engine.Event;
import dev.turnout.engine.FanOut;
import dev.turnout.engine.Room;
import dev.turnout.model.Wire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A node's engine without connections: rooms, a log of events with their positions, and the rule by which a session is
 * continued, as the engine has it. An event reaches its members at once.
 */
final class SimulatedEndpoint implements Endpoint {

    private static final long COST = 10_000;
    private static final int LOGGED = 5_000;

    private final Map<String, SimulatedRoom> rooms = new HashMap<>();
    private final Consumer<String> onContinuedElsewhere;
    private long sequence;
    private long begin = Long.MAX_VALUE;

    SimulatedEndpoint(Consumer<String> onContinuedElsewhere) {
        this.onContinuedElsewhere = onContinuedElsewhere;
    }

    /** @param position in the stream; none of an event that was sent without it */
    private record Logged(long sequence, Event event, Optional<Long> position) {}

    @Override
    public void shareLog(long first, long end) {
        begin = first;
        sequence = Math.max(sequence, end);
    }

    @Override
    public void continuedElsewhere(String sessionId) {
        onContinuedElsewhere.accept(sessionId);
    }

    @Override
    public SimulatedRoom room(String name) {
        return rooms.computeIfAbsent(name, SimulatedRoom::new);
    }

    /** @param after it has received the events up to this one */
    private record Member(Viewer.Connection connection, long after) {}

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
            viewer.began(sequence);
            members.put(connection.sessionId(), new Member(connection, sequence));
        }

        /** Whether no event that the viewer has missed is forgotten, so that its session can be continued here. */
        boolean canResume(Viewer viewer) {
            return viewer.offset() >= begin && (log.size() < LOGGED || log.get(0).sequence <= viewer.offset());
        }

        void resume(Viewer.Connection connection) {
            Viewer viewer = connection.viewer();
            long received = viewer.offset();
            log.stream()
                    .filter(logged -> logged.sequence > received)
                    .sorted((one, other) -> Long.compare(one.sequence, other.sequence))
                    .toList()
                    .forEach(missed -> connection.receives(missed.event, missed.sequence, missed.position));
            members.put(connection.sessionId(), new Member(connection, Math.max(sequence, received)));
        }

        void leave(String sessionId) {
            members.remove(sessionId);
        }

        @Override
        public CompletionStage<FanOut> emit(Event event) {
            return send(event, ++sequence, Optional.empty());
        }

        @Override
        public CompletionStage<FanOut> emit(Event event, long position) {
            sequence = Math.max(sequence + 1, position);
            return send(event, sequence, Optional.of(position));
        }

        private CompletionStage<FanOut> send(Event event, long at, Optional<Long> position) {
            keep(event, at, position);
            int sent = 0;
            for (Member member : List.copyOf(members.values())) {
                if (at > member.after) {
                    member.connection.receives(event, at, position);
                    sent++;
                }
            }
            return CompletableFuture.completedFuture(new FanOut(sent, sent * COST));
        }

        @Override
        public void log(Event event, long position) {
            keep(event, position, Optional.of(position));
        }

        private void keep(Event event, long at, Optional<Long> position) {
            log.add(new Logged(at, event, position));
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
