package dev.turnout.socket.gateway;

import dev.turnout.engine.Session;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.ViewerSession;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A session with a socket. */
final class SocketViewerSession extends ViewerSession {

    private final boolean stats;
    private @Nullable Session socket;

    /** @param stats whether it asked for {@code viewerStats} */
    SocketViewerSession(AuctionId auction, ViewerIdentity.Viewer viewer, boolean stats) {
        super(auction, viewer.id(), viewer.tab(), viewer.presence());
        this.stats = stats;
    }

    @Override
    public boolean wantsStats() {
        return stats;
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
