package dev.turnout.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Crowds and failing connections over real sockets. */
class CrowdTest {

    private static final Duration A_WHILE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory = Path.of("");

    @Test
    void twoThousandWhoJoinOneRoomAtOnceEndExactForASmallMultipleOfTwoThousandFrames() throws Exception {
        int crowd = 2_000;
        try (LiveServer server = LiveServer.start(EngineChoice.TURNOUT, directory, Map.of())) {
            List<WatchingClient> sockets = join(server, "flash", crowd);
            await().atMost(Duration.ofSeconds(1))
                    .until(() -> sockets.stream().allMatch(socket -> socket.lastCount() == crowd));

            int received =
                    sockets.stream().mapToInt(WatchingClient::countFrames).sum();
            assertThat(received).isLessThan(25 * crowd);
            assertThat(server.metric("turnout_counts_frames_total")).isEqualTo(received);
            sockets.forEach(WatchingClient::abort);
            await().atMost(A_WHILE).until(() -> server.count("flash") == 0);
        }
    }

    @Test
    void aClientThatHasGoneSilentHasLeftAfterPingIntervalAndTimeout() throws Exception {
        Map<String, String> quick = Map.of("PING_INTERVAL", "400ms", "PING_TIMEOUT", "300ms");
        try (LiveServer server = LiveServer.start(EngineChoice.TURNOUT, directory, quick)) {
            List<WatchingClient> sockets = join(server, "lines", 3);
            await().atMost(A_WHILE).until(() -> sockets.get(0).lastCount() == 3);
            sockets.get(1).stopResponding();

            await().atMost(A_WHILE).until(() -> sockets.get(0).lastCount() == 2);
            await().during(Duration.ofSeconds(2)).atMost(A_WHILE).until(() -> server.count("lines") == 2);
            assertThat(server.metric("turnout_engine_closed_total")).isEqualTo(1);
        }
    }

    @Test
    void aClientWhoseProcessIsKilledHasLeftAtOnce() throws Exception {
        try (LiveServer server = LiveServer.start(EngineChoice.TURNOUT, directory, Map.of())) {
            List<WatchingClient> sockets = join(server, "lines", 2);
            await().atMost(A_WHILE).until(() -> sockets.get(0).lastCount() == 2);
            sockets.get(1).abort();

            await().atMost(A_WHILE).until(() -> sockets.get(0).lastCount() == 1);
        }
    }

    @Test
    void throughAnyChurnEveryQuietPointIsExact() throws Exception {
        Random random = new Random(20251021);
        Map<String, List<WatchingClient>> naive = new TreeMap<>();
        Map<String, String> quick = Map.of("PING_INTERVAL", "1s", "PING_TIMEOUT", "1s");
        try (LiveServer server = LiveServer.start(EngineChoice.TURNOUT, directory, quick)) {
            for (int round = 0; round < 8; round++) {
                for (int step = 0; step < 25; step++) {
                    List<WatchingClient> room =
                            naive.computeIfAbsent("room-" + random.nextInt(4), id -> new ArrayList<>());
                    if (random.nextInt(5) < 3) {
                        join(server, nameOf(naive, room), 1 + random.nextInt(4)).forEach(room::add);
                    } else if (!room.isEmpty()) {
                        leave(random, room.remove(random.nextInt(room.size())));
                    }
                }
                await().atMost(A_WHILE).untilAsserted(() -> checkQuietPoint(server, naive));
            }
            assertThat(server.metric("turnout_audience_failures_total")).isZero();
        }
    }

    private static void leave(Random random, WatchingClient socket) {
        switch (random.nextInt(4)) {
            case 0 -> socket.disconnect();
            case 1 -> socket.close();
            case 2 -> socket.abort();
            default -> socket.stopResponding();
        }
    }

    private static void checkQuietPoint(LiveServer server, Map<String, List<WatchingClient>> naive) {
        Map<String, Integer> expected = new TreeMap<>();
        naive.forEach((id, sockets) -> {
            if (!sockets.isEmpty()) {
                expected.put(id, sockets.size());
            }
        });
        assertThat(server.counts()).isEqualTo(expected);
        naive.forEach((id, sockets) ->
                assertThat(sockets).allMatch(socket -> socket.lastCount() == sockets.size(), "the count of " + id));
    }

    private static String nameOf(Map<String, List<WatchingClient>> naive, List<WatchingClient> room) {
        return naive.entrySet().stream()
                .filter(entry -> entry.getValue() == room)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private List<WatchingClient> join(LiveServer server, String auction, int crowd) throws Exception {
        List<CompletableFuture<WatchingClient>> joining = new ArrayList<>();
        for (int i = 0; i < crowd; i++) {
            joining.add(WatchingClient.watch(client, server, auction));
        }
        List<WatchingClient> joined = new ArrayList<>();
        for (CompletableFuture<WatchingClient> one : joining) {
            joined.add(one.get(30, TimeUnit.SECONDS));
        }
        assertThat(joined).allMatch(socket -> socket.refusal() == null);
        return joined;
    }
}
