package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.admission.Rooms;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.Moment;
import dev.turnout.socket.audience.Presence;
import dev.turnout.socket.gateway.ViewerTokens.InvalidToken;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counting without a socket. A body is read as JSON whatever its content type, so beacons work. Event loops. */
public final class ViewerRoutes {

    private static final int HEARTBEAT_SECONDS = 30;
    private static final int TOKEN_BYTES = 16;
    private static final String SESSION_TOKEN = "viewerToken";
    private static final int LONGEST_JWT = 8192;
    private static final String SECTION = "section";
    private static final String COUNT = "currentViewers";
    private static final String EXPIRES_IN = "expiresInSeconds";

    private static final HttpReply JOIN_AGAIN =
            HttpReply.problem(404, "no such viewer here, or not any more: it has expired or left. Join again");

    private static final HttpReply BLOCKED = HttpReply.problem(403, "this viewer is blocked in this auction");

    private final HttpSessions sessions;
    private final Rooms rooms;
    private final AudienceAnswers answers;
    private final ViewerIdentity identity;
    private final ViewerBlocks blocks;
    private final SecureRandom random = new SecureRandom();

    /** @param rooms the auctions with a viewer, with their limit */
    public ViewerRoutes(
            HttpSessions sessions, Rooms rooms, AudienceAnswers answers, ViewerIdentity identity, ViewerBlocks blocks) {
        this.sessions = sessions;
        this.rooms = rooms;
        this.answers = answers;
        this.identity = identity;
        this.blocks = blocks;
    }

    void join(HttpExchange exchange, String stream) {
        AuctionId id = RequestPath.auction(stream);
        JsonFields body = JsonFields.optional(exchange.body());
        boolean hidden = body.flag("hidden");
        HttpViewerSession session;
        try {
            session = session(exchange, id, body);
        } catch (InvalidToken e) {
            exchange.reply(unauthorized(e));
            return;
        }
        answers.reply(exchange, arrived -> {
            if (blocks.isBlocked(id, session.viewerKey())) {
                return BLOCKED;
            }
            return sessions.join(session, hidden, arrived)
                    .map(ViewerRoutes::refused)
                    .orElseGet(() -> joined(session, hidden));
        });
    }

    private HttpViewerSession session(HttpExchange exchange, AuctionId id, JsonFields body) throws InvalidToken {
        PresenceUpdate presence = PresenceUpdate.of(body);
        Optional<String> key = body.textOrNumber("viewerId", ViewerIdentity.LONGEST_KEY);
        String tab = body.textOrNumber("tab", ViewerIdentity.LONGEST_TAB).orElse(null);
        Optional<String> given = body.text("token", LONGEST_JWT);
        // An empty token is invalid, as in a handshake; it does not make the viewer anonymous.
        Optional<String> jwt = body.hasNonNull("token") ? given.or(() -> Optional.of("")) : given;
        String token = newToken();
        ViewerIdentity.Viewer viewer =
                identity.of(id, exchange.remoteAddress(), key, tab, presence.applyTo(Presence.NONE), jwt, token);
        return new HttpViewerSession(id, viewer, token, exchange.remoteAddress(), sessions);
    }

    private static HttpReply unauthorized(InvalidToken e) {
        return HttpReply.problem(401, e.text()).withHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }

    private String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private HttpReply joined(HttpViewerSession session, boolean hidden) {
        rooms.used(session.auction());
        return CountRoutes.live(JsonNodeFactory.instance
                .objectNode()
                .put(SESSION_TOKEN, session.token())
                .put(COUNT, answers.count(session.auction()))
                .put("heartbeatSeconds", HEARTBEAT_SECONDS)
                .put(EXPIRES_IN, leaseSeconds(hidden)));
    }

    private static HttpReply refused(HttpSessions.Refusal why) {
        return switch (why) {
            case SESSIONS -> later(503, "too many viewers without a socket; try again in a minute", 60);
            case SESSIONS_PER_ADDRESS ->
                later(429, "too many viewers without a socket from this address; try again in a minute", 60);
            case SERVER_STOPPING -> later(503, "the server is stopping; try again in a moment", 5);
        };
    }

    private static HttpReply later(int status, String detail, int seconds) {
        return HttpReply.problem(status, detail).withHeader("Retry-After", String.valueOf(seconds));
    }

    private static long leaseSeconds(boolean hidden) {
        return (hidden ? Audience.HIDDEN_LEASE_MILLIS : Audience.LEASE_MILLIS) / 1000;
    }

    void heartbeat(HttpExchange exchange, String stream) {
        AuctionId id = RequestPath.auction(stream);
        JsonFields body = JsonFields.of(exchange.body());
        String token = body.text(SESSION_TOKEN);
        boolean hidden = body.flag("hidden");
        RequestedSection section = RequestedSection.in(body);
        answers.reply(
                exchange,
                arrived -> sessions.renew(id, token, hidden, arrived)
                        .map(session -> {
                            rooms.used(id);
                            return renewed(session, hidden, section, arrived);
                        })
                        .orElse(JOIN_AGAIN));
    }

    /** What is wrong with the section is in the answer, since the lease is renewed in every case. */
    private HttpReply renewed(HttpViewerSession session, boolean hidden, RequestedSection section, Moment now) {
        if (section.problem() != null) {
            return HttpReply.problem(400, section.problem());
        }
        boolean accepted = !section.isGiven()
                || answers.audience().updatePresence(session, session.presence().withSection(section.name()), now);
        ObjectNode answer = counted(session.auction()).put(EXPIRES_IN, leaseSeconds(hidden));
        return CountRoutes.live(accepted ? answer : answer.put("error", PresenceUpdate.TOO_MANY_SECTIONS));
    }

    /**
     * The section in a heartbeat.
     *
     * @param isGiven false when it stays as it is
     * @param name null for none
     * @param problem why it is refused, else null
     */
    private record RequestedSection(
            boolean isGiven,
            @Nullable String name,
            @Nullable String problem) {

        static RequestedSection in(JsonFields body) {
            try {
                return new RequestedSection(body.has(SECTION), body.shown(SECTION, ShownText::section), null);
            } catch (BadRequest e) {
                return new RequestedSection(true, null, e.getMessage());
            }
        }
    }

    void leave(HttpExchange exchange, String stream) {
        AuctionId id = RequestPath.auction(stream);
        String token = JsonFields.of(exchange.body()).text(SESSION_TOKEN);
        answers.reply(exchange, arrived -> {
            sessions.leave(id, token, arrived);
            return CountRoutes.live(counted(id));
        });
    }

    private ObjectNode counted(AuctionId id) {
        return JsonNodeFactory.instance.objectNode().put(COUNT, answers.count(id));
    }
}
