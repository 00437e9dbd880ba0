package dev.turnout.backend.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.turnout.backend.analytics.Analytics;
import dev.turnout.backend.auctions.AuctionChange;
import dev.turnout.backend.auctions.Auctions;
import dev.turnout.backend.relay.LiveCounts;
import dev.turnout.backend.storage.AnalyticsSwitch;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.AuctionStatus;
import dev.turnout.model.AuctionId;
import io.javalin.http.Context;
import io.javalin.http.Header;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** Auctions, for admins. */
final class AuctionRoutes {

    private static final int LONGEST_TITLE = 200;
    private static final int GENERATED_ID_LENGTH = 10;
    private static final String GENERATED_ID_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    private record NewAuction(
            @Nullable String id,
            @Nullable String title,
            @Nullable Boolean enableViewerAnalytics) {}

    private record Patch(
            @Nullable String title,
            @Nullable String status,
            @Nullable Boolean enableViewerAnalytics) {}

    private record SparklineAxis(Instant from, int stepSeconds) {}

    private record AuctionList(
            boolean success,
            @JsonInclude(Include.NON_NULL) @Nullable SparklineAxis sparkline,
            List<AuctionView> auctions) {}

    private final String basePath;
    private final Auctions auctions;
    private final Analytics analytics;
    private final LiveCounts liveCounts;
    private final SecureRandom random = new SecureRandom();

    AuctionRoutes(Auctions auctions, Analytics analytics, LiveCounts liveCounts, String basePath) {
        this.analytics = analytics;
        this.basePath = basePath;
        this.auctions = auctions;
        this.liveCounts = liveCounts;
    }

    void list(Context ctx) {
        if (AnalyticsRoutes.flag(ctx, "sparkline")) {
            Analytics.Sparklines lines = analytics.sparklines();
            SparklineAxis axis = new SparklineAxis(lines.from(), lines.stepSeconds());
            Answers.largeJson(ctx, new AuctionList(true, axis, views(lines.counts())));
        } else {
            Answers.largeJson(ctx, new AuctionList(true, null, views(Map.of())));
        }
    }

    private List<AuctionView> views(Map<String, List<@Nullable Integer>> sparklines) {
        LiveCounts.Counts counts = liveCounts.recent();
        Map<AuctionId, AnalyticsSwitch> switches = auctions.newestSwitches();
        return auctions.all().stream()
                .map(auction -> AuctionView.inList(
                        auction,
                        counts,
                        switches.get(auction.id()),
                        sparklines.get(auction.id().value())))
                .toList();
    }

    void create(Context ctx) {
        NewAuction wanted = Bodies.json(ctx, NewAuction.class);
        AuctionId id = wanted.id() == null ? generatedId() : id(wanted.id());
        boolean analytics = Boolean.TRUE.equals(wanted.enableViewerAnalytics());
        Auction auction = auctions.create(id, title(wanted.title()), analytics, Gate.adminOf(ctx))
                .orElseThrow(() -> Problem.of(HttpStatus.CONFLICT_409, "there is an auction with the id " + id));
        ctx.status(HttpStatus.CREATED_201);
        ctx.header(Header.LOCATION, basePath + "/api/v1/auctions/" + id);
        ctx.json(view(auction));
    }

    void get(Context ctx) {
        ctx.json(view(auctions.find(Paths.auction(ctx)).orElseThrow(Problem::noAuction)));
    }

    void patch(Context ctx) {
        AuctionId id = Paths.auction(ctx);
        AuctionChange change = change(Bodies.json(ctx, Patch.class));
        ctx.json(view(auctions.change(id, change, Gate.adminOf(ctx)).orElseThrow(Problem::noAuction)));
    }

    void delete(Context ctx) {
        if (!auctions.delete(Paths.auction(ctx), Gate.adminOf(ctx))) {
            throw Problem.noAuction();
        }
        ctx.json(Success.of("Auction deleted"));
    }

    private AuctionView view(Auction auction) {
        return AuctionView.alone(auction, liveCounts.recent(), auctions.switches(auction.id()));
    }

    private static AuctionChange change(Patch patch) {
        AuctionChange change = new AuctionChange(
                patch.title() == null ? null : title(patch.title()),
                patch.status() == null ? null : status(patch.status()),
                patch.enableViewerAnalytics());
        if (change.isNothing()) {
            throw Problem.badRequest("there is nothing to change: give title, status or enableViewerAnalytics");
        }
        return change;
    }

    private static AuctionStatus status(String word) {
        return AuctionStatus.parse(word)
                .orElseThrow(() -> Problem.badRequest("status is one of scheduled, live, ended"));
    }

    private static String title(@Nullable String title) {
        return Texts.line("title", title == null ? "" : title, LONGEST_TITLE);
    }

    private static AuctionId id(String id) {
        return AuctionId.parse(id).orElseThrow(() -> Problem.badRequest("id has 1 to 64 letters, digits, '_' or '-'"));
    }

    private AuctionId generatedId() {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < GENERATED_ID_LENGTH; i++) {
            id.append(GENERATED_ID_LETTERS.charAt(random.nextInt(GENERATED_ID_LETTERS.length())));
        }
        return new AuctionId(id.toString());
    }
}
