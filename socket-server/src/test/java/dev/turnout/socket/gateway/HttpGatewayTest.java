package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.Event;
import dev.turnout.engine.HttpReply;
import dev.turnout.http.KeyGuard;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Json;
import dev.turnout.socket.audience.Moments;
import dev.turnout.socket.audience.Presence;
import dev.turnout.socket.audience.ViewerId;
import dev.turnout.socket.audience.ViewerSession;
import dev.turnout.socket.publishing.FakeEndpoint.FakeSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpGatewayTest extends HttpRoutesFixture {

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
    void publishingToAnEmptyRoomDeliversToNoSession() {
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
    void theWrongMethodNamesTheRightOne() {
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

    @Test
    void aSourceHasOneTimerHoweverOftenItReports() {
        for (int i = 0; i < 100; i++) {
            external("a", "cdn", "{\"count\":" + (i + 1) + ",\"ttlSeconds\":3600}");
        }
        assertThat(thread.waiting()).isEqualTo(1);
        thread.advance(Duration.ofSeconds(3599));
        assertThat(count()).isEqualTo(100);
        thread.advance(Duration.ofSeconds(1));
        assertThat(count()).isZero();
        assertThat(thread.waiting()).isZero();
    }

    @Test
    void aSourceThatReportsForAShorterTimeExpiresAfterThat() {
        external("a", "cdn", "{\"count\":100,\"ttlSeconds\":3600}");
        external("a", "cdn", "{\"count\":50,\"ttlSeconds\":10}");
        thread.advance(Duration.ofSeconds(10));
        assertThat(count()).isZero();

        external("a", "cdn", "{\"count\":7,\"ttlSeconds\":3600}");
        thread.advance(Duration.ofSeconds(3599));
        assertThat(count()).isEqualTo(7);
        thread.advance(Duration.ofSeconds(1));
        assertThat(count()).isZero();
        assertThat(thread.waiting()).isZero();
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
    void anAddressThatAsksTooOftenGets429AndHealthIsStillAnswered() {
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

    @Test
    void onlyHeartbeatsOfASessionKeepAnAuctionInTheLimit() {
        String token = read(join("n1").body()).path("viewerToken").textValue();
        join("n2");
        ticker.advance(90, TimeUnit.SECONDS);
        assertThat(heartbeat("n1", token).status()).isEqualTo(200);
        assertThat(heartbeat("n2", "made-up").status()).isEqualTo(404);
        ticker.advance(31, TimeUnit.SECONDS);
        ledger.forgetIdle();
        assertThat(ledger.rooms().size()).isEqualTo(1);
    }

    @Test
    void aRefusedJoinDoesNotKeepAnAuctionInTheLimit() {
        join("n1");
        ticker.advance(90, TimeUnit.SECONDS);
        withoutSocket.refuseJoins();
        assertThat(join("n1").status()).isEqualTo(503);
        ticker.advance(31, TimeUnit.SECONDS);
        ledger.forgetIdle();
        assertThat(ledger.rooms().size()).isZero();
    }

    @Test
    void anAuctionCountsAgainWhenASessionOfItIsRenewedLate() {
        String token = read(join("n1").body()).path("viewerToken").textValue();
        ticker.advance(121, TimeUnit.SECONDS);
        ledger.forgetIdle();
        assertThat(ledger.rooms().size()).isZero();
        heartbeat("n1", token);
        assertThat(ledger.rooms().size()).isEqualTo(1);
    }

    private HttpReply heartbeat(String id, String token) {
        String body = "{\"viewerToken\":\"" + token + "\"}";
        return handle(FakeExchange.of("POST", "/api/stream/" + id + "/viewer/heartbeat", body, Map.of()));
    }

    private HttpReply join(String id) {
        return handle(FakeExchange.of("POST", "/api/stream/" + id + "/viewer/join", "{}", Map.of()));
    }
}
