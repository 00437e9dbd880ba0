package dev.turnout.socket.gateway;

import static dev.turnout.socket.gateway.ViewersOnPaper.body;
import static dev.turnout.socket.gateway.ViewersOnPaper.checkProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.HttpReply;
import dev.turnout.socket.publishing.PaperEndpoint.PaperSession;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may watch without a socket, and how that ends. */
class HttpSessionsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ViewersOnPaper paper = new ViewersOnPaper();

    @Test
    void oneAddressMayHoldSoManyPlacesAndNobodyElseNotices() throws UnknownHostException {
        for (int i = 0; i < 3; i++) {
            assertThat(paper.joinFrom("192.0.2.1").status()).isEqualTo(200);
        }
        HttpReply refused = paper.joinFrom("192.0.2.1");
        checkProblem(refused, 429, "from this address");
        assertThat(refused.headers()).containsEntry("Retry-After", "60");
        assertThat(paper.joinFrom("192.0.2.2").status()).isEqualTo(200);
        assertThat(paper.sessions.refused(HttpSessions.Refusal.SESSIONS_PER_ADDRESS))
                .isEqualTo(1);

        paper.thread.advance(MINUTE);
        assertThat(paper.joinFrom("192.0.2.1").status()).isEqualTo(200);
    }

    @Test
    void oneIpv6NetworkIsOneAddress() throws UnknownHostException {
        for (int i = 0; i < 3; i++) {
            assertThat(paper.joinFrom("2001:db8::" + i).status()).isEqualTo(200);
        }
        assertThat(paper.joinFrom("2001:db8::ffff").status()).isEqualTo(429);
        assertThat(paper.joinFrom("2001:db8:0:1::1").status()).isEqualTo(200);
    }

    @Test
    void whoComesAndGoesTakesAPlaceForAMinuteEachTime() throws UnknownHostException {
        for (int i = 0; i < 3; i++) {
            HttpReply joined = paper.joinFrom("192.0.2.1");
            paper.leave("room-" + i, body(joined).path("viewerToken").textValue());
            paper.leave("a", body(joined).path("viewerToken").textValue());
        }
        assertThat(paper.viewers("a")).startsWith("{\"currentViewers\":0");
        assertThat(paper.sessions.places()).isEqualTo(3);
        assertThat(paper.joinFrom("192.0.2.1").status()).isEqualTo(429);
        paper.thread.advance(MINUTE);
        assertThat(paper.sessions.places()).isZero();
        assertThat(paper.joinFrom("192.0.2.1").status()).isEqualTo(200);
    }

    @Test
    void allTogetherMayHoldSoManyPlaces() throws UnknownHostException {
        for (int i = 0; i < 5; i++) {
            assertThat(paper.joinFrom("192.0.2." + i).status()).isEqualTo(200);
        }
        HttpReply refused = paper.joinFrom("192.0.2.9");
        checkProblem(refused, 503, "too many viewers");
        assertThat(refused.headers()).containsEntry("Retry-After", "60");
        assertThat(paper.sessions.refused(HttpSessions.Refusal.SESSIONS)).isEqualTo(1);
        assertThat(paper.sessions.watching()).isEqualTo(5);

        paper.thread.advance(MINUTE);
        assertThat(paper.joinFrom("192.0.2.9").status()).isEqualTo(200);
    }

    @Test
    void closingAnAuctionEndsTheseSessionsTooAndNoOthers() {
        PaperSession socket = paper.connects("a");
        String here = paper.join("a");
        String elsewhere = paper.join("b");
        PaperExchange close = PaperExchange.of(
                "POST", "/api/v1/auctions/a/close", "", Map.of("X-Internal-Request", ViewersOnPaper.KEY));

        assertThat(paper.handle(close).body()).isEqualTo("{\"delivered\":1}");
        assertThat(socket.events).anyMatch(event -> event.name().equals("auctionStatusUpdate"));
        assertThat(paper.sessions.watching()).isEqualTo(1);
        assertThat(paper.sessions.ended(HttpSessions.End.AUCTION_CLOSED)).isEqualTo(1);
        checkProblem(paper.heartbeat("a", here), 404, "Join again");
        assertThat(paper.heartbeat("b", elsewhere).status()).isEqualTo(200);
    }

    @Test
    void aServerThatStopsLetsNobodyJoinThenEndsThemAll() {
        String token = paper.join("a");
        paper.sessions.refuseJoins();
        HttpReply refused = paper.post("a", "join", "{}");
        checkProblem(refused, 503, "stopping");
        assertThat(refused.headers()).containsEntry("Retry-After", "5");
        assertThat(paper.heartbeat("a", token).status()).isEqualTo(200);

        paper.sessions.endAll();
        assertThat(paper.audience.sessions()).isZero();
        assertThat(paper.sessions.ended(HttpSessions.End.SERVER_STOPPING)).isEqualTo(1);
    }

    @Test
    void theBooksBalance() throws UnknownHostException {
        paper.leave("a", paper.join("a"));
        paper.join("a");
        paper.thread.advance(MINUTE);
        paper.joinFrom("192.0.2.1");
        paper.joinFrom("192.0.2.2");
        long ended = 0;
        for (HttpSessions.End why : HttpSessions.End.values()) {
            ended += paper.sessions.ended(why);
        }
        assertThat(paper.sessions.joined()).isEqualTo(4);
        assertThat(ended).isEqualTo(2);
        assertThat(paper.sessions.watching()).isEqualTo(2);
        assertThat(paper.sessions.places()).isEqualTo(2);
    }
}
