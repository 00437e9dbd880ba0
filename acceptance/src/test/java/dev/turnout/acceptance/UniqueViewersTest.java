package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Different viewers over a span: the hash of a viewer is the same after restarts and with a new internal key. */
class UniqueViewersTest {

    private static final String NEW_KEY = "acceptance-key-new-987654";

    @RegisterExtension
    final Product product =
            Product.withBothServers().shortMinutes().backend("INTERNAL_API_KEY", Product.KEY + "," + NEW_KEY);

    private final String auction = product.newAuction();

    @Test
    void aViewerIsTheSameAfterTheInternalKeyWasReplaced() {
        watchesForAMinute(1);
        product.socketServer().setting("INTERNAL_API_KEY", NEW_KEY);
        product.socketServer().restart();
        watchesForAMinute(2);
        assertThat(unique()).isEqualTo(1);
    }

    @Test
    void withAnotherSaltEveryViewerIsNew() throws IOException {
        watchesForAMinute(1);
        Path salt = product.dataDirectory("socket-server").resolve("viewer-hash-salt");
        assertThat(Files.readString(salt).strip()).hasSizeGreaterThanOrEqualTo(16);
        product.socketServer().setting("VIEWER_HASH_SALT", "another salt of the viewers");
        product.socketServer().restart();
        watchesForAMinute(2);
        assertThat(unique()).isEqualTo(2);
    }

    /** @param runs how many runs of socket-server have posted a minute with this viewer then */
    private void watchesForAMinute(int runs) {
        if (runs == 1) {
            product.admin().createsAuction(auction);
        }
        product.viewer().withQuery("viewerId", "7").joins(auction).sees(1).leaves();
        eventually(() -> assertThat(product.admin()
                        .analytics(auction, "timeRange=all")
                        .path("summary")
                        .path("serverRuns")
                        .asInt())
                .isEqualTo(runs));
    }

    private int unique() {
        return product.admin()
                .analytics(auction, "timeRange=all")
                .path("summary")
                .path("uniqueViewers")
                .asInt();
    }
}
