package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.Minutes.minute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.HandedOver.Taken;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandedOverTest {

    private static final int MINUTES = 20_000;

    private final HandedOver handedOver = new HandedOver(3);

    @Test
    void everythingIsTakenOnce() {
        handedOver.append(List.of(minute("a", 0)));
        handedOver.append(List.of(minute("a", 1)));
        handedOver.draft(List.of(minute("a", 2)));
        assertThat(handedOver.take())
                .isEqualTo(new Taken(List.of(minute("a", 0), minute("a", 1)), 0, List.of(minute("a", 2))));
        assertThat(handedOver.take()).isEqualTo(new Taken(List.of(), 0, null));
    }

    @Test
    void aDraftIsDroppedWhenAMinuteIsAppendedAfterIt() {
        handedOver.draft(List.of(minute("a", 0)));
        handedOver.append(List.of(minute("a", 0)));
        assertThat(handedOver.take().draft()).isNull();
    }

    @Test
    void aMinuteIsRejectedWhenTheBoundIsReached() {
        handedOver.append(Minutes.ofAuctions(4, 0));
        handedOver.append(Minutes.ofAuctions(4, 1));
        handedOver.append(Minutes.ofAuctions(2, 2));
        assertThat(handedOver.take()).isEqualTo(new Taken(Minutes.ofAuctions(4, 0), 6, null));
        handedOver.append(Minutes.ofAuctions(2, 3));
        assertThat(handedOver.take().finished()).hasSize(2);
    }

    /** The draft of minute n + 1 replaces that of minute n on disk, which is lost unless minute n is stored before. */
    @Test
    void aDraftIsNeverTakenWithoutTheMinutesAppendedBeforeIt() throws InterruptedException {
        HandedOver unbounded = new HandedOver(Integer.MAX_VALUE);
        Thread sampler = new Thread(() -> {
            for (int i = 0; i < MINUTES; i++) {
                unbounded.append(List.of(minute("a", i)));
                unbounded.draft(List.of(minute("a", i + 1)));
            }
        });
        sampler.start();
        int finished = 0;
        while (finished < MINUTES) {
            Taken taken = unbounded.take();
            finished += taken.finished().size();
            List<AuctionMinute> draft = taken.draft();
            if (draft != null) {
                assertThat(draft.get(0)).isEqualTo(minute("a", finished));
            }
        }
        sampler.join();
    }
}
