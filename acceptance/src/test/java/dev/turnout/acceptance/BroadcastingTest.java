package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When counts and events go out, and what a slow reader costs. */
class BroadcastingTest {

    @RegisterExtension
    static final Product product = Product.withFakeBackend();

    @Test
    void theLastCountOfAFlashCrowdIsExactForEverySession() {
        String auction = product.newAuction();
        List<Viewer> crowd = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            crowd.add(product.viewer().connects("auction-" + auction));
        }
        crowd.forEach(viewer -> viewer.sees(150));
        crowd.subList(0, 100).forEach(Viewer::leaves);
        crowd.subList(100, 150).forEach(viewer -> viewer.sees(50));
    }

    @Test
    void aFlashCrowdReceivesFarFewerCountsThanItsSquare() {
        String auction = product.newAuction();
        List<Viewer> crowd = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            crowd.add(product.viewer().connects("auction-" + auction));
        }
        crowd.forEach(viewer -> viewer.sees(200));
        int frames = crowd.stream().mapToInt(viewer -> viewer.counts().size()).sum();
        assertThat(frames).isLessThan(200 * 200 / 4);
    }

    @Test
    void aSlowReaderDelaysNobodyAndIsClosedWithANamedReason() {
        String auction = product.newAuction();
        Viewer viewer = product.viewer().joins(auction);
        try (RawWebSocket slow = slowReader(auction, "")) {
            slow.send("40");
            viewer.sees(2);
            JsonNode large = Json.of("'" + "x".repeat(60_000) + "'");
            double closedBefore = slowReadersClosed();
            eventually(() -> {
                product.internalApi().publishes(auction, "large", large);
                assertThat(slowReadersClosed()).isGreaterThan(closedBefore);
            });
            viewer.sees(1);
            int published = viewer.payloads("large").size();
            product.internalApi().publishes(auction, "last", Json.number(1));
            viewer.receives("last", Json.number(1));
            assertThat(published).isPositive();
            assertThat(viewer.isDisconnected()).isFalse();
        }
    }

    @Test
    void aSlowReaderThatIsRemovedReadsWhatWasSentBeforeThenTheCloseFrame() {
        String auction = product.newAuction();
        Viewer viewer = product.viewer().joins(auction);
        try (RawWebSocket slow = slowReader(auction, "&viewerId=7")) {
            slow.send("40");
            viewer.sees(2);
            JsonNode large = Json.of("'" + "x".repeat(60_000) + "'");
            int[] published = new int[1];
            eventually(() -> {
                product.internalApi().publishes(auction, "large", large);
                published[0]++;
                assertThat(product.socketServer().metric("turnout_engine_outbound_bytes"))
                        .isGreaterThan(100_000);
            });
            assertThat(product.internalApi().removesViewer(auction, "7", 0)).isEqualTo(1);
            viewer.sees(1);

            List<String> read = new ArrayList<>();
            RawWebSocket.Frame frame = slow.frame();
            while (frame.opcode() == RawWebSocket.TEXT) {
                read.add(frame.text());
                frame = slow.frame();
            }
            assertThat(frame.closeCode()).isEqualTo(1000);
            assertThat(read).filteredOn(text -> text.startsWith("42[\"large\"")).hasSize(published[0]);
            assertThat(read).last().isEqualTo("41");
        }
    }

    /** A connection with little room for what it does not read; it has read the open packet. */
    private static RawWebSocket slowReader(String auction, String query) {
        RawConnection connection =
                RawConnection.from("127.0.0.1", product.socketServer().port(), 4096);
        RawWebSocket slow =
                RawWebSocket.over(connection, "/auction/?EIO=4&transport=websocket&slug=auction-" + auction + query);
        slow.text();
        return slow;
    }

    private static double slowReadersClosed() {
        return product.socketServer()
                .http()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("turnout_engine_closed_total") && line.contains("outbound queue full"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void aClientThatDoesNotReadLosesNoEventWithinItsBound() {
        String auction = product.newAuction();
        Viewer viewer = product.viewer(ClientKind.DEFAULT).joins(auction);
        for (int i = 0; i < 300; i++) {
            product.internalApi().publishes(auction, "n", Json.number(i));
        }
        viewer.receivesNumbers("n", 300);
    }
}
