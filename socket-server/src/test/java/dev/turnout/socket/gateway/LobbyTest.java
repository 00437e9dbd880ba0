package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Limits;
import dev.turnout.engine.ledger.ConnectionLimits.Pending;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Json;
import dev.turnout.socket.admission.AdmissionLimits;
import dev.turnout.socket.admission.Ledger;
import dev.turnout.socket.admission.RequestRate;
import dev.turnout.socket.publishing.FakeEndpoint.FakeSession;
import dev.turnout.socket.publishing.LobbyCounts;
import dev.turnout.thread.OwnerThread;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LobbyTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final GatewayFixture fixture = new GatewayFixture();

    @Test
    void theAnswerHasTheCountsAndOnlyChangesFollow() {
        fixture.connects("a");
        fixture.connects("a");
        FakeSession lobby = enters();

        assertThat(watch(lobby, "a", "b").toString()).isEqualTo("{\"a\":2,\"b\":0}");
        fixture.thread.advance(SECOND);
        assertThat(lobby.events).isEmpty();

        fixture.connects("b");
        fixture.connects("elsewhere");
        assertThat(updates(lobby)).containsExactly("{\"b\":1}");
        assertThat(fixture.viewers("a")).startsWith("{\"currentViewers\":2");
    }

    @Test
    void underChurnThereIsOneUpdateASecondAndALastOne() {
        FakeSession lobby = enters();
        watch(lobby, "a");
        for (int i = 0; i < 25; i++) {
            fixture.connects("a");
            fixture.thread.advance(Duration.ofMillis(100));
        }
        fixture.thread.advance(SECOND);

        assertThat(updates(lobby)).hasSize(4).last().isEqualTo("{\"a\":25}");
    }

    @Test
    void sessionsWithTheSameInterestShareOneEncodedUpdate() {
        List<FakeSession> sessions = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            FakeSession lobby = enters();
            watch(lobby, i % 2 == 0 ? "a" : "b", i % 2 == 0 ? "b" : "a");
            sessions.add(lobby);
        }
        fixture.connects("a");

        assertThat(fixture.lobby.updates()).isEqualTo(1);
        assertThat(fixture.lobby.watches()).isEqualTo(2);
        assertThat(sessions).allMatch(session -> updates(session).equals(List.of("{\"a\":1}")));
    }

    @Test
    void theAnswerLeavesOutSessionsWhoseLeaseHasEnded() {
        fixture.joinsForAMinute("a");
        FakeSession lobby = enters();
        fixture.thread.advance(Duration.ofMinutes(1));
        assertThat(watch(lobby, "a").toString()).isEqualTo("{\"a\":0}");
    }

    @Test
    void aNewListReplacesTheOldOne() {
        FakeSession lobby = enters();
        watch(lobby, "a");
        assertThat(watch(lobby, "b", "b").toString()).isEqualTo("{\"b\":0}");
        fixture.connects("a");
        assertThat(lobby.events).isEmpty();
        assertThat(watch(lobby).toString()).isEqualTo("{}");
        assertThat(fixture.lobby.watches()).isZero();
    }

    @Test
    void statusUpdatesReachThoseWhoWatchTheAuction() {
        FakeSession watching = enters();
        FakeSession other = enters();
        watch(watching, "a");
        watch(other, "b");
        fixture.internal("POST", "/api/v1/auctions/a/events", """
                {"event":"auctionStatusUpdate","data":{"isLive":true,"startedAt":"x","id":"spoofed"}}""");
        fixture.internal("POST", "/api/v1/auctions/a/close", "");

        assertThat(watching.events).hasSize(2).allMatch(event -> event.name().equals("auctionStatusUpdate"));
        assertThat(watching.events.get(0).args().get(0).toString())
                .isEqualTo("{\"id\":\"a\",\"isLive\":true,\"startedAt\":\"x\"}");
        assertThat(watching.events.get(1).args().get(0).path("isLive").booleanValue())
                .isFalse();
        assertThat(other.events).isEmpty();
    }

    @Test
    void otherEventsReachThoseWhoConnectedWithTheSlug() {
        FakeSession following = enters();
        following.join("auction-a");
        FakeSession watching = enters();
        watch(watching, "a");
        fixture.internal("POST", "/api/v1/auctions/a/events", """
                {"event":"playerSoldUpdate","data":"A is sold"}""");
        fixture.internal("POST", "/api/v1/auctions/b/events", """
                {"event":"playerSoldUpdate","data":"B is sold"}""");

        assertThat(following.events).hasSize(1);
        assertThat(following.events.get(0).args().get(0).textValue()).isEqualTo("A is sold");
        assertThat(watching.events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"a b\"]", "[{}]", "[null]", "\"a\"", "{}"})
    void badListsAreAnError(String list) throws IOException {
        FakeSession lobby = enters();
        JsonNode answer = ask(lobby, Json.MAPPER.readTree(list));
        assertThat(answer.path("ok").booleanValue()).isFalse();
        assertThat(answer.path("error").textValue()).isNotEmpty();
        assertThat(fixture.lobby.watches()).isZero();
    }

    @Test
    void aListHasAtMostFiveHundredIdsAndAllTogetherHaveABound() {
        FakeSession lobby = enters();
        ArrayNode tooMany = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < 501; i++) {
            tooMany.add(i);
        }
        assertThat(ask(lobby, tooMany).path("error").textValue()).contains("at most 500");
        watch(lobby, "1", "2", "3", "4", "5", "6");
        FakeSession late = enters();
        assertThat(watch(late, "11", "12", "13", "14", "15").path("error").textValue())
                .contains("too many");
        assertThat(fixture.lobby.refused()).isEqualTo(1);
        assertThat(watch(late, "6", "5", "4", "3", "2", "1").size()).isEqualTo(6);
        fixture.lobbyHandler.closed(lobby, CloseReason.TRANSPORT_CLOSE);
        assertThat(fixture.lobby.watches()).isEqualTo(6);
        assertThat(watch(late, "11", "12", "13", "14", "15").size()).isEqualTo(5);
    }

    /** Every session, after the last update, has the true count of each auction that it watches. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3", "20251021"})
    void everySessionEndsWithTheExactCounts(long seed) {
        Random random = new Random(seed);
        Map<FakeSession, Map<String, Integer>> shown = new LinkedHashMap<>();
        Map<FakeSession, Integer> read = new HashMap<>();
        List<FakeSession> viewers = new ArrayList<>();
        for (int step = 0; step < 3_000; step++) {
            int dice = random.nextInt(100);
            if (dice < 40) {
                viewers.add(fixture.connects(String.valueOf(random.nextInt(5))));
            } else if (dice < 75 && !viewers.isEmpty()) {
                fixture.close(viewers.remove(random.nextInt(viewers.size())));
            } else if (dice < 85) {
                FakeSession lobby = shown.size() < 3 ? enters() : any(random, shown.keySet());
                Set<String> ids =
                        new HashSet<>(List.of(String.valueOf(random.nextInt(5)), String.valueOf(random.nextInt(5))));
                JsonNode answer = watch(lobby, ids.toArray(String[]::new));
                Map<String, Integer> counts = new TreeMap<>();
                answer.properties()
                        .forEach(entry ->
                                counts.put(entry.getKey(), entry.getValue().intValue()));
                assertThat(counts.keySet()).isEqualTo(ids);
                shown.put(lobby, counts);
                read.put(lobby, lobby.events.size());
            } else if (dice < 88 && !shown.isEmpty()) {
                FakeSession lobby = any(random, shown.keySet());
                fixture.lobbyHandler.closed(lobby, CloseReason.TRANSPORT_CLOSE);
                shown.remove(lobby);
            } else {
                fixture.thread.advance(Duration.ofMillis(random.nextInt(700)));
            }
        }
        fixture.thread.advance(SECOND.multipliedBy(2));
        assertThat(shown).isNotEmpty();
        shown.forEach((lobby, counts) -> {
            lobby.events.stream()
                    .skip(read.getOrDefault(lobby, 0))
                    .flatMap(event -> parsed(event.args().get(0).toString()).properties().stream())
                    .forEach(
                            entry -> counts.put(entry.getKey(), entry.getValue().intValue()));
            counts.forEach((id, count) -> assertThat(count)
                    .isEqualTo(fixture.audience
                            .room(new AuctionId(id))
                            .map(room -> room.count())
                            .orElse(0)));
        });
    }

    private static FakeSession any(Random random, Set<FakeSession> sessions) {
        return List.copyOf(sessions).get(random.nextInt(sessions.size()));
    }

    /** One list per second in the long run. */
    private LobbyHandler limited(int burst, MockTicker ticker) {
        return limited(burst, ticker, fixture.lobbyCounts);
    }

    private LobbyHandler limited(int burst, MockTicker ticker, LobbyCounts counts) {
        AdmissionLimits limits = new AdmissionLimits(
                Pending.UNLIMITED, new AdmissionLimits.RoomLimits(0, 0), new AdmissionLimits.RequestLimits(1, burst));
        RequestRate rate = new Ledger(Limits.DEFAULTS, limits, ticker).requests();
        return new LobbyHandler(fixture.lobby, counts, rate, fixture.thread);
    }

    @Test
    void aboveTheRateOfAnAddressTheNewestListWaits() {
        MockTicker ticker = Ticker.newMockTicker();
        LobbyHandler limited = limited(2, ticker);
        FakeSession lobby = enters();
        List<List<JsonNode>> answers = new ArrayList<>();
        for (String id : List.of("a", "b", "c", "d")) {
            List<JsonNode> answer = new ArrayList<>();
            answers.add(answer);
            JsonNode ids = JsonNodeFactory.instance.arrayNode().add(id);
            limited.event(lobby, "watchCounts", List.of(ids), answer::addAll);
            fixture.thread.settle();
        }
        assertThat(answers.get(1).toString()).isEqualTo("[{\"b\":0}]");
        assertThat(answers.get(2).get(0).path("error").textValue()).contains("newer list");
        fixture.thread.advance(SECOND);
        assertThat(answers.get(3)).isEmpty();

        ticker.advance(1, TimeUnit.SECONDS);
        fixture.thread.advance(SECOND);
        assertThat(answers.get(3).toString()).isEqualTo("[{\"d\":0}]");
        fixture.connects("c");
        fixture.connects("d");
        fixture.thread.advance(SECOND);
        assertThat(updates(lobby)).containsExactly("{\"d\":1}");
    }

    /** The timer runs on the audience thread, and lists arrive on the session's event loop. */
    @Test
    void aListThatArrivesWhileTheOneThatWaitedIsHandedOverFollowsIt() {
        MockTicker ticker = Ticker.newMockTicker();
        ArrayDeque<Runnable> beforeTheNextTask = new ArrayDeque<>();
        LobbyCounts counts =
                new LobbyCounts(fixture.audience, interrupted(beforeTheNextTask), fixture.moments, fixture.lobby);
        LobbyHandler limited = limited(2, ticker, counts);
        FakeSession lobby = enters();
        List<JsonNode> answers = new ArrayList<>();
        for (String id : List.of("a", "b", "older")) {
            limited.event(lobby, "watchCounts", List.of(list(id)), answers::addAll);
        }
        ticker.advance(10, TimeUnit.SECONDS);
        beforeTheNextTask.add(() -> limited.event(lobby, "watchCounts", List.of(list("newer")), answers::addAll));
        fixture.thread.advance(SECOND);
        assertThat(answers.toString()).isEqualTo("[{\"a\":0}, {\"b\":0}, {\"older\":0}, {\"newer\":0}]");
    }

    private OwnerThread interrupted(Queue<Runnable> beforeTheNextTask) {
        return new OwnerThread() {
            @Override
            public void execute(Runnable task) {
                Runnable first = beforeTheNextTask.poll();
                if (first != null) {
                    first.run();
                }
                fixture.thread.execute(task);
            }

            @Override
            public void after(Duration delay, Runnable task) {
                fixture.thread.after(delay, task);
            }
        };
    }

    /** Reading 500 ids takes the event loop longer than receiving them. */
    @Test
    void aListAboveTheRateIsNotReadUntilItsRateAllowsIt() {
        MockTicker ticker = Ticker.newMockTicker();
        LobbyHandler limited = limited(1, ticker);
        FakeSession lobby = enters();
        List<JsonNode> answers = new ArrayList<>();
        limited.event(lobby, "watchCounts", List.of(JsonNodeFactory.instance.arrayNode()), ack -> {});
        JsonNode bad = JsonNodeFactory.instance.arrayNode().add("not an id");
        limited.event(lobby, "watchCounts", List.of(bad), answers::addAll);
        fixture.thread.settle();
        assertThat(answers).isEmpty();

        ticker.advance(1, TimeUnit.SECONDS);
        fixture.thread.advance(SECOND);
        assertThat(answers.get(0).path("error").textValue()).contains("auction id");
    }

    /** What waits must be small: many sessions can wait. */
    @Test
    void aListThatIsNoListOfShortIdsDoesNotWait() throws IOException {
        LobbyHandler limited = limited(1, Ticker.newMockTicker());
        FakeSession lobby = enters();
        limited.event(lobby, "watchCounts", List.of(JsonNodeFactory.instance.arrayNode()), ack -> {});
        for (String list : List.of("[" + "1,".repeat(500) + "1]", "[[1,1]]", "[\"" + "a".repeat(65) + "\"]", "{}")) {
            List<JsonNode> answers = new ArrayList<>();
            limited.event(lobby, "watchCounts", List.of(Json.MAPPER.readTree(list)), answers::addAll);
            assertThat(answers).as(list).hasSize(1);
            assertThat(answers.get(0).path("ok").booleanValue()).isFalse();
        }
    }

    @Test
    void aListThatWaitsEndsWithItsSession() {
        MockTicker ticker = Ticker.newMockTicker();
        LobbyHandler limited = limited(1, ticker);
        FakeSession lobby = enters();
        JsonNode ids = JsonNodeFactory.instance.arrayNode().add("a");
        List<JsonNode> answers = new ArrayList<>();
        limited.event(lobby, "watchCounts", List.of(ids), answers::addAll);
        limited.event(lobby, "watchCounts", List.of(ids), answers::addAll);
        fixture.thread.settle();
        limited.closed(lobby, CloseReason.TRANSPORT_CLOSE);
        ticker.advance(10, TimeUnit.SECONDS);
        fixture.thread.advance(SECOND);
        assertThat(answers).hasSize(1);
        assertThat(fixture.lobby.watches()).isZero();
    }

    private FakeSession enters() {
        FakeSession socket = fixture.lobbyEndpoint.session(new WatchRequests.Client(InetAddress.getLoopbackAddress()));
        fixture.lobbyHandler.opened(socket);
        return socket;
    }

    private JsonNode watch(FakeSession lobby, String... ids) {
        return ask(lobby, list(ids));
    }

    private static JsonNode list(String... ids) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        List.of(ids).forEach(list::add);
        return list;
    }

    private JsonNode ask(FakeSession lobby, JsonNode list) {
        List<JsonNode> answers = new ArrayList<>();
        fixture.lobbyHandler.event(lobby, "watchCounts", List.of(list), answers::addAll);
        fixture.thread.settle();
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    private static List<String> updates(FakeSession lobby) {
        return lobby.events.stream()
                .filter(event -> event.name().equals("viewerCounts"))
                .map(event -> event.args().get(0).toString())
                .toList();
    }

    private static JsonNode parsed(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
