package dev.turnout.socket.gateway;

import static dev.turnout.socket.gateway.GatewayFixture.checkProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.HttpReply;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountRoutesTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration A_MILLISECOND = Duration.ofMillis(1);

    private final GatewayFixture fixture = new GatewayFixture();

    @Test
    void peakAndUniqueViewersAreRememberedWhileTheRoomIs() {
        fixture.leave("a", fixture.join("a"));
        fixture.post("a", "join", "{\"viewerId\":\"ann\"}");
        fixture.thread.freeze(MINUTE);

        assertThat(fixture.viewers("a"))
                .isEqualTo("{\"currentViewers\":0,\"peakViewers\":1,\"uniqueViewers\":2,\"sections\":{}}");
    }

    @Test
    void askingMakesNoRoom() {
        assertThat(fixture.viewers("nobody"))
                .isEqualTo("{\"currentViewers\":0,\"peakViewers\":0,\"uniqueViewers\":0,\"sections\":{}}");
        assertThat(fixture.get("/api/streams/viewers?ids=x,y").body()).isEqualTo("{\"x\":0,\"y\":0}");
        fixture.heartbeat("z", "made up");
        fixture.leave("z", "made up");
        assertThat(fixture.audience.rooms()).isEmpty();
    }

    @Test
    void manyAuctionsAreAskedForAtOnce() {
        fixture.connects("a");
        fixture.join("a");
        fixture.join("b");
        fixture.thread.freeze(MINUTE.minus(A_MILLISECOND));
        assertThat(fixture.get("/api/streams/viewers?ids=b&ids=a&ids=c,a").body())
                .isEqualTo("{\"b\":1,\"a\":2,\"c\":0}");
        assertThat(fixture.get("/api/streams/viewers?ids=b, a,c,a").body()).isEqualTo("{\"b\":1,\"a\":2,\"c\":0}");
        fixture.thread.freeze(A_MILLISECOND);
        assertThat(fixture.get("/api/streams/viewers?ids=b,a").body()).isEqualTo("{\"b\":0,\"a\":1}");
    }

    @Test
    void countsThatHaveNotChangedNeedNoBody() {
        fixture.connects("a");
        String path = "/api/streams/viewers?ids=a,b";
        HttpReply first = fixture.get(path);
        String tag = String.valueOf(first.headers().get("ETag"));
        assertThat(tag).matches("\"[0-9a-f]+\"");
        assertThat(first.headers()).containsEntry("Cache-Control", "private, no-cache");

        for (String known : new String[] {tag, "W/" + tag, "\"other\", " + tag, "*"}) {
            HttpReply unchanged = fixture.getUnless(path, known);
            assertThat(unchanged.status()).isEqualTo(304);
            assertThat(unchanged.body()).isEmpty();
            assertThat(unchanged.headers()).containsEntry("ETag", tag);
        }
        fixture.connects("b");
        HttpReply changed = fixture.getUnless(path, tag);
        assertThat(changed.body()).isEqualTo("{\"a\":1,\"b\":1}");
        assertThat(changed.headers().get("ETag")).isNotEqualTo(tag);
    }

    @Test
    void swappedCountsHaveAnotherTag() {
        fixture.connects("a");
        HttpReply one = fixture.get("/api/streams/viewers?ids=a,b");
        HttpReply other = fixture.get("/api/streams/viewers?ids=b,a");

        assertThat(one.headers().get("ETag")).isNotEqualTo(other.headers().get("ETag"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            /api/streams/viewers          | ids is missing
            /api/streams/viewers?ids=     | ids is missing
            /api/streams/viewers?id=a     | ids is missing
            /api/streams/viewers?ids=a,,b | auction id
            /api/streams/viewers?ids=a.b  | auction id
            /api/stream/a b/viewers       | auction id
            """)
    void badQuestionsAreRefusedWithWords(String path, String words) {
        checkProblem(fixture.get(path), 400, words);
    }

    @Test
    void fiveHundredAuctionsAreTheMost() {
        String most = "x,".repeat(499) + "x";

        assertThat(fixture.get("/api/streams/viewers?ids=" + most).status()).isEqualTo(200);
        checkProblem(fixture.get("/api/streams/viewers?ids=" + most + ",x"), 400, "at most 500");
    }
}
