package dev.turnout.socket.audience;

import dev.turnout.model.AuctionId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The latest session of each browser tab in each auction. A page keeps its tab's id over reloads. */
final class Tabs {

    private final Map<Tab, ViewerSession> latest = new HashMap<>();

    /** @return the session of the same tab that this one replaces */
    Optional<ViewerSession> put(ViewerSession session) {
        String id = session.tab();
        return id == null ? Optional.empty() : Optional.ofNullable(latest.put(new Tab(session.auction(), id), session));
    }

    void remove(ViewerSession session) {
        String id = session.tab();
        if (id != null) {
            latest.remove(new Tab(session.auction(), id), session);
        }
    }

    private record Tab(AuctionId auction, String id) {}
}
