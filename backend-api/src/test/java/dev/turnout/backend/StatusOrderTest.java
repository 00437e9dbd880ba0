package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.backend.auctions.AuctionChange;
import dev.turnout.backend.auctions.Auctions;
import dev.turnout.backend.relay.SocketServerClient;
import dev.turnout.backend.storage.AuctionStatus;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.sqlite.SqliteStorage;
import dev.turnout.model.AuctionId;
import dev.turnout.model.InternalKeys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two admins change the status of an auction at the same time. */
class StatusOrderTest {

    private static final AuctionId ID = new AuctionId("123");

    private final StandInSocketServer socketServer = started();
    private final SocketServerClient client = new SocketServerClient(
            HttpUrl.get(socketServer.url()),
            InternalKeys.parse(Backend.KEY),
            Duration.ofMinutes(1),
            new SimpleMeterRegistry());

    @TempDir
    private Path folder;

    private Storage storage;
    private Auctions auctions;

    private static StandInSocketServer started() {
        try {
            return new StandInSocketServer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void anAuction() {
        storage = new SqliteStorage(folder);
        storage.start();
        auctions = new Auctions(storage, client, new HandClock("2026-05-04T12:00:30Z"));
        auctions.create(ID, "T", true, "me");
    }

    @AfterEach
    void close() {
        client.close();
        storage.close();
        socketServer.close();
    }

    @Test
    void aChangeIsNotMadeBeforeTheRoomHasTheOneBefore() throws InterruptedException {
        Thread second = new Thread(() -> change(AuctionStatus.ENDED));
        AtomicReference<AuctionStatus> meanwhile = new AtomicReference<>();
        socketServer.whenPublished(() -> {
            socketServer.whenPublished(() -> {});
            second.start();
            await().until(() -> second.getState() == Thread.State.BLOCKED);
            meanwhile.set(auctions.find(ID).orElseThrow().status());
        });

        change(AuctionStatus.LIVE);
        second.join();

        assertThat(meanwhile).hasValue(AuctionStatus.LIVE);
        assertThat(socketServer.published()).hasSize(2);
        assertThat(socketServer.published().get(1)).contains("\"isLive\":false");
    }

    private void change(AuctionStatus status) {
        auctions.change(ID, new AuctionChange(null, status, null), "me");
    }
}
