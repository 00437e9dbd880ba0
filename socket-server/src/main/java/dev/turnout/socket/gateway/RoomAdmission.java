package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.admission.Rooms;
import dev.turnout.socket.audience.ViewerSession;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps sockets within the limits on auctions: a client that the audience would admit is refused when it would be the
 * first viewer of one auction too many. Called on event loops.
 */
public final class RoomAdmission implements SessionHandler {

    private final Rooms rooms;
    private final SessionHandler audience;

    public RoomAdmission(Rooms rooms, SessionHandler audience) {
        this.rooms = rooms;
        this.audience = audience;
    }

    @Override
    public Set<String> handshakeHeaders() {
        return audience.handshakeHeaders();
    }

    @Override
    public Admission admit(Handshake handshake) {
        Admission admission = audience.admit(handshake);
        if (!(admission instanceof Admission.Accepted)) {
            return admission;
        }
        Optional<Rooms.Refusal> refusal = AuctionId.fromSlug(handshake.query().getOrDefault("slug", ""))
                .flatMap(auction -> rooms.admit(auction, handshake.remoteAddress()));
        return refusal.map(RoomAdmission::refuse).orElse(admission);
    }

    private static Admission refuse(Rooms.Refusal reason) {
        return SocketAnswers.refusal("too_many_auctions", "too many auctions: " + reason.text());
    }

    @Override
    public void opened(Session socket) {
        rooms.entered(auction(socket));
        audience.opened(socket);
    }

    @Override
    public void event(Session socket, String name, List<JsonNode> args, Ack ack) {
        audience.event(socket, name, args, ack);
    }

    @Override
    public void closed(Session socket, CloseReason reason) {
        rooms.left(auction(socket));
        audience.closed(socket, reason);
    }

    private static AuctionId auction(Session socket) {
        return ((ViewerSession) Objects.requireNonNull(socket.attachment())).auction();
    }
}
