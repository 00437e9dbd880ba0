package dev.turnout.socket.publishing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.Event;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Wire;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Change;
import dev.turnout.socket.audience.RoomDetail;
import dev.turnout.socket.audience.ViewerSession;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends {@code viewerStats} to the sessions that requested it, and with countries to those of admins; rooms without such a
 * session cost two look-ups per change. Each of these sessions joins with a change of its room, so it gets the statistics
 * of that change. Audience thread only.
 */
final class StatsPublisher {

    private final Feeds withoutCountries;
    private final Feeds withCountries;

    StatsPublisher(PacedRooms paced) {
        withoutCountries = new Feeds(
                paced,
                session -> session.receivesStats() && !session.receivesCountries(),
                CountPublisher::statsRoom,
                StatsPublisher::stats);
        withCountries = new Feeds(
                paced,
                ViewerSession::receivesCountries,
                CountPublisher::countriesRoom,
                StatsPublisher::statsWithCountries);
    }

    void changed(AuctionRoom room, Change change) {
        withoutCountries.changed(room, change);
        withCountries.changed(room, change);
    }

    private static ObjectNode stats(AuctionRoom room) {
        return stats(room, room.detail());
    }

    private static ObjectNode stats(AuctionRoom room, RoomDetail detail) {
        ObjectNode stats = JsonNodeFactory.instance
                .objectNode()
                .put("current", room.count())
                .put("peak", detail.peak())
                .put("unique", detail.unique().count());
        ObjectNode sections = stats.putObject("sections");
        detail.sections().forEach(sections::put);
        return stats;
    }

    private static ObjectNode statsWithCountries(AuctionRoom room) {
        RoomDetail detail = room.detail();
        ObjectNode stats = stats(room, detail);
        ObjectNode countries = stats.putObject("countries");
        detail.countries().forEach(countries::put);
        return stats;
    }

    /** The rooms with sessions of one kind. */
    private static final class Feeds {

        private final PacedRooms paced;
        private final Predicate<ViewerSession> kind;
        private final Function<AuctionId, String> roomName;
        private final Function<AuctionRoom, ObjectNode> stats;
        private final Map<AuctionId, Subscribers> byAuction = new HashMap<>();

        private Feeds(
                PacedRooms paced,
                Predicate<ViewerSession> kind,
                Function<AuctionId, String> roomName,
                Function<AuctionRoom, ObjectNode> stats) {
            this.paced = paced;
            this.kind = kind;
            this.roomName = roomName;
            this.stats = stats;
        }

        private void changed(AuctionRoom room, Change change) {
            if (change instanceof Change.Joined joined && kind.test(joined.session())) {
                byAuction.computeIfAbsent(room.id(), id -> open(room)).sessions++;
            } else if (change instanceof Change.Left left && kind.test(left.session())) {
                byAuction.computeIfPresent(room.id(), (id, subscribers) -> subscribers.oneLess());
            }
            Subscribers subscribers = byAuction.get(room.id());
            if (subscribers != null) {
                subscribers.feed.changed();
            }
        }

        private Subscribers open(AuctionRoom room) {
            return new Subscribers(size ->
                    paced.open(roomName.apply(room.id()), () -> Event.of(Wire.VIEWER_STATS, stats.apply(room)), size));
        }
    }

    private static final class Subscribers {

        private final PacedRoom feed;
        private int sessions;

        private Subscribers(Function<IntSupplier, PacedRoom> open) {
            feed = open.apply(() -> sessions);
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
