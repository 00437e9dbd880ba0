package dev.turnout.socket.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.DeliveryConfig.Keeping;
import dev.turnout.socket.delivery.ScriptedBackend.Behaviour;
import dev.turnout.socket.delivery.ScriptedBackend.Reply;
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
 * Dozens of runs of the server on one directory, each killed at an arbitrary step of the disk or between two of them,
 * with a backend that answers in every way there is, and sometimes stores and does not say so. At the end each minute
 * that was promised to be kept is stored once, or set aside, and the books balance.
 */
class ManyCrashesTest {

    private static final int RUNS = 50;
    private static final int AUCTIONS = 12;

    @TempDir
    Path directory;

    private final Random random = new Random();
    private Rig rig;
    private int minute;
    private final Set<String> promised = new HashSet<>();
    private final Set<String> drafted = new HashSet<>();

    @BeforeEach
    void start() throws IOException {
        rig = new Rig(directory, Keeping.MIN_BYTES, 1_000_000, random);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyPromisedMinuteIsStoredOnce(long seed) throws IOException {
        crash(seed, false);
        assertThat(rig.backend.recorder.rows().keySet())
                .as("what was sampled before a kill is not lost either")
                .containsAll(refusedAmong(drafted, false));
        assertThat(rig.counts().posted()).isEqualTo(rig.backend.recorder.rows().size());
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void alsoWhenEachCrashIsAPowerCut(long seed) throws IOException {
        crash(seed, true);
    }

    private void crash(long seed, boolean power) throws IOException {
        random.setSeed(seed);
        rig.backend.otherwise = this::moody;
        for (int run = 0; run < RUNS; run++) {
            live(run);
            if (power) {
                rig.disk.cutPower(random);
            }
            startAgain();
        }
        rig.backend.otherwise = (path, body) -> Reply.of(refused(path) ? 404 : 200);
        rig.run(Duration.ofMinutes(10));
        DeliveryCounts counts = rig.counts();
        assertThat(counts.waiting()).isZero();
        assertThat(counts.dropped()).isZero();
        assertThat(counts.unaccounted()).isZero();
        assertThat(rig.backend.recorder.rows().keySet()).containsAll(refusedAmong(promised, false));
        assertThat(counts.setAside())
                .isGreaterThanOrEqualTo(refusedAmong(promised, true).size());
    }

    private void live(int run) {
        try {
            if (random.nextInt(4) > 0) {
                rig.disk.killAfter(1 + random.nextInt(120));
            }
            for (int i = random.nextInt(6); i >= 0; i--) {
                liveAMinute("run-" + run);
            }
        } catch (FragileDisk.Killed e) {
            // The next run has to cope.
        }
        rig.disk.survive();
    }

    private void liveAMinute(String source) {
        minute++;
        List<AuctionMinute> half = sampled(source, 6);
        List<AuctionMinute> whole = sampled(source, 12);
        rig.courier().draft(half);
        half.forEach(each -> drafted.add(Recorder.key(each)));
        pass(Duration.ofSeconds(random.nextInt(60)));
        rig.take(whole);
        assertThat(rig.counts().inMemory()).isZero();
        whole.forEach(each -> promised.add(Recorder.key(each)));
        pass(Duration.ofSeconds(random.nextInt(60)));
    }

    private List<AuctionMinute> sampled(String source, int samples) {
        return IntStream.range(0, AUCTIONS)
                .mapToObj(auction -> Minutes.minute("a" + auction, minute, source, samples))
                .toList();
    }

    private void pass(Duration time) {
        rig.run(time);
        assertThat(rig.counts().unaccounted()).isZero();
    }

    /** The start, too, may be cut short. */
    private void startAgain() throws IOException {
        while (true) {
            try {
                rig.killAndStart(random.nextInt(3) == 0 ? 1 + random.nextInt(20) : Integer.MAX_VALUE);
                return;
            } catch (FragileDisk.Killed e) {
                // And again.
            }
        }
    }

    private Reply moody(String path, ByteString body) throws IOException {
        if (refused(path)) {
            return Reply.of(404);
        }
        Behaviour behaviour = switch (random.nextInt(12)) {
            case 0 -> (to, what) -> Reply.of(500);
            case 1 -> (to, what) -> Reply.of(408);
            case 2 -> (to, what) -> new Reply(429, "3");
            case 3 -> (to, what) -> new Reply(503, "");
            case 4 -> ScriptedBackend.silent();
            case 5 ->
                (to, what) -> {
                    rig.backend.recorder.store(to, what);
                    throw new IOException("killed after it had stored");
                };
            case 6 ->
                (to, what) -> {
                    rig.backend.recorder.store(to, what);
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
