package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Wire;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.ListedViewer;
import dev.turnout.socket.audience.Moment;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.socket.gateway.SocketViewerSession.Stats;
import dev.turnout.socket.gateway.ViewerTokens.InvalidToken;
import dev.turnout.socket.publishing.CountPublisher;
import dev.turnout.thread.OwnerThread;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * The counted audience: a socket that connects with the slug of an auction watches it until it closes.
 *
 * <p>Called on event loops, where joins and leaves are dated; what concerns the audience is sent to its thread. A
 * session's loop sends its joining before its leaving, so that is the order in which they happen.
 */
public final class AudienceHandler implements SessionHandler {

    private final AudienceAnswers answers;
    private final Audience audience;
    private final CountPublisher counts;
    private final OwnerThread audienceThread;
    private final MomentSource clock;
    private final ViewerIdentity identity;
    private final ViewerBlocks blocks;
    private final BiPredicate<AuctionId, String> statsTickets;
    private final ClusterLink cluster;
    private final Consumer<String> recovered;
    private final LongAdder unknownEvents = new LongAdder();

    /**
     * @param statsTickets whether a ticket allows to receive the countries of an auction
     * @param recovered receives the id of each session that was continued; on its event loop
     */
    public AudienceHandler(
            AudienceAnswers answers,
            CountPublisher counts,
            ViewerIdentity identity,
            ViewerBlocks blocks,
            BiPredicate<AuctionId, String> statsTickets,
            Consumer<String> recovered) {
        this.statsTickets = statsTickets;
        this.recovered = recovered;
        this.answers = answers;
        this.audience = answers.audience();
        this.audienceThread = answers.audienceThread();
        this.clock = answers.clock();
        this.cluster = answers.cluster();
        this.counts = counts;
        this.identity = identity;
        this.blocks = blocks;
    }

    @Override
    public Admission admit(Handshake handshake) {
        String slug = handshake.query().getOrDefault("slug", "");
        if (slug.isEmpty()) {
            return SocketAnswers.refusal(
                    "slug_missing", "slug is missing: connect with query { slug: \"auction-<id>\" }");
        }
        Optional<AuctionId> auction = AuctionId.fromSlug(slug);
        if (auction.isEmpty()) {
            return SocketAnswers.invalidSlug();
        }
        try {
            return admit(auction.get(), handshake);
        } catch (InvalidToken e) {
            return SocketAnswers.refusal(e.code(), e.text());
        }
    }

    private Admission admit(AuctionId auction, Handshake handshake) throws InvalidToken {
        ViewerIdentity.Viewer viewer = identity.of(auction, handshake, handshake.sessionId());
        if (blocks.isBlocked(auction, viewer.id().key())) {
            return SocketAnswers.refusal("viewer_blocked", "this viewer is blocked in this auction");
        }
        boolean stats = "1".equals(handshake.query().get("stats"));
        Optional<String> ticket = ViewerIdentity.field(handshake, "statsTicket");
        if (!stats) {
            return Admission.accept(session(auction, viewer, Stats.NONE, handshake), auction.slug());
        }
        if (ticket.isEmpty()) {
            return Admission.accept(
                    session(auction, viewer, Stats.COUNTS, handshake),
                    auction.slug(),
                    CountPublisher.statsRoom(auction));
        }
        if (!statsTickets.test(auction, ticket.get())) {
            return SocketAnswers.refusal(
                    "stats_ticket_invalid", "statsTicket is not valid or has expired: get a new one");
        }
        return Admission.accept(
                session(auction, viewer, Stats.COUNTS_AND_COUNTRIES, handshake),
                auction.slug(),
                CountPublisher.countriesRoom(auction));
    }

    private static SocketViewerSession session(
            AuctionId auction, ViewerIdentity.Viewer viewer, Stats stats, Handshake handshake) {
        return new SocketViewerSession(auction, viewer, stats, handshake.recovery());
    }

    @Override
    public void opened(Session socket) {
        SocketViewerSession session = sessionOf(socket);
        session.openedAs(socket);
        if (session.isRecovered()) {
            recovered.accept(socket.id());
        }
        Moment now = clock.now();
        boolean early = !session.isRecovered()
                && audience.addsOne(session)
                && counts.sendFirstCountEarly(session.auction(), socket);
        audienceThread.execute(() -> join(session, now, early));
    }

    private void join(SocketViewerSession session, Moment now, boolean early) {
        if (audience.join(session, now)) {
            audience.room(session.auction()).ifPresent(room -> counts.sendFirstCount(room, session.socket(), early));
            if (blocks.isBlocked(session.auction(), session.viewerKey())) {
                session.socket().disconnect(); // the block began after the handshake
            }
        }
    }

    @Override
    public void event(Session socket, String name, List<JsonNode> args, Ack ack) {
        switch (name) {
            case Wire.HEARTBEAT -> SocketAnswers.heartbeat(socket, ack);
            case Wire.PRESENCE ->
                presence(sessionOf(socket), args.isEmpty() ? MissingNode.getInstance() : args.get(0), ack);
            case Wire.VIEWERS ->
                audienceThread.execute(() -> viewers(sessionOf(socket).auction(), ack));
            default -> {
                unknownEvents.increment();
                ack.reply(SocketAnswers.unknownEvent(name));
            }
        }
    }

    private void presence(SocketViewerSession session, JsonNode payload, Ack ack) {
        PresenceUpdate update;
        try {
            update = PresenceUpdate.of(payload);
        } catch (BadRequest e) {
            ack.reply(SocketAnswers.error(String.valueOf(e.getMessage())));
            return;
        }
        if (update.hasNameOrAvatar() && identity.namesComeFromTokens()) {
            ack.reply(SocketAnswers.error("name and avatar come from the viewer's token"));
            return;
        }
        Moment now = clock.now();
        audienceThread.execute(() -> {
            boolean accepted = audience.updatePresence(session, update.applyTo(session.presence()), now);
            ack.reply(accepted ? SocketAnswers.ok() : SocketAnswers.error(PresenceUpdate.TOO_MANY_SECTIONS));
        });
    }

    private void viewers(AuctionId auction, Ack ack) {
        cluster.details().refresh(Set.of(auction), () -> ack.reply(viewers(auction)));
    }

    private JsonNode viewers(AuctionId auction) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("current", answers.countNow(auction));
        ArrayNode viewers = answer.putArray("viewers");
        audience.room(auction)
                .ifPresent(room -> room.detail().viewers().forEach(listed -> viewers.add(json(listed.shown()))));
        return answer;
    }

    private static ObjectNode json(ListedViewer viewer) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", viewer.name())
                .put("avatar", viewer.avatar())
                .put("section", viewer.section())
                .put("since", Instant.ofEpochMilli(viewer.since()).toString());
    }

    @Override
    public void closed(Session socket, CloseReason reason) {
        SocketViewerSession session = sessionOf(socket);
        Moment now = clock.now();
        audienceThread.execute(() -> audience.leave(session, now));
    }

    private static SocketViewerSession sessionOf(Session socket) {
        return (SocketViewerSession) Objects.requireNonNull(socket.attachment());
    }

    /** Events of unknown names from clients so far. Any thread. */
    public long unknownEvents() {
        return unknownEvents.sum();
    }
}
