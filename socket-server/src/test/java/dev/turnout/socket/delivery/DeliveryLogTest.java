package dev.turnout.socket.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.turnout.socket.delivery.FakeBackend.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log lines of an operator when something fails: one per fact, and a bounded number. */
class DeliveryLogTest {

    @TempDir
    Path directory;

    private final LoggedLines log = new LoggedLines(SnapshotDelivery.class);
    private DeliveryFixture delivery;

    @BeforeEach
    void listen() throws IOException {
        delivery = new DeliveryFixture(directory, 64 << 20, 1_000, new Random(1));
    }

    @AfterEach
    void leave() {
        log.close();
        assertThat(lines()).noneMatch(line -> line.contains("k3y-for") || line.contains("backend.test"));
    }

    @Test
    void aWrongKeyIsOneClearLineAMinuteWithTheNumber() {
        delivery.backend.otherwise = (path, body) -> Reply.of(401);
        minutes(10);
        assertThat(lines().get(0)).contains("INTERNAL_API_KEY").contains("401");
        assertThat(lines()).hasSizeBetween(10, 12);
        assertThat(lines().subList(1, 10))
                .allSatisfy(line ->
                        assertThat(line).matches("the backend refuses the internal key.* status=401 .* times=\\d+"));
        assertThat(log.events.list.get(0).getLevel()).isEqualTo(Level.ERROR);
    }

    @Test
    void otherRefusalsNameTheAuctionTheMinuteAndTheReason() {
        delivery.backend.then(422);
        delivery.take(Minutes.minute("a", 0));
        delivery.run(Duration.ofMinutes(10));
        assertThat(lines())
                .containsExactly("the backend refuses the snapshot; it is set aside"
                        + " status=422 reason=scripted auction=a minute=2025-10-21T14:15:00Z times=1");
    }

    @Test
    void manyRefusalsAreOneLineAMinuteWithTheNumber() {
        delivery.backend.otherwise = (path, body) -> Reply.of(422);
        minutes(3);
        assertThat(lines()).hasSizeBetween(3, 4);
        assertThat(lines().get(1)).matches("the backend refuses the snapshot; .* status=422 .* times=\\d+");
    }

    @Test
    void anOutageIsLoggedWhenItBeginsAndWhenItEnds() {
        delivery.backend.otherwise = FakeBackend.unreachable();
        minutes(10);
        delivery.backend.otherwise = (path, body) -> Reply.of(200);
        delivery.run(Duration.ofMinutes(2));
        assertThat(lines()).hasSizeLessThan(20);
        assertThat(lines().stream().filter(line -> line.contains("is unavailable")))
                .containsExactly(
                        "the backend is unavailable; snapshots wait on disk reason=connection lost waiting=30");
        assertThat(lines().stream().filter(line -> line.contains("is available again")))
                .hasSize(1);
    }

    @Test
    void aFullDiskIsOneLineAMinuteAndTheNumberDropped() {
        delivery.disk.fault = FailingDisk.Fault.FULL;
        minutes(60);
        assertThat(lines().get(0)).contains("cannot be written").contains("disk is full");
        assertThat(lines()).hasSizeLessThan(200);
        assertThat(lines())
                .anyMatch(line -> line.matches("snapshots were dropped snapshots=\\d+ reason=.* memory is full"));
    }

    private void minutes(int number) {
        for (int minute = 0; minute < number; minute++) {
            delivery.take(Minutes.ofAuctions(30, minute));
            delivery.run(Duration.ofMinutes(1));
        }
    }

    private List<String> lines() {
        return log.lines();
    }
}
