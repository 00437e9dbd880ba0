package dev.turnout.socket.gateway;

import dev.turnout.model.AuctionId;

/** What the parts of a path mean. */
final class RequestPath {

    private RequestPath() {}

    static AuctionId auction(String text) {
        return AuctionId.parse(text).orElseThrow(() -> new BadRequest(AuctionId.FORM));
    }
}
