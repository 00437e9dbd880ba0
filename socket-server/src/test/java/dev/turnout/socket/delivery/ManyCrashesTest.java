package dev.turnout.socket.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.DeliveryConfig.OutboxLimits;
import dev.turnout.socket.delivery.FakeBackend.Behaviour;
import dev.turnout.socket.delivery.FakeBackend.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import okio.ByteString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Dozens of runs on one outbox, each killed before or after an arbitrary statement, with the last commit torn in half of
 * those cases, and a backend that gives every kind of response, or stores and gives none. At the end each minute that was
 * stored is posted once, or set aside, and the counters balance.
 */
class ManyCrashesTest {

    private static final int RUNS = 25;
    private static final int AUCTIONS = 12;

    @TempDir
    Path directory;

    private final Random random = new Random();
    private DeliveryFixture delivery;
    private int minute;
    private final Set<String> stored = new HashSet<>();
    private final Set<String> drafted = new HashSet<>();

    @BeforeEach
    void start() throws IOException {
        delivery = new DeliveryFixture(directory, OutboxLimits.MIN_BYTES, 1_000_000, random);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyStoredMinuteIsPostedOnce(long seed) throws IOException {
        crash(seed);
        assertThat(delivery.backend.rows.rows().keySet())
                .as("what was sampled before a kill is not lost either")
                .containsAll(refusedAmong(drafted, false));
        assertThat(delivery.counters().posted())
                .isEqualTo(delivery.backend.rows.rows().size());
    }

    private void crash(long seed) throws IOException {
        random.setSeed(seed);
        delivery.backend.otherwise = this::anyReply;
        for (int run = 0; run < RUNS; run++) {
            live(run);
            startAgain();
        }
        delivery.backend.otherwise = (path, body) -> Reply.of(refused(path) ? 422 : 200);
        delivery.run(Duration.ofMinutes(10));
        DeliveryCounters counts = delivery.counters();
        assertThat(counts.waiting()).isZero();
        assertThat(counts.snapshots().dropped()).isZero();
        assertThat(counts.snapshots().unaccounted()).isZero();
        assertThat(delivery.backend.rows.rows().keySet()).containsAll(refusedAmong(stored, false));
        assertThat(counts.setAside())
                .isGreaterThanOrEqualTo(refusedAmong(stored, true).size());
    }

    private void live(int run) {
        try {
            if (random.nextInt(4) > 0) {
                delivery.disk.killAfter(1 + random.nextInt(120));
            }
            for (int i = random.nextInt(6); i >= 0; i--) {
                liveAMinute("run-" + run);
            }
        } catch (FailingDisk.Killed e) {
            // The next run continues.
        }
        delivery.disk.killAfter(Integer.MAX_VALUE);
    }

    private void liveAMinute(String source) {
        minute++;
        List<AuctionMinute> half = sampled(source, 6);
        List<AuctionMinute> whole = sampled(source, 12);
        delivery.dispatcher().draft(half);
        half.forEach(each -> drafted.add(StoredRows.key(each)));
        pass(Duration.ofSeconds(random.nextInt(60)));
        delivery.take(whole);
        assertThat(delivery.counters().inMemory()).isZero();
        whole.forEach(each -> stored.add(StoredRows.key(each)));
        pass(Duration.ofSeconds(random.nextInt(60)));
    }

    private List<AuctionMinute> sampled(String source, int samples) {
        return IntStream.range(0, AUCTIONS)
                .mapToObj(auction -> Minutes.minute("a" + auction, minute, source, samples))
                .toList();
    }

    private void pass(Duration time) {
        delivery.run(time);
        assertThat(delivery.counters().snapshots().unaccounted()).isZero();
    }

    /** The start, too, may be cut short. */
    private void startAgain() throws IOException {
        while (true) {
            try {
                delivery.killAndStart(random.nextInt(3) == 0 ? 1 + random.nextInt(20) : Integer.MAX_VALUE);
                return;
            } catch (FailingDisk.Killed e) {
                // The next attempt continues.
            }
        }
    }

    private Reply anyReply(String path, ByteString body) throws IOException {
        if (refused(path)) {
            return Reply.of(422);
        }
        Behaviour behaviour = switch (random.nextInt(12)) {
            case 0 -> (to, what) -> Reply.of(500);
            case 1 -> (to, what) -> Reply.of(408);
            case 2 -> (to, what) -> new Reply(429, "3");
            case 3 -> (to, what) -> new Reply(503, "");
            case 4 -> FakeBackend.unreachable();
            case 5 ->
                (to, what) -> {
                    delivery.backend.rows.store(to, what);
                    throw new IOException("killed after it had stored");
                };
            case 6 ->
                (to, what) -> {
                    delivery.backend.rows.store(to, what);
                    return Reply.of(502);
                };
            default -> (to, what) -> Reply.of(random.nextBoolean() ? 200 : 201);
        };
        return behaviour.answer(path, body);
    }

    private static boolean refused(String path) {
        return path.contains("/auctions/a7/");
    }

    private static Set<String> refusedAmong(Set<String> keys, boolean refused) {
        Set<String> some = new HashSet<>(keys);
        some.removeIf(key -> key.startsWith("a7 ") != refused);
        return some;
    }
}
