package dev.turnout.socket.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.socket.delivery.CrashingServer.Point;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Delivery in a process of its own is killed at each point between sampling and recording the result; the next process on
 * the same directory must deliver each minute once.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KilledServerTest {

    private static final int MINUTES = 4;

    @TempDir
    Path directory;

    private final StoredRows stored = new StoredRows();
    private final AtomicInteger requests = new AtomicInteger();
    private final MockWebServer backend = new MockWebServer();
    private final Set<String> committed = new HashSet<>();

    @BeforeEach
    void start() throws IOException {
        backend.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                ByteString body = Objects.requireNonNull(request.getBody());
                int turn = requests.getAndIncrement() % 11;
                if (turn == 3) {
                    return new MockResponse.Builder().code(500).build();
                }
                stored.store(request.getTarget(), body);
                return turn == 7
                        ? new MockResponse.Builder()
                                .onResponseStart(new SocketEffect.CloseSocket())
                                .build()
                        : new MockResponse.Builder().build();
            }
        });
        backend.start();
    }

    @AfterEach
    void stop() {
        backend.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOWHERE")
    void eachMinuteIsStoredOnceWhereverItWasKilled(Point point) throws Exception {
        for (int run = 0; run < 2; run++) {
            assertThat(live("run-" + run, point, run * 2, Integer.MAX_VALUE)).isEqualTo(CrashingServer.KILLED);
        }
        finish();
    }

    @Test
    void eachMinuteIsStoredOnceWheneverItWasKilled() throws Exception {
        Random random = new Random(42);
        for (int run = 0; run < 4; run++) {
            live("run-" + run, Point.NOWHERE, 0, 1 + random.nextInt(2 * MINUTES));
        }
        finish();
    }

    private void finish() throws Exception {
        assertThat(live("last", Point.NOWHERE, 0, Integer.MAX_VALUE)).isZero();
        assertThat(stored.rows().keySet()).containsAll(committed);
        assertThat(stored.violations).isEmpty();
        int rows = stored.rows().size();
        assertThat(counts).contains("sampled=" + rows + ", posted=" + rows + ", waiting=0, setAside=0, dropped=0");
    }

    private String counts = "";

    /** One run of the server, which is killed with SIGKILL after so many lines of output; its exit code. */
    private int live(String run, Point point, int passes, int killAfterLines) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                CrashingServer.class.getName(),
                directory.toString(),
                String.valueOf(backend.getPort()),
                run,
                String.valueOf(MINUTES),
                point.name(),
                String.valueOf(passes)));
        Process server = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            int printed = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                printed += note(line);
                if (printed == killAfterLines) {
                    server.toHandle().destroyForcibly();
                }
            }
        }
        return server.waitFor();
    }

    private int note(String line) {
        if (line.startsWith("counters ")) {
            counts = line;
        }
        if (!line.startsWith("drafted ") && !line.startsWith("kept ")) {
            return 0;
        }
        String[] words = line.split(" ", -1);
        CrashingServer.sampled(words[1], Integer.parseInt(words[2]), 12)
                .forEach(minute -> committed.add(StoredRows.key(minute)));
        return 1;
    }
}
