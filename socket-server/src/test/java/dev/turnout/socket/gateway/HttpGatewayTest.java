package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.Event;
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
import dev.turnout.socket.publishing.EventDelivery;
import dev.turnout.socket.publishing.EventPublisher;
import dev.turnout.socket.publishing.FakeEndpoint;
import dev.turnout.socket.publishing.FakeEndpoint.FakeSession;
import dev.turnout.socket.publishing.Lobby;
import dev.turnout.thread.ManualOwnerThread;
import io.netty.util.concurrent.Ticker;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpGatewayTest {

    private static final String KEY = "first-key-of-the-pair";
    private static final String OLD_KEY = "second-key-of-the-pair";
    private static final String EVENTS = "/api/v1/auctions/a/events";
    private static final AuctionId A = new AuctionId("a");
    private static final AdmissionLimits LIMITS = new AdmissionLimits(
            Pending.UNLIMITED, new AdmissionLimits.Rooms(3, 5), new AdmissionLimits.Requests(10, 20));

    private final ManualOwnerThread thread = new ManualOwnerThread();
    private final Audience audience = new Audience(CountBy.SESSIONS);
    private final FakeEndpoint endpoint = new FakeEndpoint(thread, Duration.ofNanos(1_000));
    private final EventPublisher events = new EventPublisher(endpoint, new Lobby(endpoint, thread, 0));
    private final KeyGuard guard = new KeyGuard(InternalKeys.parse(KEY + "," + OLD_KEY), new OncePerMinute(thread));
    private boolean ready = true;
    private int gathered;
    private final MomentSource moments = Moments.of(thread, thread::nanoTime);
    private final AudienceAnswers answers = new AudienceAnswers(audience, thread, thread, moments);
    private final Ledger ledger = new Ledger(Limits.DEFAULTS, LIMITS, Ticker.systemTicker());
    private final AudienceLag lag = new AudienceLag(thread, thread::nanoTime);
    private final HttpSessions withoutSocket =
            new HttpSessions(audience, thread, moments, 1000, ledger.httpViewers(1000));
    private final ViewerBlocks blocks = new ViewerBlocks(moments);
    private final HttpGateway gateway = new HttpGateway(
            guard,
            ledger,
            new OncePerMinute(thread),
            thread,
            new AuctionRoutes(withoutSocket, EventDelivery.local(events), answers, ClusterLink.NONE),
            new ViewerRoutes(
                    withoutSocket, answers, new ViewerIdentity(new ViewerHash("salt"), Optional.empty()), blocks),
            new ViewerRemoval(withoutSocket, answers, blocks),
            new CountRoutes(answers),
            new OutboxRoutes(CompletableFuture::new, CompletableFuture::new),
            new HealthRoutes(lag, () -> ready, page(() -> "turnout_audience_sessions 1\n"), () -> ""),
            new ClientFiles());

    private MetricsPage page(Supplier<String> render) {
        return new MetricsPage(() -> gathered++, render, thread, thread, thread::nanoTime);
    }

    @Test
    void anEventIsPublishedAsItCameToTheRoomAndSaysHowManyGotIt() {
        FakeSession one = watches(A);
        FakeSession two = watches(A);
        FakeSession elsewhere = watches(new AuctionId("b"));
        String player = "{\"id\":7,\"name\":\"Zoë\",\"price\":12.50,\"huge\":1e400,\"tags\":[null,true]}";

        HttpReply reply = post(EVENTS, "{\"event\":\"playerBiddingUpdate\",\"data\":" + player + "}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"delivered\":2,\"currentViewers\":2}");
        assertThat(one.events).hasSize(1);
        assertThat(two.events.get(0).name()).isEqualTo("playerBiddingUpdate");
        assertThat(two.events.get(0).args().get(0).toString())
                .isEqualTo("{\"id\":7,\"name\":\"Zoë\",\"price\":12.50,\"huge\":1E+400,\"tags\":[null,true]}");
        assertThat(elsewhere.events).isEmpty();
        assertThat(events.events()).isEqualTo(1);
        assertThat(events.frames()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"text\"", "0", "[1,2]", "true"})
    void dataMayBeAnyJson(String data) {
        FakeSession one = watches(A);
        post(EVENTS, "{\"event\":\"anything else\",\"data\":" + data + "}");

        assertThat(one.events.get(0).args().get(0).toString()).isEqualTo(data);
    }

    @Test
    void publishingToNobodyDeliversToNobody() {
        assertThat(post(EVENTS, "{\"event\":\"x\",\"data\":1}").body())
                .isEqualTo("{\"delivered\":0,\"currentViewers\":0}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                          | is empty
            nonsense                                    | not valid JSON
            {"event":"x","data":1                       | not valid JSON
            {"event":"x","data":1} more                 | not valid JSON
            {"event":"x","event":"y","data":1}          | not valid JSON
            []                                          | must be a JSON object
            "text"                                      | must be a JSON object
            {"data":1}                                  | event must be a string
            {"event":5,"data":1}                        | event must be a string
            {"event":null,"data":1}                     | event must be a string
            {"event":"x"}                               | data is missing
            {"event":"","data":1}                       | event must have 1 to 128 characters
            {"event":" ","data":1}                      | event must have 1 to 128 characters
            {"event":"connect","data":1}                | reserved
            {"event":"connect_error","data":1}          | reserved
            {"event":"disconnect","data":1}             | reserved
            {"event":"disconnecting","data":1}          | reserved
            {"event":"newListener","data":1}            | reserved
            {"event":"removeListener","data":1}         | reserved
            {"event":"viewerCountUpdate","data":1}      | reserved
            """)
    void aBadEventIsRefusedWithWordsAndReachesNobody(String body, String words) {
        FakeSession one = watches(A);
        HttpReply reply = post(EVENTS, body);

        checkProblem(reply, 400, words);
        assertThat(one.events).isEmpty();
    }

    @Test
    void aBodyThatIsNestedTooDeepIsRefused() {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);

        checkProblem(post(EVENTS, "{\"event\":\"x\",\"data\":" + deep + "}"), 400, "nested deeper than 32");
    }

    @Test
    void anEventNameThatIsTooLongIsRefused() {
        checkProblem(post(EVENTS, "{\"event\":\"" + "x".repeat(129) + "\",\"data\":1}"), 400, "1 to 128");
    }

    @Test
    void anEventNameIsMeasuredInCharacters() {
        FakeSession one = watches(A);
        String longest = "🎉".repeat(128);

        assertThat(post(EVENTS, "{\"event\":\"" + longest + "\",\"data\":1}").status())
                .isEqualTo(200);
        assertThat(one.events).extracting(Event::name).containsExactly(longest);
        checkProblem(post(EVENTS, "{\"event\":\"" + longest + "🎉\",\"data\":1}"), 400, "1 to 128");
    }

    @Test
    void brokenUtf8IsRefused() {
        byte[] overlong = {'"', (byte) 0xC0, (byte) 0xAF, '"'};
        byte[] surrogate = {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'};
        byte[] cut = {'{', '"', (byte) 0xE2, (byte) 0x82};
        for (byte[] body : new byte[][] {overlong, surrogate, cut}) {
            checkProblem(handle(new FakeExchange("POST", EVENTS, body, key(KEY))), 400, "not UTF-8");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "é", "", "..", "a%2Fb"})
    void anIdOfAnotherFormIsRefused(String id) {
        checkProblem(post("/api/v1/auctions/" + id + "/events", "{\"event\":\"x\",\"data\":1}"), 400, "auction id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/auctions/a/b/events", "/api/v1/auctions/a/events/", "/api/v1", "/", "/nowhere"})
    void unknownPathsAreNotFound(String path) {
        checkProblem(post(path, "{}"), 404, "nothing at this path");
    }

    @Test
    void theWrongMethodIsToldTheRightOne() {
        HttpReply reply = handle(FakeExchange.of("GET", EVENTS, "", key(KEY)));

        checkProblem(reply, 405, "use POST");
        assertThat(reply.headers()).containsEntry("Allow", "POST");
    }

    @Test
    void bothKeysOfThePairAreAccepted() {
        assertThat(get("/api/v1/auctions", key(KEY)).status()).isEqualTo(200);
        assertThat(get("/api/v1/auctions", key(OLD_KEY)).status()).isEqualTo(200);
    }

    @Test
    void noKeyAndAWrongKeyGetTheSameAnswer() {
        FakeSession one = watches(A);
        HttpReply none = handle(FakeExchange.of("POST", EVENTS, "{\"event\":\"x\",\"data\":1}", Map.of()));
        HttpReply wrong = handle(FakeExchange.of("POST", EVENTS, "{\"event\":\"x\",\"data\":1}", key("wrong")));
        HttpReply badBody = handle(FakeExchange.of("POST", "/api/v1/auctions/a b/events", "nonsense", key("wrong")));

        checkProblem(none, 401, "X-Internal-Request");
        assertThat(none.headers()).containsEntry("WWW-Authenticate", KeyGuard.CHALLENGE);
        assertThat(List.of(wrong, badBody))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(none, none);
        assertThat(guard.refused()).isEqualTo(3);
        assertThat(one.events).isEmpty();
    }

    @Test
    void theRoomsWithViewersAreListed() throws JsonProcessingException {
        watches(new AuctionId("b"));
        watches(A);
        watches(A);
        ViewerSession gone = new ViewerSession(new AuctionId("c"), new ViewerId(null, 99), null, Presence.NONE);
        audience.join(gone, Moments.at(0));
        audience.leave(gone, Moments.at(0));

        JsonNode body = Json.MAPPER.readTree(get("/api/v1/auctions", key(KEY)).body());

        assertThat(body.toString())
                .isEqualTo("{\"auctions\":["
                        + "{\"id\":\"a\",\"current\":2,\"peak\":2,\"unique\":2},"
                        + "{\"id\":\"b\",\"current\":1,\"peak\":1,\"unique\":1}]}");
    }

    @Test
    void closingTellsTheRoomThenEndsItsSessions() {
        FakeSession one = watches(A);
        HttpReply reply = post("/api/v1/auctions/a/close", "");
        assertThat(reply.body()).isEqualTo("{\"delivered\":1}");
        assertThat(one.events.get(0).name()).isEqualTo("auctionStatusUpdate");
        assertThat(one.events.get(0).args().get(0).toString())
                .isEqualTo("{\"isLive\":false,\"startedAt\":null,\"endedAt\":\"2025-10-21T14:15:00Z\"}");
        assertThat(post(EVENTS, "{\"event\":\"x\",\"data\":1}").body()).startsWith("{\"delivered\":0,");
    }

    @Test
    void closingPassesOnWhenItWasIfTheBackendSays() {
        FakeSession one = watches(A);
        post(
                "/api/v1/auctions/a/close",
                "{\"startedAt\":\"2025-10-21T13:00:00Z\",\"endedAt\":\"2025-10-21T14:00:00Z\"}");

        assertThat(one.events.get(0).args().get(0).toString())
                .isEqualTo(
                        "{\"isLive\":false,\"startedAt\":\"2025-10-21T13:00:00Z\",\"endedAt\":\"2025-10-21T14:00:00Z\"}");
        checkProblem(
                post("/api/v1/auctions/a/close", "{\"endedAt\":\"yesterday\"}"), 400, "endedAt must be an instant");
        checkProblem(post("/api/v1/auctions/a/close", "[]"), 400, "JSON object");
    }

    @Test
    void viewersElsewhereAreAddedUntilTheyExpire() {
        watches(A);
        assertThat(external("a", "cdn", "{\"count\":100}").body()).isEqualTo("{\"currentViewers\":101}");
        thread.advance(Duration.ofSeconds(60));
        assertThat(external("a", "cdn", "{\"count\":50}").body()).isEqualTo("{\"currentViewers\":51}");
        thread.advance(Duration.ofMillis(89_998));
        assertThat(count()).isEqualTo(51);
        thread.advance(Duration.ofMillis(2));
        assertThat(count()).isEqualTo(1);

        external("a", "cdn", "{\"count\":5.0,\"ttlSeconds\":1e1}");
        thread.setClock(Duration.ofHours(-1));
        thread.advance(Duration.ofSeconds(10));
        assertThat(count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"count\":-1}",
                "{\"count\":\"5\"}",
                "{\"count\":1.5}",
                "{\"count\":99999999999}",
                "{\"count\":10000001}",
                "{\"count\":1,\"ttlSeconds\":0}",
                "{\"count\":1,\"ttlSeconds\":3601}",
                "{\"count\":1,\"ttlSeconds\":\"long\"}"
            })
    void badNumbersOfViewersElsewhereAreRefused(String body) {
        checkProblem(external("a", "cdn", body), 400, "must be a whole number from");
        assertThat(audience.rooms()).isEmpty();
    }

    @Test
    void badAndTooManySourcesAreRefused() {
        checkProblem(external("a", "c d", "{\"count\":1}"), 400, "source");
        for (int i = 0; i < 16; i++) {
            external("a", "source-" + i, "{\"count\":1}");
        }
        checkProblem(external("a", "one-more", "{\"count\":1}"), 409, "too many sources");
    }

    @Test
    void healthAndMetricsNeedNoKey() {
        assertThat(get("/health/live", Map.of()).body()).isEqualTo("{\"status\":\"up\",\"audienceLagMillis\":0}");
        assertThat(get("/health/ready", Map.of()).status()).isEqualTo(200);
        assertThat(get("/metrics", Map.of()).body()).isEqualTo("turnout_audience_sessions 1\n");
        assertThat(get("/metrics", Map.of()).headers().get("Content-Type")).startsWith("text/plain; version=0.0.4");

        ready = false;
        checkProblem(get("/health/ready", Map.of()), 503, "stopping");
        assertThat(get("/health/live", Map.of()).status()).isEqualTo(200);
    }

    @Test
    void headIsAnsweredLikeGet() {
        assertThat(handle(FakeExchange.of("HEAD", "/health/ready", "", Map.of()))
                        .status())
                .isEqualTo(200);
        assertThat(handle(FakeExchange.of("DELETE", "/health/ready", "", Map.of()))
                        .headers())
                .containsEntry("Allow", "GET, HEAD");
    }

    @Test
    void metricsAreMadeOnceASecondHoweverManyAskForThem() {
        List<FakeExchange> requests = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            requests.add(FakeExchange.of("GET", "/metrics", "", Map.of()));
        }
        requests.forEach(gateway::handle);
        thread.settle();
        get("/metrics", Map.of());
        assertThat(requests).allMatch(request -> request.answer().status() == 200);
        assertThat(gathered).isEqualTo(1);

        thread.advance(Duration.ofSeconds(1));
        get("/metrics", Map.of());
        assertThat(gathered).isEqualTo(2);
    }

    @Test
    void aFailureToMakeTheMetricsIsAnsweredAndTheNextRequestTriesAgain() {
        boolean[] broken = {true};
        MetricsPage page = page(() -> {
            if (broken[0]) {
                throw new IllegalStateException("on purpose");
            }
            return "fine";
        });
        FakeExchange request = FakeExchange.of("GET", "/metrics", "", Map.of());
        page.reply(request);
        assertThatThrownBy(thread::settle).hasMessage("on purpose");
        checkProblem(request.answer(), 500, "in its log");

        broken[0] = false;
        FakeExchange next = FakeExchange.of("GET", "/metrics", "", Map.of());
        page.reply(next);
        thread.settle();
        assertThat(next.answer().body()).isEqualTo("fine");
    }

    /** The stuck thread is the one that beats; the answers thread runs. */
    @Test
    void metricsShowTheLastFiguresWhenTheAudienceThreadIsStuck() {
        MetricsPage page = new MetricsPage(
                () -> gathered++, () -> "as gathered " + gathered, task -> {}, thread, thread::nanoTime);
        FakeExchange request = FakeExchange.of("GET", "/metrics", "", Map.of());
        page.reply(request);
        thread.settle();
        assertThat(request.answered()).isFalse();
        thread.advance(Duration.ofMillis(500));
        assertThat(request.answer().body()).isEqualTo("as gathered 0");
    }

    @Test
    void healthReportsHowFarTheAudienceThreadIsBehindAndFailsWhenItIsStuck() {
        lag.start();
        thread.advance(Duration.ofSeconds(10));
        assertThat(get("/health/ready", Map.of()).body()).endsWith("\"audienceLagMillis\":0}");

        thread.freeze(Duration.ofSeconds(2));
        assertThat(answeredAtOnce("/health/ready").status()).isEqualTo(200);
        assertThat(lag.millis()).isBetween(1_500L, 2_000L);
        thread.freeze(Duration.ofSeconds(2));
        checkProblem(answeredAtOnce("/health/ready"), 503, "ms behind");
        assertThat(answeredAtOnce("/health/live").status()).isEqualTo(200);
        thread.freeze(Duration.ofSeconds(30));
        checkProblem(answeredAtOnce("/health/live"), 503, "ms behind");

        thread.advance(Duration.ofMillis(1));
        assertThat(answeredAtOnce("/health/ready").status()).isEqualTo(200);
    }

    private HttpReply answeredAtOnce(String path) {
        FakeExchange probe = FakeExchange.of("GET", path, "", Map.of());
        gateway.handle(probe);
        return probe.answer();
    }

    @Test
    void anAddressThatAsksTooOftenIsToldToWaitAndHealthIsStillAnswered() {
        lag.start();
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            answers.add(answeredAfter(Duration.ofMillis(500)).status());
        }
        assertThat(answers.stream().filter(status -> status == 200).count()).isBetween(20L, 25L);
        HttpReply refused = answeredAfter(Duration.ofMillis(500));
        checkProblem(refused, 429, "too many requests");
        assertThat(refused.headers()).containsEntry("Retry-After", "5");
        assertThat(get("/health/ready", Map.of()).status()).isEqualTo(200);
        assertThat(get("/metrics", Map.of()).status()).as("a rate of its own").isEqualTo(200);
        assertThat(get("/api/v1/auctions", key(KEY)).status()).isEqualTo(200);
        assertThat(ledger.requests().refused()).isPositive();
    }

    private HttpReply answeredAfter(Duration time) {
        FakeExchange exchange = FakeExchange.of("GET", "/api/stream/a/viewers", "", Map.of());
        gateway.handle(exchange);
        thread.advance(time);
        return exchange.answer();
    }

    @Test
    void anAddressMayBringOnlySoManyNewAuctionsToLife() {
        for (String id : List.of("n1", "n2", "n3", "n1")) {
            assertThat(join(id).status()).isEqualTo(200);
        }
        HttpReply refused = join("n4");
        checkProblem(refused, 429, "new rooms per minute");
        assertThat(refused.headers()).containsKey("Retry-After");
        assertThat(join("n3").status()).as("an auction that is watched").isEqualTo(200);
        assertThat(audience.rooms()).hasSize(3);
    }

    private HttpReply join(String id) {
        return handle(FakeExchange.of("POST", "/api/stream/" + id + "/viewer/join", "{}", Map.of()));
    }

    private static void checkProblem(HttpReply reply, int status, String words) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.headers()).containsEntry("Content-Type", "application/problem+json");
        JsonNode body = read(reply.body());
        assertThat(body.path("detail").textValue()).contains(words);
        assertThat(body.path("message").textValue()).contains(words);
        assertThat(body.path("success").booleanValue()).isFalse();
        assertThat(body.path("status").intValue()).isEqualTo(status);
    }

    private static JsonNode read(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FakeSession watches(AuctionId id) {
        FakeSession socket = endpoint.session(null);
        socket.join(id.slug());
        audience.join(
                new ViewerSession(id, new ViewerId(null, System.identityHashCode(socket)), null, Presence.NONE),
                Moments.at(thread.millis()));
        return socket;
    }

    private int count() {
        return audience.room(A).orElseThrow().count();
    }

    private HttpReply post(String path, String body) {
        return handle(FakeExchange.of("POST", path, body, key(KEY)));
    }

    private HttpReply get(String path, Map<String, String> headers) {
        return handle(FakeExchange.of("GET", path, "", headers));
    }

    private HttpReply external(String id, String source, String body) {
        return handle(FakeExchange.of("PUT", "/api/v1/auctions/" + id + "/external-viewers/" + source, body, key(KEY)));
    }

    private HttpReply handle(FakeExchange exchange) {
        gateway.handle(exchange);
        thread.advance(Duration.ofMillis(1));
        return exchange.answer();
    }

    private static Map<String, String> key(String key) {
        return Map.of("X-Internal-Request", key);
    }
}
