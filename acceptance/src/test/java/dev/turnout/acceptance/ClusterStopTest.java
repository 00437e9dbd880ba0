package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.ClusterProduct;
import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Viewer;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server of a cluster that is stopped while events are published on it. */
class ClusterStopTest {

    private static final int PUBLISHERS = 4;

    @RegisterExtension
    final ClusterProduct cluster = ClusterProduct.of(2);

    private final String auction = cluster.node(1).newAuction() + "-stop";
    private final AtomicInteger next = new AtomicInteger();
    private final Collection<Integer> accepted = new ConcurrentLinkedQueue<>();

    @Test
    void everyEventThatItHasAcceptedIsReceivedOnTheOtherServers() {
        Viewer viewer = cluster.node(2).viewer().joins(auction).sees(1);
        List<CompletableFuture<Void>> publishers = Stream.generate(() -> CompletableFuture.runAsync(this::publishes))
                .limit(PUBLISHERS)
                .toList();
        eventually(() -> assertThat(accepted).hasSizeGreaterThan(20));

        cluster.node(1).socketServer().terminate();
        publishers.forEach(CompletableFuture::join);

        cluster.node(2).internalApi().publishes(auction, "end", Json.number(0));
        viewer.receives("end", Json.number(0));
        assertThat(viewer.payloads("n"))
                .doesNotHaveDuplicates()
                .containsAll(accepted.stream().map(Json::number).toList());
    }

    /** Until nobody answers any more. */
    private void publishes() {
        Http server = cluster.node(1).internalApi().http();
        try {
            while (true) {
                int number = next.getAndIncrement();
                String event = "{\"event\":\"n\",\"data\":" + number + "}";
                if (server.post("/api/v1/auctions/" + auction + "/events", event)
                                .status()
                        == 200) {
                    accepted.add(number);
                }
            }
        } catch (UncheckedIOException refused) {
            assertThat(accepted).isNotEmpty();
        }
    }
}
