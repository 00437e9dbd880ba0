package dev.turnout.socket.gateway;

import static dev.turnout.socket.gateway.GatewayFixture.body;
import static dev.turnout.socket.gateway.GatewayFixture.checkProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.socket.publishing.FakeEndpoint.FakeSession;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Joining, staying and leaving. What goes over the wire is in {@code ViewersWithoutSocketTest}. */
class ViewerRoutesTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration A_MILLISECOND = Duration.ofMillis(1);

    private final GatewayFixture fixture = new GatewayFixture();

    @Test
    void aJoinIsCountedAndToldHowToStay() {
        JsonNode joined = body(fixture.post("a", "join", "{}"));

        assertThat(joined.path("currentViewers").intValue()).isEqualTo(1);
        assertThat(joined.path("heartbeatSeconds").intValue()).isEqualTo(30);
        assertThat(joined.path("expiresInSeconds").intValue()).isEqualTo(60);
        assertThat(joined.path("viewerToken").textValue()).matches("[A-Za-z0-9_-]{22}");
        assertThat(joined).hasSize(4);
    }

    @Test
    void anEmptyBodyIsAnAnonymousJoin() {
        assertThat(fixture.post("a", "join", "").status()).isEqualTo(200);
    }

    @Test
    void noTwoTokensAreAlike() {
        HttpSessions many = new HttpSessions(
                fixture.audience, fixture.thread, fixture.moments, 1000, fixture.ledger.httpViewers(0));
        ViewerRoutes routes =
                new ViewerRoutes(many, fixture.ledger.rooms(), fixture.answers, fixture.identity, fixture.blocks);
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            FakeExchange request = FakeExchange.of("POST", "", "{}", Map.of());
            routes.join(request, "a");
            fixture.thread.settle();
            tokens.add(body(request.answer()).path("viewerToken").textValue());
        }
        assertThat(tokens).hasSize(1000);
    }

    @Test
    void aViewerThatSendsNothingForAMinuteLeavesAtThatMomentAndSocketsAreNotifiedAtOnce() {
        FakeSession socket = fixture.connects("a");
        fixture.join("a");
        fixture.thread.advance(Duration.ofSeconds(1));
        assertThat(socket.last()).isEqualTo(2);

        fixture.thread.advance(Duration.ofMillis(58_999));
        assertThat(socket.last()).isEqualTo(2);
        fixture.thread.advance(A_MILLISECOND);
        assertThat(socket.last()).isEqualTo(1);
    }

    @Test
    void aViewerThatGivesSignsOfLifeStays() {
        FakeSession socket = fixture.connects("a");
        String token = fixture.join("a");
        for (int i = 0; i < 20; i++) {
            fixture.thread.advance(Duration.ofSeconds(30));
            assertThat(fixture.heartbeat("a", token).body())
                    .isEqualTo("{\"currentViewers\":2,\"expiresInSeconds\":60}");
        }
        fixture.thread.advance(MINUTE);
        assertThat(socket.last()).isEqualTo(1);
        checkProblem(fixture.heartbeat("a", token), 404, "Join again");
    }

    @Test
    void aHeartbeatAtTheLastMillisecondIsInTimeAndOneLaterIsNot() {
        String token = fixture.join("a");
        fixture.thread.freeze(MINUTE.minus(A_MILLISECOND));
        assertThat(fixture.heartbeat("a", token).status()).isEqualTo(200);

        fixture.thread.freeze(MINUTE);
        checkProblem(fixture.heartbeat("a", token), 404, "Join again");
    }

    @Test
    void leavingIsHarmlessToRepeatAlsoAfterTheSessionHasExpired() {
        FakeSession socket = fixture.connects("a");
        String token = fixture.join("a");
        for (int i = 0; i < 3; i++) {
            assertThat(fixture.leave("a", token).body()).isEqualTo("{\"currentViewers\":1}");
        }
        fixture.thread.advance(MINUTE);
        assertThat(fixture.leave("a", token).body()).isEqualTo("{\"currentViewers\":1}");
        assertThat(fixture.leave("a", "made up").body()).isEqualTo("{\"currentViewers\":1}");
        assertThat(socket.last()).isEqualTo(1);
        checkProblem(fixture.heartbeat("a", token), 404, "Join again");
        assertThat(fixture.sessions.ended(HttpSessions.End.LEFT)).isEqualTo(1);
        assertThat(fixture.sessions.ended(HttpSessions.End.EXPIRED)).isZero();
    }

    @Test
    void leavingTooLateIsAnExpiry() {
        String token = fixture.join("a");
        fixture.thread.freeze(MINUTE);
        fixture.leave("a", token);

        assertThat(fixture.sessions.ended(HttpSessions.End.LEFT)).isZero();
        assertThat(fixture.sessions.ended(HttpSessions.End.EXPIRED)).isEqualTo(1);
    }

    @Test
    void aTokenIsGoodForItsAuctionOnly() {
        String token = fixture.join("a");
        checkProblem(fixture.heartbeat("b", token), 404, "Join again");
        fixture.leave("b", token);

        assertThat(fixture.heartbeat("a", token).body()).isEqualTo("{\"currentViewers\":1,\"expiresInSeconds\":60}");
        assertThat(fixture.audience.rooms()).hasSize(1);
    }

    @Test
    void aPersonWithASocketAndAJoinIsTwoSessionsAndOneViewer() {
        fixture.connects("a", "ann");
        fixture.post("a", "join", "{\"viewerId\":\" ann \"}");

        assertThat(fixture.viewers("a"))
                .isEqualTo("{\"currentViewers\":2,\"peakViewers\":2,\"uniqueViewers\":1,\"sections\":{}}");
        assertThat(fixture.audience.rooms()).allMatch(room -> room.viewers() == 1);
    }

    @Test
    void sectionsAreSentWithTheJoinAndChangedWithAHeartbeat() {
        String token = body(fixture.post("a", "join", "{\"section\":\"lot-1\"}"))
                .path("viewerToken")
                .textValue();
        fixture.post("a", "join", "{\"section\":\"Zoë \"}");
        assertThat(fixture.viewers("a")).contains("\"sections\":{\"Zoë\":1,\"lot-1\":1}");

        fixture.heartbeat("a", token);
        assertThat(fixture.viewers("a")).contains("\"lot-1\":1");
        fixture.post("a", "heartbeat", "{\"viewerToken\":\"" + token + "\",\"section\":\"lot-2\"}");
        assertThat(fixture.viewers("a")).contains("\"sections\":{\"Zoë\":1,\"lot-2\":1}");
        fixture.post("a", "heartbeat", "{\"viewerToken\":\"" + token + "\",\"section\":null}");
        assertThat(fixture.viewers("a")).contains("\"sections\":{\"Zoë\":1}");
    }

    @Test
    void aHeartbeatWithASectionTooManyRenewsTheLeaseAndStatesThatTheSectionIsNotUsed() {
        String token = fixture.join("a");
        for (int i = 0; i < 200; i++) {
            fixture.connects(
                    Map.of("slug", "auction-a", "section", "other-" + i), JsonNodeFactory.instance.objectNode());
        }
        fixture.thread.freeze(Duration.ofSeconds(59));
        JsonNode answer =
                body(fixture.post("a", "heartbeat", "{\"viewerToken\":\"" + token + "\",\"section\":\"one-more\"}"));
        assertThat(answer.path("expiresInSeconds").intValue()).isEqualTo(60);
        assertThat(answer.path("error").textValue()).isEqualTo("the auction has too many sections");
        assertThat(fixture.viewers("a")).doesNotContain("one-more");
        fixture.thread.freeze(Duration.ofSeconds(59));
        assertThat(fixture.heartbeat("a", token).body()).doesNotContain("error");
    }

    @Test
    void aHeartbeatWithABadSectionRenewsTheLease() {
        String token = fixture.join("a");
        fixture.thread.freeze(Duration.ofSeconds(59));
        checkProblem(
                fixture.post("a", "heartbeat", "{\"viewerToken\":\"" + token + "\",\"section\":1}"),
                400,
                "section must be a string");
        fixture.thread.freeze(Duration.ofSeconds(59));
        assertThat(fixture.heartbeat("a", token).status()).isEqualTo(200);
    }

    @Test
    void aHeartbeatReadsOnlyWhatItUses() {
        String token = fixture.join("a");
        String others = "\"name\":7,\"avatar\":\"not an address\",\"anonymous\":\"yes\"";
        assertThat(fixture.post("a", "heartbeat", "{\"viewerToken\":\"" + token + "\"," + others + "}")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            join      | nonsense                              | not valid JSON
            join      | []                                    | must be a JSON object
            join      | {"name":5}                            | name must be a string
            join      | {"viewerId":{}}                       | viewerId must be a string
            join      | {"section":["lot"]}                   | section must be a string
            join      | {"anonymous":"yes"}                   | anonymous must be true or false
            heartbeat | ``                                    | is empty
            heartbeat | {}                                    | viewerToken must be a string
            heartbeat | {"viewerToken":7}                     | viewerToken must be a string
            leave     | ``                                    | is empty
            leave     | {"token":"x"}                         | viewerToken must be a string
            """)
    void badBodiesAreRefusedWithWordsAndCountNobody(String verb, String body, String words) {
        checkProblem(fixture.post("a", verb, body), 400, words);
        assertThat(fixture.audience.rooms()).isEmpty();
    }

    private static String text(String field, String character, int length) {
        String begin = field.equals("avatar") ? "https://example.com/" : "";
        return begin + character.repeat(length - begin.length());
    }

    @Test
    void aHiddenPageGetsALongerLease() {
        String token = body(fixture.post("a", "join", "{\"hidden\":true}"))
                .path("viewerToken")
                .textValue();
        fixture.thread.advance(Duration.ofSeconds(149));
        String beat = "{\"viewerToken\":\"" + token + "\",\"hidden\":true}";
        assertThat(fixture.post("a", "heartbeat", beat).body())
                .isEqualTo("{\"currentViewers\":1,\"expiresInSeconds\":150}");
        fixture.thread.advance(Duration.ofMillis(149_999));
        assertThat(fixture.viewers("a")).startsWith("{\"currentViewers\":1");
        fixture.thread.advance(A_MILLISECOND);
        assertThat(fixture.viewers("a")).startsWith("{\"currentViewers\":0");
    }

    @Test
    void aWallClockSetForwardDropsNobody() {
        String token = fixture.join("a");
        fixture.thread.setClock(Duration.ofMinutes(5));
        fixture.thread.advance(Duration.ofSeconds(59));
        assertThat(fixture.heartbeat("a", token).status()).isEqualTo(200);
        fixture.thread.setClock(Duration.ofHours(-1));
        assertThat(fixture.viewers("a")).startsWith("{\"currentViewers\":1");
    }

    @ParameterizedTest
    @CsvSource({"viewerId,64", "name,64", "avatar,512", "section,64"})
    void textsAreHeldToTheirLength(String field, int longest) {
        assertThat(fixture.post("a", "join", "{\"" + field + "\":\"" + text(field, "🐎", longest) + "\"}")
                        .status())
                .isEqualTo(200);
        checkProblem(
                fixture.post("a", "join", "{\"" + field + "\":\"" + text(field, "x", longest + 1) + "\"}"),
                400,
                field + " must have at most " + longest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewerId", "tab"})
    void numbersAreHeldToTheSameLengthAsTexts(String field) {
        assertThat(fixture.post("a", "join", "{\"" + field + "\":" + "7".repeat(64) + "}")
                        .status())
                .isEqualTo(200);
        checkProblem(
                fixture.post("a", "join", "{\"" + field + "\":" + "7".repeat(65) + "}"),
                400,
                field + " must have at most 64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "avatar", "section", "viewerId", "anonymous"})
    void nullIsAsGoodAsNothing(String field) {
        assertThat(fixture.post("a", "join", "{\"" + field + "\":null}").status())
                .isEqualTo(200);
    }
}
