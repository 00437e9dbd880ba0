package dev.turnout.socket.publishing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.Event;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Wire;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Change;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends {@code viewerStats} to the sessions that asked for it; rooms without such a session cost one look-up per change.
 * Each of these sessions joins with a change of its room, so it gets the statistics of that change. Audience thread only.
 */
final class StatsPublisher {

    private final PacedRooms paced;
    private final Map<AuctionId, Subscribers> byAuction = new HashMap<>();

    StatsPublisher(PacedRooms paced) {
        this.paced = paced;
    }

    void changed(AuctionRoom room, Change change) {
        if (change instanceof Change.Joined joined && joined.session().wantsStats()) {
            byAuction.computeIfAbsent(room.id(), id -> new Subscribers(room)).sessions++;
        } else if (change instanceof Change.Left left && left.session().wantsStats()) {
            byAuction.computeIfPresent(room.id(), (id, subscribers) -> subscribers.oneLess());
        }
        Subscribers subscribers = byAuction.get(room.id());
        if (subscribers != null) {
            subscribers.feed.changed();
        }
    }

    private static Event stats(AuctionRoom room) {
        ObjectNode stats = JsonNodeFactory.instance
                .objectNode()
                .put("current", room.count())
                .put("peak", room.peak())
                .put("unique", room.unique());
        ObjectNode sections = stats.putObject("sections");
        room.sections().forEach(sections::put);
        return Event.of(Wire.VIEWER_STATS, stats);
    }

    private final class Subscribers {

        private final PacedRoom feed;
        private int sessions;

        private Subscribers(AuctionRoom room) {
            feed = paced.open(CountPublisher.statsRoom(room.id()), () -> stats(room), () -> sessions);
        }

        /** Null when there are none any more. */
        private @Nullable Subscribers oneLess() {
            sessions--;
            if (sessions == 0) {
                feed.close();
                return null;
            }
            return this;
        }
    }
}
