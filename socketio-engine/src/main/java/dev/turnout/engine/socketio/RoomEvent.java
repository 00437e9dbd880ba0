package dev.turnout.engine.socketio;

import dev.turnout.engine.EventId;
import dev.turnout.engine.engineio.Outbound;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event to be sent to a room.
 *
 * @param offset its number among the events of its endpoint, and what other engines make of it
 * @param recoverable with its offset as last argument, for sessions that can be continued
 * @param shared its place in a shared log; null when no session needs it, see {@link Carried}
 */
record RoomEvent(
        Offset offset,
        Outbound plain,
        Outbound recoverable,
        @Nullable Shared shared) {

    long sequence() {
        return offset.room();
    }

    /**
     * @param position {@link RecoveryLog#NO_POSITION} for an event that is sent before it is read from the log
     * @param encoded without an offset
     */
    record Shared(long position, @Nullable EventId id, PacketEncoder.Encoded encoded) {}

    /** Null when no session needs it. */
    @Nullable ForContinued forContinued() {
        return shared == null ? null : new ForContinued(shared);
    }

    /** What it is for sessions that have received something on another engine; on one loop. */
    final class ForContinued {

        private final Shared place;
        private final Map<Offset.Shared, Outbound> encoded = new HashMap<>();

        ForContinued(Shared place) {
            this.place = place;
        }

        /**
         * Null for a session that has received the event, or may have: it has received more of the log than this engine,
         * which sends the event ahead since it does not know whether it is there.
         */
        @Nullable Outbound of(Carried carried) {
            Offset.Shared received = carried.received();
            long position = offset.sharedOr(received.engine()).position();
            boolean isUncertain = place.position == RecoveryLog.NO_POSITION && received.position() > position;
            if (isUncertain || received.contains(place.position, place.id)) {
                return null;
            }
            return encoded.computeIfAbsent(received, each -> encode(carried));
        }

        private Outbound encode(Carried carried) {
            String json = carried.in(offset).json();
            PacketEncoder.Encoded whole = place.encoded.withArgument(json);
            return whole.outbound();
        }
    }
}
