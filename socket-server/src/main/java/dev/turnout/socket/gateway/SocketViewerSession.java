package dev.turnout.socket.gateway;

import dev.turnout.engine.Session;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.ViewerSession;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A session with a socket. */
final class SocketViewerSession extends ViewerSession {

    /** Which statistics a session requested and may receive. */
    enum Stats {
        NONE,
        COUNTS,
        COUNTS_AND_COUNTRIES
    }

    private final Stats stats;
    private final boolean recovered;
    private @Nullable Session socket;

    /**
     * @param stats what it receives as {@code viewerStats}
     * @param recovered whether it continues an earlier session, which may still be counted
     */
    SocketViewerSession(AuctionId auction, ViewerIdentity.Viewer viewer, Stats stats, boolean recovered) {
        super(auction, viewer.id(), viewer.tab(), viewer.presence(), viewer.country());
        this.stats = stats;
        this.recovered = recovered;
    }

    @Override
    public boolean receivesStats() {
        return stats != Stats.NONE;
    }

    @Override
    public boolean receivesCountries() {
        return stats == Stats.COUNTS_AND_COUNTRIES;
    }

    boolean isRecovered() {
        return recovered;
    }

    /** Called once, before the session is handed to the audience thread. */
    void openedAs(Session newSocket) {
        socket = newSocket;
    }

    @Override
    protected void replaced() {
        socket().disconnect();
    }

    Session socket() {
        return Objects.requireNonNull(socket);
    }
}
