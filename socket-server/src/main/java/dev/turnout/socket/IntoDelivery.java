package dev.turnout.socket;

import dev.turnout.socket.delivery.MinuteSnapshot;
import dev.turnout.socket.delivery.SnapshotDelivery;
import dev.turnout.socket.sampling.AuctionMinute;
import dev.turnout.socket.sampling.SnapshotSink;
import java.util.List;

/** Sampling and delivery do not know each other; this is how minutes get from one to the other. */
record IntoDelivery(SnapshotDelivery delivery) implements SnapshotSink {

    @Override
    public void finished(List<AuctionMinute> minutes) {
        delivery.append(forDelivery(minutes));
    }

    @Override
    public void unfinished(List<AuctionMinute> minutes) {
        delivery.draft(forDelivery(minutes));
    }

    private static List<MinuteSnapshot> forDelivery(List<AuctionMinute> minutes) {
        return minutes.stream()
                .map(minute -> new MinuteSnapshot(minute.auction(), minute.snapshot()))
                .toList();
    }
}
