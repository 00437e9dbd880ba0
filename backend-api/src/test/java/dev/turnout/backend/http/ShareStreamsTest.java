package dev.turnout.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.storage.Share;
import dev.turnout.model.AuctionId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShareStreamsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ShareStreams streams = new ShareStreams(meters);

    private static Share share(int id) {
        return new Share("share-" + id, new AuctionId("a"), Instant.EPOCH, "admin", null);
    }

    @Test
    void aLinkHasTwoAtATime() {
        assertThat(streams.tryBegin(share(1))).isTrue();
        assertThat(streams.tryBegin(share(1))).isTrue();
        assertThat(streams.tryBegin(share(1))).isFalse();
        assertThat(streams.tryBegin(share(2))).isTrue();
        assertThat(meters.get("turnout.share.streams.refused").counter().count())
                .isEqualTo(1);

        streams.end(share(1));
        assertThat(streams.tryBegin(share(1))).isTrue();
        assertThat(streams.tryBegin(share(1))).isFalse();
    }

    @Test
    void allLinksTogetherHaveEight() {
        List<Share> begun = new ArrayList<>();
        for (int id = 0; id < 20; id++) {
            if (streams.tryBegin(share(id))) {
                begun.add(share(id));
            }
        }
        assertThat(begun).hasSize(8);

        begun.forEach(streams::end);
        assertThat(streams.tryBegin(share(1))).isTrue();
    }
}
