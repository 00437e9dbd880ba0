package dev.turnout.socket.gateway;

import static dev.turnout.socket.gateway.GatewayFixture.body;
import static dev.turnout.socket.gateway.GatewayFixture.checkProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.HttpReply;
import dev.turnout.socket.publishing.FakeEndpoint.FakeSession;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may watch without a socket, and how that ends. */
class HttpSessionsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final GatewayFixture fixture = new GatewayFixture();

    @Test
    void oneAddressMayHoldSoManySlotsAndNoOtherIsAffected() throws UnknownHostException {
        for (int i = 0; i < 3; i++) {
            assertThat(fixture.joinFrom("192.0.2.1").status()).isEqualTo(200);
        }
        HttpReply refused = fixture.joinFrom("192.0.2.1");
        checkProblem(refused, 429, "from this address");
        assertThat(refused.headers()).containsEntry("Retry-After", "60");
        assertThat(fixture.joinFrom("192.0.2.2").status()).isEqualTo(200);
        assertThat(fixture.sessions.refused(HttpSessions.Refusal.SESSIONS_PER_ADDRESS))
                .isEqualTo(1);

        fixture.thread.advance(MINUTE);
        assertThat(fixture.joinFrom("192.0.2.1").status()).isEqualTo(200);
    }

    @Test
    void oneIpv6NetworkIsOneAddress() throws UnknownHostException {
        for (int i = 0; i < 3; i++) {
            assertThat(fixture.joinFrom("2001:db8::" + i).status()).isEqualTo(200);
        }
        assertThat(fixture.joinFrom("2001:db8::ffff").status()).isEqualTo(429);
        assertThat(fixture.joinFrom("2001:db8:0:1::1").status()).isEqualTo(200);
    }

    @Test
    void aViewerThatComesAndGoesUsesASlotForAMinuteEachTime() throws UnknownHostException {
        for (int i = 0; i < 3; i++) {
            HttpReply joined = fixture.joinFrom("192.0.2.1");
            fixture.leave("room-" + i, body(joined).path("viewerToken").textValue());
            fixture.leave("a", body(joined).path("viewerToken").textValue());
        }
        assertThat(fixture.viewers("a")).startsWith("{\"currentViewers\":0");
        assertThat(fixture.sessions.slots()).isEqualTo(3);
        assertThat(fixture.joinFrom("192.0.2.1").status()).isEqualTo(429);
        fixture.thread.advance(MINUTE);
        assertThat(fixture.sessions.slots()).isZero();
        assertThat(fixture.joinFrom("192.0.2.1").status()).isEqualTo(200);
    }

    @Test
    void allTogetherMayHoldSoManyPlaces() throws UnknownHostException {
        for (int i = 0; i < 5; i++) {
            assertThat(fixture.joinFrom("192.0.2." + i).status()).isEqualTo(200);
        }
        HttpReply refused = fixture.joinFrom("192.0.2.9");
        checkProblem(refused, 503, "too many viewers");
        assertThat(refused.headers()).containsEntry("Retry-After", "60");
        assertThat(fixture.sessions.refused(HttpSessions.Refusal.SESSIONS)).isEqualTo(1);
        assertThat(fixture.sessions.watching()).isEqualTo(5);

        fixture.thread.advance(MINUTE);
        assertThat(fixture.joinFrom("192.0.2.9").status()).isEqualTo(200);
    }

    @Test
    void closingAnAuctionEndsTheseSessionsTooAndNoOthers() {
        FakeSession socket = fixture.connects("a");
        String here = fixture.join("a");
        String elsewhere = fixture.join("b");
        FakeExchange close = FakeExchange.of(
                "POST", "/api/v1/auctions/a/close", "", Map.of("X-Internal-Request", GatewayFixture.KEY));

        assertThat(fixture.handle(close).body()).isEqualTo("{\"delivered\":1}");
        assertThat(socket.events).anyMatch(event -> event.name().equals("auctionStatusUpdate"));
        assertThat(fixture.sessions.watching()).isEqualTo(1);
        assertThat(fixture.sessions.ended(HttpSessions.End.AUCTION_CLOSED)).isEqualTo(1);
        checkProblem(fixture.heartbeat("a", here), 404, "Join again");
        assertThat(fixture.heartbeat("b", elsewhere).status()).isEqualTo(200);
    }

    @Test
    void aServerThatStopsLetsNobodyJoinThenEndsThemAll() {
        String token = fixture.join("a");
        fixture.sessions.refuseJoins();
        HttpReply refused = fixture.post("a", "join", "{}");
        checkProblem(refused, 503, "stopping");
        assertThat(refused.headers()).containsEntry("Retry-After", "5");
        assertThat(fixture.heartbeat("a", token).status()).isEqualTo(200);

        fixture.sessions.endAll();
        assertThat(fixture.audience.sessions()).isZero();
        assertThat(fixture.sessions.ended(HttpSessions.End.SERVER_STOPPING)).isEqualTo(1);
    }

    @Test
    void aVisibleSessionExpiresOnTimeBesideAHiddenOneThatJoinedBefore() {
        fixture.post("a", "join", "{\"hidden\":true}");
        fixture.thread.advance(Duration.ofSeconds(1));
        fixture.join("a");
        fixture.thread.advance(Duration.ofSeconds(60));
        assertThat(fixture.audience.sessions()).isEqualTo(1);
        fixture.thread.advance(Duration.ofSeconds(89));
        assertThat(fixture.audience.sessions()).isZero();
    }

    @Test
    void aSessionThatIsShownAgainExpiresAMinuteLater() {
        String token = body(fixture.post("a", "join", "{\"hidden\":true}"))
                .path("viewerToken")
                .textValue();
        fixture.heartbeat("a", token);
        fixture.thread.advance(MINUTE);
        assertThat(fixture.audience.sessions()).isZero();
    }

    @Test
    void joinedEqualsWatchingPlusEnded() throws UnknownHostException {
        fixture.leave("a", fixture.join("a"));
        fixture.join("a");
        fixture.thread.advance(MINUTE);
        fixture.joinFrom("192.0.2.1");
        fixture.joinFrom("192.0.2.2");
        long ended = 0;
        for (HttpSessions.End why : HttpSessions.End.values()) {
            ended += fixture.sessions.ended(why);
        }
        assertThat(fixture.sessions.joined()).isEqualTo(4);
        assertThat(ended).isEqualTo(2);
        assertThat(fixture.sessions.watching()).isEqualTo(2);
        assertThat(fixture.sessions.slots()).isEqualTo(2);
    }
}
