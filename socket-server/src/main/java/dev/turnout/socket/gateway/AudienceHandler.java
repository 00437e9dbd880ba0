package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Wire;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.ViewerSession;
import dev.turnout.socket.publishing.CountPublisher;
import dev.turnout.thread.OwnerThread;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * The counted audience: a socket that connects with the slug of an auction watches it until it closes.
 *
 * <p>Called on event loops; what concerns the audience is sent to its thread. A session's loop sends its joining before
 * its leaving, so that is the order in which they happen.
 */
public final class AudienceHandler implements SessionHandler {

    private static final Event HEARTBEAT_ACK = Event.of(Wire.HEARTBEAT_ACK);
    private static final int SHOWN_OF_A_NAME = 64;

    private final Audience audience;
    private final CountPublisher counts;
    private final OwnerThread audienceThread;
    private final InstantSource clock;
    private final ViewerIdentity identity;
    private final LongAdder unknownEvents = new LongAdder();

    public AudienceHandler(
            Audience audience,
            CountPublisher counts,
            OwnerThread audienceThread,
            InstantSource clock,
            ViewerIdentity identity) {
        this.audience = audience;
        this.counts = counts;
        this.audienceThread = audienceThread;
        this.clock = clock;
        this.identity = identity;
    }

    @Override
    public Admission admit(Handshake handshake) {
        String slug = handshake.query().getOrDefault("slug", "");
        if (slug.isEmpty()) {
            return refuse("slug_missing", "slug is missing: connect with query { slug: \"auction-<id>\" }");
        }
        Optional<AuctionId> auction = AuctionId.fromSlug(slug);
        if (auction.isEmpty()) {
            return refuse(
                    "slug_invalid", "slug must be auction-<id>, where <id> has 1 to 64 letters, digits, '_' or '-'");
        }
        return Admission.accept(identity.session(auction.get(), handshake));
    }

    private static Admission refuse(String code, String message) {
        return Admission.refuse(message, JsonNodeFactory.instance.objectNode().put("code", code));
    }

    @Override
    public void opened(Session socket) {
        ViewerSession session = watching(socket);
        socket.join(session.auction().slug());
        audienceThread.execute(() -> {
            if (audience.join(session, clock.millis())) {
                audience.room(session.auction()).ifPresent(room -> counts.welcome(room, socket));
            }
        });
    }

    @Override
    public void event(Session socket, String name, List<JsonNode> args, Ack ack) {
        if (name.equals(Wire.HEARTBEAT)) {
            socket.emit(HEARTBEAT_ACK);
            ack.reply();
        } else {
            unknownEvents.increment();
            ack.reply(JsonNodeFactory.instance
                    .objectNode()
                    .put("ok", false)
                    .put("error", "unknown event '" + shown(name) + "'"));
        }
    }

    private static String shown(String name) {
        return name.length() <= SHOWN_OF_A_NAME ? name : name.substring(0, SHOWN_OF_A_NAME) + "…";
    }

    @Override
    public void closed(Session socket, CloseReason reason) {
        ViewerSession session = watching(socket);
        audienceThread.execute(() -> audience.leave(session, clock.millis()));
    }

    private static ViewerSession watching(Session socket) {
        return (ViewerSession) Objects.requireNonNull(socket.attachment());
    }

    /** Events from clients that mean nothing here, so far. Any thread. */
    public long unknownEvents() {
        return unknownEvents.sum();
    }
}
