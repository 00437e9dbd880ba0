package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.HttpReply;
import dev.turnout.engine.Limits;
import dev.turnout.engine.ledger.ConnectionLimits.Pending;
import dev.turnout.http.KeyGuard;
import dev.turnout.logging.OncePerMinute;
import dev.turnout.model.AuctionId;
import dev.turnout.model.InternalKeys;
import dev.turnout.model.Json;
import dev.turnout.socket.admission.AdmissionLimits;
import dev.turnout.socket.admission.Ledger;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.ViewerSession;
import dev.turnout.socket.publishing.CountPublisher;
import dev.turnout.socket.publishing.EventPublisher;
import dev.turnout.socket.publishing.FakeEndpoint;
import dev.turnout.socket.publishing.FakeEndpoint.FakeSession;
import dev.turnout.thread.ManualOwnerThread;
import io.netty.util.concurrent.Ticker;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The HTTP routes with viewers of both kinds, at most 5 of them without a socket and 3 from one address. */
final class GatewayFixture {

    static final String KEY = "first-key-of-the-pair";

    final ManualOwnerThread thread = new ManualOwnerThread();
    private static final AdmissionLimits UNLIMITED =
            new AdmissionLimits(Pending.UNLIMITED, new AdmissionLimits.Rooms(0, 0), new AdmissionLimits.Requests(0, 1));

    final Audience audience = new Audience();
    private final FakeEndpoint endpoint = new FakeEndpoint(thread, Duration.ZERO);
    private final CountPublisher counts = new CountPublisher(endpoint, thread, thread::nanoTime, 1);
    final AudienceAnswers answers = new AudienceAnswers(audience, thread, thread, thread);
    final Ledger ledger = new Ledger(Limits.DEFAULTS, UNLIMITED, Ticker.systemTicker());
    final HttpSessions sessions = new HttpSessions(audience, thread, thread, new HttpLimits(5, 3));
    final ViewerIdentity identity = new ViewerIdentity("salt");
    final HttpGateway gateway = new HttpGateway(
            new KeyGuard(InternalKeys.parse(KEY), new OncePerMinute(thread)),
            ledger,
            new OncePerMinute(thread),
            new AuctionRoutes(sessions, new EventPublisher(endpoint), answers),
            new ViewerRoutes(sessions, answers, identity),
            new CountRoutes(answers),
            new HealthRoutes(
                    new AudienceLag(thread, thread::nanoTime),
                    () -> true,
                    new MetricsPage(() -> {}, () -> "", thread, thread, thread::nanoTime)));

    GatewayFixture() {
        audience.addListener(counts);
    }

    FakeSession connects(String auction) {
        return connects(auction, null);
    }

    FakeSession connects(String auction, @Nullable String viewer) {
        FakeSession socket = endpoint.session(null);
        socket.join("auction-" + auction);
        ViewerSession session = new ViewerSession(new AuctionId(auction), viewer, identity.hash(viewer));
        audience.join(session, thread.millis());
        thread.settle();
        return socket;
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
