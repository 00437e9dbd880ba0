package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionId;

/** A snapshot in the outbox. Ids increase in the order of arrival and are not reused while the process runs. */
record OutboxRecord(long id, EncodedSnapshot snapshot) {

    AuctionId auction() {
        return snapshot.auction();
    }
}
