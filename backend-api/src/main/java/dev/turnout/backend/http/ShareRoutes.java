package dev.turnout.backend.http;

import dev.turnout.backend.admin.Shares;
import dev.turnout.backend.auctions.Auctions;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.Share;
import dev.turnout.model.AuctionId;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** Read-only links to an auction, for admins, and the view of such a link for its holder. */
final class ShareRoutes {

    private record NewShare(@Nullable Instant expiresAt) {}

    private record ShareView(
            String id,
            Instant createdAt,
            String createdBy,
            @Nullable Instant expiresAt,
            boolean expired) {}

    private record ShareList(boolean success, List<ShareView> shares) {}

    private record NewShareAnswer(boolean success, ShareView share, String token) {}

    private record SharedAuction(
            boolean success, String auctionId, @Nullable Instant expiresAt) {}

    private final Auctions auctions;
    private final Shares shares;
    private final InstantSource clock;

    ShareRoutes(Auctions auctions, Shares shares, InstantSource clock) {
        this.auctions = auctions;
        this.shares = shares;
        this.clock = clock;
    }

    void list(Context ctx) {
        ctx.json(new ShareList(
                true, shares.all(auction(ctx)).stream().map(this::view).toList()));
    }

    void create(Context ctx) {
        AuctionId auction = auction(ctx);
        Instant expiresAt = Bodies.json(ctx, NewShare.class).expiresAt();
        if (expiresAt != null && (!expiresAt.isAfter(clock.instant()) || expiresAt.isAfter(Period.END))) {
            throw Problem.badRequest("expiresAt must be in the future, and at most " + Period.END);
        }
        Shares.Created created = shares.create(auction, expiresAt, Gate.adminOf(ctx))
                .orElseThrow(() -> Problem.of(HttpStatus.CONFLICT_409, "the auction has too many links; delete one"));
        ctx.status(HttpStatus.CREATED_201);
        ctx.json(new NewShareAnswer(true, view(created.share()), created.token()));
    }

    void revoke(Context ctx) {
        if (!shares.revoke(auction(ctx), ctx.pathParam("share"))) {
            throw Problem.of(HttpStatus.NOT_FOUND_404, "there is no such link");
        }
        ctx.json(Success.of("Link revoked"));
    }

    /** Which auction the holder of a link may read. */
    void shared(Context ctx) {
        Share share = Gate.shareOf(ctx);
        ctx.json(new SharedAuction(true, share.auction().value(), share.expiresAt()));
    }

    private ShareView view(Share share) {
        return new ShareView(
                share.id(), share.createdAt(), share.createdBy(), share.expiresAt(), !share.isValidAt(clock.instant()));
    }

    private AuctionId auction(Context ctx) {
        return auctions.find(Paths.auction(ctx)).orElseThrow(Problem::noAuction).id();
    }
}
