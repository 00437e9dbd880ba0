package dev.turnout.socket.gateway;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.LeasedSession;
import java.net.InetAddress;

/** One HTTP join. The token allows to renew and end the session, so it is secret. */
final class HttpViewerSession extends LeasedSession {

    private final String token;
    private final InetAddress address;
    private final HttpSessions sessions;

    HttpViewerSession(
            AuctionId auction, ViewerIdentity.Viewer viewer, String token, InetAddress address, HttpSessions sessions) {
        super(auction, viewer.id(), viewer.tab(), viewer.presence(), viewer.country());
        this.token = token;
        this.address = address;
        this.sessions = sessions;
    }

    String token() {
        return token;
    }

    /** For the limit per address, and for nothing else. */
    InetAddress address() {
        return address;
    }

    @Override
    protected void leaseEnded(boolean expired) {
        sessions.leaseEnded(this, expired);
    }

    @Override
    protected void replaced() {
        sessions.replaced();
    }
}
