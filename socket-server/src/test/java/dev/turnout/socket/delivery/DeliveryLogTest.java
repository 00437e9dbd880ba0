package dev.turnout.socket.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
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
import org.slf4j.LoggerFactory;

/** The log lines of an operator when something fails: one per fact, and a bounded number. */
class DeliveryLogTest {

    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(SnapshotDelivery.class);

    @TempDir
    Path directory;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private DeliveryFixture delivery;

    @BeforeEach
    void listen() throws IOException {
        log.start();
        LOGGER.addAppender(log);
        delivery = new DeliveryFixture(directory, 64 << 20, 1_000, new Random(1));
    }

    @AfterEach
    void leave() {
        LOGGER.detachAppender(log);
        assertThat(lines()).noneMatch(line -> line.contains("k3y-for") || line.contains("backend.test"));
    }

    @Test
    void aWrongKeyIsOneClearLineAMinuteWithTheNumber() {
        delivery.backend.otherwise = (path, body) -> Reply.of(401);
        minutes(10);
        assertThat(lines().get(0)).contains("INTERNAL_API_KEY").contains("401");
        assertThat(lines()).hasSizeBetween(10, 12);
        assertThat(lines().subList(1, 10))
                .allSatisfy(
                        line -> assertThat(line).matches("In the last minute, \\d+ more: snapshots refused with 401"));
        assertThat(log.list.get(0).getLevel()).isEqualTo(Level.ERROR);
    }

    @Test
    void otherRefusalsNameTheAuctionTheMinuteAndTheReason() {
        delivery.backend.then(422);
        delivery.take(Minutes.minute("a", 0));
        delivery.run(Duration.ofMinutes(10));
        assertThat(lines())
                .containsExactly("The backend refuses the snapshot of auction a, 2025-10-21T14:15:00Z (422: scripted):"
                        + " it is set aside");
    }

    @Test
    void manyRefusalsAreOneLineAMinuteWithTheNumber() {
        delivery.backend.otherwise = (path, body) -> Reply.of(422);
        minutes(3);
        assertThat(lines()).hasSizeBetween(3, 4);
        assertThat(lines().get(1)).matches("In the last minute, \\d+ more: snapshots refused with 422");
    }

    @Test
    void anOutageIsLoggedWhenItBeginsAndWhenItEnds() {
        delivery.backend.otherwise = FakeBackend.unreachable();
        minutes(10);
        delivery.backend.otherwise = (path, body) -> Reply.of(200);
        delivery.run(Duration.ofMinutes(2));
        assertThat(lines()).hasSizeLessThan(20);
        assertThat(lines().stream().filter(line -> line.contains("is unavailable")))
                .containsExactly("The backend is unavailable (connection lost): 30 snapshots wait on disk");
        assertThat(lines().stream().filter(line -> line.contains("is available again")))
                .hasSize(1);
    }

    @Test
    void aFullDiskIsOneLineAMinuteAndTheNumberDropped() {
        delivery.disk.fault = FailingDisk.Fault.FULL;
        minutes(60);
        assertThat(lines().get(0)).contains("cannot write").contains("disk is full");
        assertThat(lines()).hasSizeLessThan(200);
        assertThat(lines()).anyMatch(line -> line.matches("\\d+ snapshots dropped: .* memory is full"));
    }

    private void minutes(int number) {
        for (int minute = 0; minute < number; minute++) {
            delivery.take(Minutes.ofAuctions(30, minute));
            delivery.run(Duration.ofMinutes(1));
        }
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
