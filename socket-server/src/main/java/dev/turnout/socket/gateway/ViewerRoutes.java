package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.Audience;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** Counting without a socket, for whoever asks. A body is JSON whatever its type says, so beacons work. Event loops. */
public final class ViewerRoutes {

    private static final int HEARTBEAT_SECONDS = 30;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_AVATAR = 512;
    private static final int LONGEST_SECTION = 64;
    private static final int TOKEN_BYTES = 16;
    private static final String TOKEN = "viewerToken";
    private static final String COUNT = "currentViewers";

    private static final HttpReply JOIN_AGAIN =
            HttpReply.problem(404, "no such viewer here, or not any more: it has expired or left. Join again");

    private final HttpSessions sessions;
    private final AudienceAnswers answers;
    private final ViewerIdentity identity;
    private final SecureRandom random = new SecureRandom();

    public ViewerRoutes(HttpSessions sessions, AudienceAnswers answers, ViewerIdentity identity) {
        this.sessions = sessions;
        this.answers = answers;
        this.identity = identity;
    }

    void join(HttpExchange exchange, String stream) {
        AuctionId id = RequestPath.auction(stream);
        RequestBody body = RequestBody.optional(exchange.body());
        checkCard(body);
        Optional<String> section = section(body);
        HttpViewerSession session = session(exchange, id, body);
        answers.reply(
                exchange,
                () -> sessions.join(session).map(ViewerRoutes::refused).orElseGet(() -> {
                    section.ifPresent(name -> sessions.move(session, name));
                    return joined(session);
                }));
    }

    private static Optional<String> section(RequestBody body) {
        return body.text("section", LONGEST_SECTION);
    }

    /** Nobody is listed yet, so what would be shown of a viewer is held to its limits and not kept. */
    private static void checkCard(RequestBody body) {
        Object unused = body.text("name", LONGEST_NAME);
        unused = body.text("avatar", LONGEST_AVATAR);
        unused = body.flag("anonymous");
    }

    private HttpViewerSession session(HttpExchange exchange, AuctionId id, RequestBody body) {
        String key = body.text("viewerId", ViewerIdentity.LONGEST).orElse(null);
        return new HttpViewerSession(
                id, key, identity.hash(key), newToken(), exchange.remoteAddress(), sessions::leaseOver);
    }

    private String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private HttpReply joined(HttpViewerSession session) {
        return CountRoutes.live(JsonNodeFactory.instance
                .objectNode()
                .put(TOKEN, session.token())
                .put(COUNT, answers.count(session.auction()))
                .put("heartbeatSeconds", HEARTBEAT_SECONDS)
                .put("expiresInSeconds", Audience.LEASE_MILLIS / 1000));
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

    void heartbeat(HttpExchange exchange, String stream) {
        AuctionId id = RequestPath.auction(stream);
        RequestBody body = RequestBody.of(exchange.body());
        String token = body.text(TOKEN);
        Optional<String> section = section(body);
        boolean moves = body.has("section");
        answers.reply(
                exchange,
                () -> sessions.renew(id, token)
                        .map(session -> {
                            if (moves) {
                                sessions.move(session, section.orElse(null));
                            }
                            return counted(id);
                        })
                        .orElse(JOIN_AGAIN));
    }

    void leave(HttpExchange exchange, String stream) {
        AuctionId id = RequestPath.auction(stream);
        String token = RequestBody.of(exchange.body()).text(TOKEN);
        answers.reply(exchange, () -> {
            sessions.leave(id, token);
            return counted(id);
        });
    }

    private HttpReply counted(AuctionId id) {
        return CountRoutes.live(JsonNodeFactory.instance.objectNode().put(COUNT, answers.count(id)));
    }
}
