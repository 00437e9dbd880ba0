package dev.turnout.backend.http;

import dev.turnout.model.AuctionId;
import io.javalin.http.Context;

/** Parameters in the path of a request. */
final class Paths {

    static final String ID = "id";

    private Paths() {}

    static AuctionId auction(Context ctx) {
        return AuctionId.parse(ctx.pathParam(ID)).orElseThrow(() -> Problem.badRequest(AuctionId.FORM));
    }
}
