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
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.socket.audience.Moments;
import dev.turnout.socket.audience.Presence;
import dev.turnout.socket.audience.ViewerId;
import dev.turnout.socket.audience.ViewerSession;
import dev.turnout.socket.delivery.FakeOutbox;
import dev.turnout.socket.publishing.EventDelivery;
import dev.turnout.socket.publishing.EventPublisher;
import dev.turnout.socket.publishing.FakeEndpoint;
import dev.turnout.socket.publishing.FakeEndpoint.FakeSession;
import dev.turnout.socket.publishing.Lobby;
import dev.turnout.thread.ManualOwnerThread;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The routes with an audience, on one thread whose time the test controls. */
abstract class HttpRoutesFixture {

    static final String KEY = "first-key-of-the-pair";
    static final String OLD_KEY = "second-key-of-the-pair";
    static final String EVENTS = "/api/v1/auctions/a/events";
    static final AuctionId A = new AuctionId("a");
    static final AdmissionLimits LIMITS = new AdmissionLimits(
            Pending.UNLIMITED, new AdmissionLimits.RoomLimits(3, 5), new AdmissionLimits.RequestLimits(10, 20));

    final ManualOwnerThread thread = new ManualOwnerThread();
    final Audience audience = new Audience(CountBy.SESSIONS);
    final FakeEndpoint endpoint = new FakeEndpoint(thread, Duration.ofNanos(1_000));
    final EventPublisher events = new EventPublisher(endpoint, new Lobby(endpoint, thread, 0));
    final KeyGuard guard = new KeyGuard(InternalKeys.parse(KEY + "," + OLD_KEY), new OncePerMinute(thread));
    boolean ready = true;
    int gathered;
    final MomentSource moments = Moments.of(thread, thread::nanoTime);
    final AudienceAnswers answers = new AudienceAnswers(audience, thread, thread, moments);
    final MockTicker ticker = Ticker.newMockTicker();
    final Ledger ledger = new Ledger(Limits.DEFAULTS, LIMITS, ticker);
    final AudienceLag lag = new AudienceLag(thread, thread::nanoTime);
    final HttpSessions withoutSocket = new HttpSessions(audience, thread, moments, 1000, ledger.httpViewers(1000));
    final ViewerBlocks blocks = new ViewerBlocks(moments);
    final HttpGateway gateway = new HttpGateway(
            guard,
            ledger,
            new OncePerMinute(thread),
            thread,
            new AuctionRoutes(withoutSocket, EventDelivery.local(events), answers, ClusterLink.NONE),
            new ViewerRoutes(
                    withoutSocket,
                    ledger.rooms(),
                    answers,
                    new ViewerIdentity(new ViewerHash("salt"), Optional.empty(), address -> null),
                    blocks),
            new ViewerRemoval(withoutSocket, answers, blocks),
            new CountRoutes(answers),
            new OutboxRoutes(new FakeOutbox(), ClusterLink.NONE, thread),
            new HealthRoutes(lag, () -> ready, page(() -> "turnout_audience_sessions 1\n"), () -> ""),
            new ClientFiles());

    MetricsPage page(Supplier<String> render) {
        return new MetricsPage(() -> gathered++, render, thread, thread, thread::nanoTime);
    }

    static void checkProblem(HttpReply reply, int status, String words) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.headers()).containsEntry("Content-Type", "application/problem+json");
        JsonNode body = read(reply.body());
        assertThat(body.path("detail").textValue()).contains(words);
        assertThat(body.path("message").textValue()).contains(words);
        assertThat(body.path("success").booleanValue()).isFalse();
        assertThat(body.path("status").intValue()).isEqualTo(status);
    }

    static JsonNode read(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeSession watches(AuctionId id) {
        FakeSession socket = endpoint.session(null);
        socket.join(id.slug());
        audience.join(
                new ViewerSession(id, new ViewerId(null, System.identityHashCode(socket)), null, Presence.NONE),
                Moments.at(thread.millis()));
        return socket;
    }

    int count() {
        return audience.room(A).orElseThrow().count();
    }

    HttpReply post(String path, String body) {
        return handle(FakeExchange.of("POST", path, body, key(KEY)));
    }

    HttpReply get(String path, Map<String, String> headers) {
        return handle(FakeExchange.of("GET", path, "", headers));
    }

    HttpReply external(String id, String source, String body) {
        return handle(FakeExchange.of("PUT", "/api/v1/auctions/" + id + "/external-viewers/" + source, body, key(KEY)));
    }

    HttpReply handle(FakeExchange exchange) {
        gateway.handle(exchange);
        thread.advance(Duration.ofMillis(1));
        return exchange.answer();
    }

    static Map<String, String> key(String key) {
        return Map.of("X-Internal-Request", key);
    }
}
