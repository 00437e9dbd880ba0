package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.Event;
import dev.turnout.model.Json;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.publishing.FakeEndpoint.FakeSession;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What sessions tell of their viewers, and who gets to see it. */
class PresenceTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final GatewayFixture fixture = new GatewayFixture(Optional.empty(), CountBy.VIEWERS);

    @Test
    void theListLeavesOutSessionsWhoseLeaseHasEnded() {
        FakeSession socket = fixture.connects("a");
        fixture.joinsForAMinute("a");
        fixture.thread.advance(Duration.ofMinutes(1));
        assertThat(fixture.ask(socket, "viewers").toString()).isEqualTo("{\"current\":1,\"viewers\":[]}");
    }

    @Test
    void aViewerIsCountedOnceOverTabsDevicesAndTransports() {
        FakeSession tab = fixture.connects("a", "ann");
        FakeSession other = fixture.connects("a", "ann");
        String token = GatewayFixture.body(fixture.post("a", "join", "{\"viewerId\":\"ann\"}"))
                .path("viewerToken")
                .textValue();
        fixture.thread.advance(SECOND);
        assertThat(fixture.viewers("a")).startsWith("{\"currentViewers\":1,\"peakViewers\":1,\"uniqueViewers\":1");
        assertThat(List.of(tab.last(), other.last())).containsExactly(1, 1);

        fixture.close(tab);
        fixture.close(other);
        assertThat(fixture.viewers("a")).startsWith("{\"currentViewers\":1");
        fixture.leave("a", token);
        assertThat(fixture.viewers("a")).startsWith("{\"currentViewers\":0,\"peakViewers\":1");
    }

    @Test
    void aViewerThatReloadsAHundredTimesIsOneUniqueViewer() {
        for (int i = 0; i < 100; i++) {
            fixture.close(fixture.connects("a", "ann"));
        }
        assertThat(fixture.viewers("a")).contains("\"peakViewers\":1,\"uniqueViewers\":1");
    }

    @Test
    void statisticsGoToThoseWhoAskedAndAreCoalesced() {
        FakeSession asked = fixture.connects(Map.of("slug", "auction-a", "stats", "1"), none());
        FakeSession other = fixture.connects("a", "bob");
        fixture.thread.advance(SECOND);
        assertThat(fixture.ask(other, "presence", none().put("section", "lot-1"))
                        .toString())
                .isEqualTo("{\"ok\":true}");
        for (int i = 0; i < 50; i++) {
            fixture.connects("a", "viewer-" + i);
        }
        fixture.thread.advance(Duration.ofSeconds(5));

        List<Event> stats = named(asked, "viewerStats");
        assertThat(stats.get(stats.size() - 1).args().get(0).toString())
                .isEqualTo("{\"current\":52,\"peak\":52,\"unique\":52,\"sections\":{\"lot-1\":1}}");
        assertThat(stats.size()).isBetween(3, 10);
        assertThat(named(other, "viewerStats")).isEmpty();
    }

    @Test
    void theListShowsNamesAvatarsAndSectionsButNoAnonymousAndNoNamelessViewer() {
        ObjectNode ann = none().put("viewerId", "ann").put("name", "Ann").put("avatar", "https://example.com/a.png");
        FakeSession socket = fixture.connects("a", ann);
        fixture.connects("a", none().put("viewerId", "bob").put("name", "Bob").put("anonymous", true));
        fixture.connects("a", none().put("viewerId", "cat"));
        fixture.post("a", "join", "{\"name\":\"D\\u202ean\",\"section\":\"lot-9\"}");

        JsonNode answer = fixture.ask(socket, "viewers");
        assertThat(answer.path("current").intValue()).isEqualTo(4);
        assertThat(answer.path("viewers").toString())
                .isEqualTo(
                        "[{\"name\":\"Dan\",\"avatar\":null,\"section\":\"lot-9\",\"since\":\"2025-10-21T14:15:00Z\"},"
                                + "{\"name\":\"Ann\",\"avatar\":\"https://example.com/a.png\",\"section\":null,"
                                + "\"since\":\"2025-10-21T14:15:00Z\"}]");
    }

    @Test
    void theListHasAtMostTwentyAndTheNewestFirst() {
        FakeSession socket = fixture.connects("a", none().put("name", "first"));
        for (int i = 0; i < 30; i++) {
            fixture.connects("a", none().put("name", "viewer " + i));
        }
        JsonNode viewers = fixture.ask(socket, "viewers").path("viewers");
        assertThat(viewers.size()).isEqualTo(20);
        assertThat(viewers.get(0).path("name").textValue()).isEqualTo("viewer 29");
    }

    @Test
    void aClientIsCountedWhateverItTellsInItsHandshake() {
        ObjectNode wrong = none().put("name", "x".repeat(1_000_000)).put("avatar", "javascript:alert(1)");
        FakeSession socket =
                fixture.connects("a", wrong.put("section", "__proto__").put("tab", "x".repeat(65)));
        fixture.connects("a", none().put("name", "Eve").put("avatar", "javascript:alert(1)"));

        JsonNode answer = fixture.ask(socket, "viewers");
        assertThat(answer.path("current").intValue()).isEqualTo(2);
        assertThat(answer.path("viewers").size()).isEqualTo(1);
        assertThat(answer.path("viewers").get(0).path("avatar").isNull()).isTrue();
        assertThat(fixture.viewers("a")).endsWith("\"sections\":{}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                 | presence takes an object
            "lot"                              | presence takes an object
            {"section":7}                      | section must be a string
            {"section":"__proto__"}            | section must not be '__proto__'
            {"name":{}}                        | name must be a string
            {"avatar":"javascript:alert(1)"}   | avatar must be an http or https address
            {"anonymous":"yes"}                | anonymous must be true or false
            {"name":"Eve","section":false}     | section must be a string
            """)
    void badPresenceIsAnErrorAndChangesNothing(String presence, String error) throws IOException {
        FakeSession socket = fixture.connects("a", "ann");
        JsonNode answer = fixture.ask(socket, "presence", Json.MAPPER.readTree(presence));

        assertThat(answer.path("ok").booleanValue()).isFalse();
        assertThat(answer.path("error").textValue()).contains(error);
        assertThat(fixture.ask(socket, "viewers").path("viewers").size()).isZero();
        assertThat(fixture.viewers("a")).endsWith("\"sections\":{}}");
    }

    @Test
    void sectionsBeyondTheBoundAreAnError() {
        FakeSession socket = fixture.connects("a", "ann");
        for (int i = 0; i < 200; i++) {
            fixture.connects("a", none().put("section", "lot-" + i));
        }
        JsonNode answer = fixture.ask(socket, "presence", none().put("section", "one more"));
        assertThat(answer.path("error").textValue()).isEqualTo("the auction has too many sections");
        assertThat(fixture.ask(socket, "presence", none().put("section", "lot-3"))
                        .path("ok")
                        .booleanValue())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "http"})
    void aReloadedTabReplacesItsPredecessorAtOnce(String first) {
        FakeSession before = null;
        if (first.equals("socket")) {
            before = fixture.connects(Map.of("slug", "auction-a", "tab", "tab-1"), none());
        } else {
            fixture.post("a", "join", "{\"tab\":\"tab-1\"}");
        }
        fixture.connects(Map.of("slug", "auction-a", "tab", "tab-1"), none());
        assertThat(fixture.viewers("a")).startsWith("{\"currentViewers\":1,\"peakViewers\":1");
        assertThat(before == null || before.disconnected).isTrue();

        fixture.post("a", "join", "{\"tab\":\"tab-1\"}");
        fixture.post("b", "join", "{\"tab\":\"tab-1\"}");
        assertThat(fixture.viewers("a")).startsWith("{\"currentViewers\":1,\"peakViewers\":1");
        assertThat(fixture.viewers("b")).startsWith("{\"currentViewers\":1");
        fixture.connects(Map.of("slug", "auction-a", "tab", "tab-2"), none());
        assertThat(fixture.viewers("a")).startsWith("{\"currentViewers\":2");
    }

    @Test
    void theOperatorEndsAViewersSessionsAndKeepsTheViewerOut() {
        FakeSession ann = fixture.connects("a", "ann");
        FakeSession bob = fixture.connects("a", "bob");
        fixture.post("a", "join", "{\"viewerId\":\"ann\"}");

        assertThat(fixture.delete("/api/v1/auctions/a/viewers/ann?blockMinutes=5")
                        .body())
                .isEqualTo("{\"ended\":2}");
        assertThat(ann.disconnected).isTrue();
        assertThat(bob.disconnected).isFalse();
        assertThat(fixture.viewers("a")).startsWith("{\"currentViewers\":1");
        assertThat(fixture.admit(Map.of("slug", "auction-a"), none().put("viewerId", "ann"))
                        .toString())
                .contains("this viewer is blocked in this auction");
        GatewayFixture.checkProblem(fixture.post("a", "join", "{\"viewerId\":\"ann\"}"), 403, "blocked");
        assertThat(fixture.post("b", "join", "{\"viewerId\":\"ann\"}").status()).isEqualTo(200);

        fixture.thread.advance(Duration.ofMinutes(5));
        assertThat(fixture.post("a", "join", "{\"viewerId\":\"ann\"}").status()).isEqualTo(200);
        GatewayFixture.checkProblem(
                fixture.delete("/api/v1/auctions/a/viewers/ann?blockMinutes=soon"), 400, "blockMinutes must be");
    }

    private static ObjectNode none() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static List<Event> named(FakeSession session, String name) {
        return session.events.stream()
                .filter(event -> event.name().equals(name))
                .toList();
    }
}
