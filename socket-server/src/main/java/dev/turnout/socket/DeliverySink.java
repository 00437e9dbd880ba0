package dev.turnout.socket;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.SnapshotDelivery;
import dev.turnout.socket.sampling.SnapshotSink;
import java.util.List;

/** Connects the sampler to delivery; neither package imports the other. */
record DeliverySink(SnapshotDelivery delivery) implements SnapshotSink {

    @Override
    public void finished(List<AuctionMinute> minutes) {
        delivery.append(minutes);
    }

    @Override
    public void draft(List<AuctionMinute> minutes) {
        delivery.draft(minutes);
    }
}
