package dev.turnout.backend.http;

import dev.turnout.backend.auctions.Auctions;
import dev.turnout.model.AuctionId;
import dev.turnout.model.InternalKeys;
import dev.turnout.model.StatsTicket;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Issues the tickets with which an admin's browser receives countries from socket-server. */
final class StatsTicketRoute {

    private static final Duration VALID = Duration.ofHours(1);

    private record Issued(boolean success, String ticket, Instant expiresAt) {}

    private final Auctions auctions;
    private final InternalKeys keys;
    private final InstantSource clock;

    StatsTicketRoute(Auctions auctions, InternalKeys keys, InstantSource clock) {
        this.auctions = auctions;
        this.keys = keys;
        this.clock = clock;
    }

    void issue(Context ctx) {
        AuctionId id = auctions.find(Paths.auction(ctx))
                .orElseThrow(Problem::noAuction)
                .id();
        Instant expiresAt = clock.instant().plus(VALID).truncatedTo(ChronoUnit.SECONDS);
        ctx.json(new Issued(true, StatsTicket.issue(keys, id, expiresAt), expiresAt));
    }
}
