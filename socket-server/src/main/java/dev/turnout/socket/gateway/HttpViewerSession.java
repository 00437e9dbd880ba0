package dev.turnout.socket.gateway;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.LeasedSession;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** One HTTP join. The token is all that its client has to show, so it is secret. */
final class HttpViewerSession extends LeasedSession {

    private final String token;
    private final InetAddress address;
    private final LeaseOver onLeaseOver;

    /** What holds on to a session for as long as its lease. */
    @FunctionalInterface
    interface LeaseOver {
        void leaseOver(HttpViewerSession session, boolean expired);
    }

    HttpViewerSession(
            AuctionId auction,
            @Nullable String viewerKey,
            long viewerHash,
            String token,
            InetAddress address,
            LeaseOver onLeaseOver) {
        super(auction, viewerKey, viewerHash);
        this.token = token;
        this.address = address;
        this.onLeaseOver = onLeaseOver;
    }

    String token() {
        return token;
    }

    /** For the limit, and for nothing else. */
    InetAddress address() {
        return address;
    }

    @Override
    protected void leaseOver(boolean expired) {
        onLeaseOver.leaseOver(this, expired);
    }
}
