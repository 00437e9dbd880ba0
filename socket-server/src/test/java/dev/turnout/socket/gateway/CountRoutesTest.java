package dev.turnout.socket.gateway;

import static dev.turnout.socket.gateway.ViewersOnPaper.checkProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.HttpReply;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountRoutesTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration A_MILLISECOND = Duration.ofMillis(1);

    private final ViewersOnPaper paper = new ViewersOnPaper();

    @Test
    void peakAndUniqueViewersAreRememberedWhileTheRoomIs() {
        paper.leave("a", paper.join("a"));
        paper.post("a", "join", "{\"viewerId\":\"ann\"}");
        paper.thread.freeze(MINUTE);

        assertThat(paper.viewers("a"))
                .isEqualTo("{\"currentViewers\":0,\"peakViewers\":1,\"uniqueViewers\":2,\"sections\":{}}");
    }

    @Test
    void askingMakesNoRoom() {
        assertThat(paper.viewers("nobody"))
                .isEqualTo("{\"currentViewers\":0,\"peakViewers\":0,\"uniqueViewers\":0,\"sections\":{}}");
        assertThat(paper.get("/api/streams/viewers?ids=x,y").body()).isEqualTo("{\"x\":0,\"y\":0}");
        paper.heartbeat("z", "made up");
        paper.leave("z", "made up");
        assertThat(paper.audience.rooms()).isEmpty();
    }

    @Test
    void manyAuctionsAreAskedForAtOnce() {
        paper.connects("a");
        paper.join("a");
        paper.join("b");
        paper.thread.freeze(MINUTE.minus(A_MILLISECOND));
        assertThat(paper.get("/api/streams/viewers?ids=b, a,c,a").body()).isEqualTo("{\"b\":1,\"a\":2,\"c\":0}");
        paper.thread.freeze(A_MILLISECOND);
        assertThat(paper.get("/api/streams/viewers?ids=b,a").body()).isEqualTo("{\"b\":0,\"a\":1}");
    }

    @Test
    void countsThatHaveNotChangedNeedNoBody() {
        paper.connects("a");
        String path = "/api/streams/viewers?ids=a,b";
        HttpReply first = paper.get(path);
        String tag = String.valueOf(first.headers().get("ETag"));
        assertThat(tag).matches("\"[0-9a-f]+\"");
        assertThat(first.headers()).containsEntry("Cache-Control", "private, no-cache");

        for (String known : new String[] {tag, "W/" + tag, "\"other\", " + tag, "*"}) {
            HttpReply unchanged = paper.getUnless(path, known);
            assertThat(unchanged.status()).isEqualTo(304);
            assertThat(unchanged.body()).isEmpty();
            assertThat(unchanged.headers()).containsEntry("ETag", tag);
        }
        paper.connects("b");
        HttpReply changed = paper.getUnless(path, tag);
        assertThat(changed.body()).isEqualTo("{\"a\":1,\"b\":1}");
        assertThat(changed.headers().get("ETag")).isNotEqualTo(tag);
    }

    @Test
    void swappedCountsHaveAnotherTag() {
        paper.connects("a");
        HttpReply one = paper.get("/api/streams/viewers?ids=a,b");
        HttpReply other = paper.get("/api/streams/viewers?ids=b,a");

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
        checkProblem(paper.get(path), 400, words);
    }

    @Test
    void fiveHundredAuctionsAreTheMost() {
        String most = "x,".repeat(499) + "x";

        assertThat(paper.get("/api/streams/viewers?ids=" + most).status()).isEqualTo(200);
        checkProblem(paper.get("/api/streams/viewers?ids=" + most + ",x"), 400, "at most 500");
    }
}
