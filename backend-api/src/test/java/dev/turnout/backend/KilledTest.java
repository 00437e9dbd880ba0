package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.sqlite.SqliteStorage;
import dev.turnout.model.AuctionId;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle of a POST: what was answered is there, and what was not can be sent again. */
class KilledTest {

    private static final Instant START = Instant.parse("2026-05-04T00:00:00Z");
    private static final AuctionId ID = new AuctionId("123");
    private static final int KILLS = 3;

    @TempDir
    Path folder = Path.of("");

    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger nextMinute = new AtomicInteger();

    @Test
    void noAnsweredMinuteIsLostAndNoMinuteIsKeptTwice() throws Exception {
        createAuction();
        for (int kill = 0; kill < KILLS; kill++) {
            killWhilePosting();
            assertThat(kept()).containsAll(answered);
        }
        assertThat(sendAgain(
                        sent.stream().map(minute -> Backend.minute(minute, 5)).toArray(String[]::new)))
                .isEqualTo(200);

        assertThat(answered).hasSizeGreaterThan(KILLS * 20);
        assertThat(kept()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(sent);
    }

    /** Four senders at once, killed when some tens of answers have come. */
    private void killWhilePosting() throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(4);
        int before = answered.size();
        try (ChildBackend backend = ChildBackend.ofThisBuild(folder);
                Requests client = new Requests(backend.port())) {
            for (int i = 0; i < 4; i++) {
                senders.execute(() -> postUntilItDies(client));
            }
            Awaitility.await().until(() -> answered.size() > before + 40);
            backend.kill();
        } finally {
            senders.shutdown();
            assertThat(senders.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void postUntilItDies(Requests client) {
        try {
            while (true) {
                String minute =
                        START.plusSeconds(60L * nextMinute.getAndIncrement()).toString();
                sent.add(minute);
                if (client.snapshot("123", Backend.minute(minute, 5)).status() == 200) {
                    answered.add(minute);
                }
            }
        } catch (IOException e) {
            // It was killed: the last minute sent may or may not have been kept.
            assertThat(sent).hasSizeGreaterThanOrEqualTo(answered.size());
        }
    }

    @Test
    void aMinuteOfWhichHalfHadArrivedIsNotKeptAndCanBeSentAgain() throws Exception {
        createAuction();
        String minute = Backend.minute(START.toString(), 5);
        try (ChildBackend backend = ChildBackend.ofThisBuild(folder);
                Socket socket = new Socket("localhost", backend.port())) {
            socket.getOutputStream().write(snapshot(minute, ""));
            String goOn = "HTTP/1.1 100 Continue";
            assertThat(new String(socket.getInputStream().readNBytes(goOn.length()), StandardCharsets.UTF_8))
                    .isEqualTo(goOn);
            String half = minute.substring(0, minute.length() / 2);
            socket.getOutputStream().write(half.getBytes(StandardCharsets.UTF_8));
            backend.kill();
        }

        assertThat(kept()).isEmpty();
        assertThat(sendAgain(minute)).isEqualTo(200);
        assertThat(kept()).containsExactly(START.toString());
    }

    @Test
    void aMinuteWhoseAnswerNobodySawIsKeptOnceWhenSentAgain() throws Exception {
        createAuction();
        String minute = Backend.minute(START.toString(), 5);
        try (ChildBackend backend = ChildBackend.ofThisBuild(folder);
                Socket socket = new Socket("localhost", backend.port())) {
            socket.getOutputStream().write(snapshot(minute, minute));
            assertThat(socket.getInputStream().read()).as("an answer begins").isEqualTo('H');
            backend.kill();
        }

        assertThat(sendAgain(minute)).isEqualTo(200);
        assertThat(kept()).containsExactly(START.toString());
    }

    private static byte[] snapshot(String whole, String part) {
        String expect = part.equals(whole) ? "" : "Expect: 100-continue\r\n";
        return ("POST /api/v1/auctions/123/analytics/snapshot HTTP/1.1\r\nHost: x\r\nX-Internal-Request: " + Backend.KEY
                        + "\r\n" + expect + "Content-Length: " + whole.length() + "\r\n\r\n" + part)
                .getBytes(StandardCharsets.UTF_8);
    }

    private void createAuction() {
        try (Storage storage = new SqliteStorage(folder)) {
            storage.start();
            storage.addAuction(Auction.scheduled(ID, "T", true, START), "test");
        }
    }

    /** After another start; answers the status. */
    private int sendAgain(String... minutes) throws IOException {
        try (Backend backend = new Backend(folder)) {
            return Stream.of(minutes)
                    .mapToInt(minute -> backend.snapshot("123", minute).status())
                    .max()
                    .orElseThrow();
        }
    }

    /** The minutes that are there, as often as they are there. */
    private List<String> kept() {
        List<String> minutes = new ArrayList<>();
        try (Storage storage = new SqliteStorage(folder)) {
            storage.start();
            storage.snapshots(
                    ID,
                    Period.ALWAYS,
                    Storage.Detail.COUNTS,
                    stored -> minutes.add(stored.snapshot().timestamp().toString()));
        }
        return minutes;
    }
}
