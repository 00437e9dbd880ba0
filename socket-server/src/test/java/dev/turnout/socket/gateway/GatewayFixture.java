package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.HttpReply;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Transport;
import dev.turnout.engine.ledger.ConnectionLimits.Pending;
import dev.turnout.http.KeyGuard;
import dev.turnout.logging.OncePerMinute;
import dev.turnout.model.AuctionId;
import dev.turnout.model.InternalKeys;
import dev.turnout.model.Json;
import dev.turnout.socket.admission.AdmissionLimits;
import dev.turnout.socket.admission.Ledger;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.socket.audience.Moments;
import dev.turnout.socket.audience.RecordingLease;
import dev.turnout.socket.delivery.FakeOutbox;
import dev.turnout.socket.publishing.CountPublisher;
import dev.turnout.socket.publishing.EventDelivery;
import dev.turnout.socket.publishing.EventPublisher;
import dev.turnout.socket.publishing.FakeEndpoint;
import dev.turnout.socket.publishing.FakeEndpoint.FakeSession;
import dev.turnout.socket.publishing.Lobby;
import dev.turnout.socket.publishing.LobbyCounts;
import dev.turnout.thread.ManualOwnerThread;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The HTTP routes with viewers of both kinds, at most 5 of them without a socket and 3 from one address. */
final class GatewayFixture {

    static final String KEY = "first-key-of-the-pair";

    /** A ticket that allows to receive countries. */
    static final String TICKET = "valid-ticket";

    final ManualOwnerThread thread = new ManualOwnerThread();
    private static final AdmissionLimits UNLIMITED = new AdmissionLimits(
            Pending.UNLIMITED, new AdmissionLimits.RoomLimits(0, 0), new AdmissionLimits.RequestLimits(0, 1));

    final Audience audience;
    private final FakeEndpoint endpoint = new FakeEndpoint(thread, Duration.ZERO);
    private final CountPublisher counts = new CountPublisher(endpoint, thread, thread::nanoTime, 1, () -> 0);
    final FakeEndpoint lobbyEndpoint = new FakeEndpoint(thread, Duration.ZERO);
    final Ledger ledger = new Ledger(Limits.DEFAULTS, UNLIMITED, Ticker.systemTicker());
    final Lobby lobby = new Lobby(lobbyEndpoint, thread, 10);
    final LobbyCounts lobbyCounts;
    final LobbyHandler lobbyHandler;
    final MomentSource moments = Moments.of(thread, thread::nanoTime);
    final FakeOutbox outbox = new FakeOutbox();
    final AudienceAnswers answers;
    final HttpSessions sessions;
    final ViewerHash hash = new ViewerHash("salt");
    final ViewerIdentity identity;
    final ViewerBlocks blocks = new ViewerBlocks(moments);
    final AudienceHandler handler;
    final HttpGateway gateway;

    GatewayFixture() {
        this(Optional.empty(), CountBy.SESSIONS);
    }

    GatewayFixture(Optional<ViewerTokens> tokens, CountBy countBy) {
        this(tokens, countBy, ClusterLink.NONE);
    }

    GatewayFixture(Optional<ViewerTokens> tokens, CountBy countBy, ClusterLink cluster) {
        audience = new Audience(countBy);
        answers = new AudienceAnswers(audience, thread, thread, moments);
        sessions = new HttpSessions(audience, thread, moments, 5, ledger.httpViewers(3));
        identity = new ViewerIdentity(hash, tokens, GatewayFixture::country);
        handler = new AudienceHandler(
                answers, counts, identity, blocks, (auction, ticket) -> ticket.equals(TICKET), id -> {});
        gateway = new HttpGateway(
                new KeyGuard(InternalKeys.parse(KEY), new OncePerMinute(thread)),
                ledger,
                new OncePerMinute(thread),
                thread,
                new AuctionRoutes(
                        sessions, EventDelivery.local(new EventPublisher(endpoint, lobby)), answers, ClusterLink.NONE),
                new ViewerRoutes(sessions, ledger.rooms(), answers, identity, blocks),
                new ViewerRemoval(sessions, answers, blocks),
                new CountRoutes(answers),
                new OutboxRoutes(outbox, cluster, thread),
                new HealthRoutes(
                        new AudienceLag(thread, thread::nanoTime),
                        () -> true,
                        new MetricsPage(() -> {}, () -> "", thread, thread, thread::nanoTime),
                        () -> ""),
                clientFiles());
        lobbyCounts = new LobbyCounts(audience, thread, moments, lobby);
        lobbyHandler = new LobbyHandler(lobby, lobbyCounts, ledger.requests(), thread);
        audience.addListener(counts);
        audience.addListener(lobbyCounts);
    }

    private static String country(InetAddress address) {
        return address.isLoopbackAddress() ? "CH" : "unknown";
    }

    private static ClientFiles clientFiles() {
        ClientFiles files = new ClientFiles();
        try {
            files.load();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    FakeSession connects(String auction) {
        return connects(auction, JsonNodeFactory.instance.objectNode());
    }

    FakeSession connects(String auction, @Nullable String viewer) {
        ObjectNode auth = JsonNodeFactory.instance.objectNode();
        return connects(auction, viewer == null ? auth : auth.put("viewerId", viewer));
    }

    FakeSession connects(String auction, JsonNode auth) {
        return connects(Map.of("slug", "auction-" + auction), auth);
    }

    FakeSession connects(Map<String, String> query, JsonNode auth) {
        FakeSession socket = opens(query, auth);
        thread.settle();
        return socket;
    }

    private int handshakes;

    /** The audience thread has not run yet. */
    FakeSession opens(Map<String, String> query, JsonNode auth) {
        Admission.Accepted accepted = (Admission.Accepted) admit(query, auth);
        FakeSession socket = endpoint.session(accepted.attachment());
        accepted.rooms().forEach(socket::join);
        handler.opened(socket);
        return socket;
    }

    Admission admit(Map<String, String> query, JsonNode auth) {
        return handler.admit(new Handshake(
                "/auction/",
                "/",
                query,
                name -> Optional.empty(),
                auth,
                InetAddress.getLoopbackAddress(),
                4,
                Transport.WEBSOCKET,
                "session-" + ++handshakes,
                false));
    }

    /** Sends an event with an ack, and returns the answer. */
    JsonNode ask(FakeSession socket, String event, JsonNode... args) {
        List<JsonNode> answers = new ArrayList<>();
        handler.event(socket, event, List.of(args), answer -> answers.addAll(answer));
        thread.settle();
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    void close(FakeSession socket) {
        socket.leaveAll();
        handler.closed(socket, CloseReason.TRANSPORT_CLOSE);
        thread.settle();
    }

    HttpReply delete(String target) {
        return internal("DELETE", target, "");
    }

    HttpReply internal(String method, String target, String body) {
        return handle(FakeExchange.of(method, target, body, Map.of("X-Internal-Request", KEY)));
    }

    /** A session whose lease has no timer: it is removed when the audience is next read or changed. */
    void joinsForAMinute(String auction) {
        audience.join(new RecordingLease(new AuctionId(auction), null, ++handshakes), moments.now());
    }

    String join(String stream) {
        return body(post(stream, "join", "{}")).path("viewerToken").textValue();
    }

    HttpReply joinFrom(String address) throws UnknownHostException {
        return handle(FakeExchange.of("POST", "/api/stream/a/viewer/join", "{}", Map.of())
                .from(InetAddress.getByName(address)));
    }

    HttpReply heartbeat(String stream, String token) {
        return post(stream, "heartbeat", "{\"viewerToken\":\"" + token + "\"}");
    }

    HttpReply leave(String stream, String token) {
        return post(stream, "leave", "{\"viewerToken\":\"" + token + "\"}");
    }

    String viewers(String stream) {
        return get("/api/stream/" + stream + "/viewers").body();
    }

    HttpReply post(String stream, String verb, String body) {
        return handle(FakeExchange.of("POST", "/api/stream/" + stream + "/viewer/" + verb, body, Map.of()));
    }

    HttpReply get(String path) {
        return handle(FakeExchange.of("GET", path, "", Map.of()));
    }

    HttpReply getUnless(String path, String known) {
        return handle(FakeExchange.of("GET", path, "", Map.of("If-None-Match", known)));
    }

    HttpReply handle(FakeExchange exchange) {
        gateway.handle(exchange);
        thread.settle();
        return exchange.answer();
    }

    static void checkProblem(HttpReply reply, int status, String words) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.headers()).containsEntry("Content-Type", "application/problem+json");
        assertThat(body(reply).path("detail").textValue()).contains(words);
    }

    static JsonNode body(HttpReply reply) {
        try {
            return Json.MAPPER.readTree(reply.body());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
