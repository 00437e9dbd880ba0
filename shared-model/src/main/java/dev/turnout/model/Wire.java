package dev.turnout.model;

/** Names that both servers, and the systems around them, spell the same. */
public final class Wire {

    /** The header that carries the internal key. */
    public static final String INTERNAL_KEY_HEADER = "X-Internal-Request";

    /** Base path of the counted audience, {@code query.slug = auction-<id>}. */
    public static final String AUDIENCE_PATH = "/auction/";

    /** Base path of the lobby, which is not counted. */
    public static final String LOBBY_PATH = "/socket/";

    /** On socket-server: the rooms that have viewers. */
    public static final String LIVE_ROOMS_PATH = "/api/v1/auctions";

    /** On socket-server: the snapshots that wait for the backend or were set aside. */
    public static final String OUTBOX_PATH = "/api/v1/outbox";

    /** On socket-server: sends the snapshots again that were set aside. */
    public static final String OUTBOX_RETRY_PATH = OUTBOX_PATH + "/retry";

    public static final String VIEWER_COUNT_UPDATE = "viewerCountUpdate";
    public static final String VIEWER_STATS = "viewerStats";
    public static final String PLAYER_BIDDING_UPDATE = "playerBiddingUpdate";
    public static final String PLAYER_SOLD_UPDATE = "playerSoldUpdate";
    public static final String AUCTION_STATUS_UPDATE = "auctionStatusUpdate";
    public static final String HEARTBEAT = "heartbeat";
    public static final String HEARTBEAT_ACK = "heartbeat-ack";
    public static final String PRESENCE = "presence";
    public static final String VIEWERS = "viewers";

    /** On the lobby: the client names the auctions whose counts it shows. */
    public static final String WATCH_COUNTS = "watchCounts";

    /** On the lobby: the counts that changed. */
    public static final String VIEWER_COUNTS = "viewerCounts";

    private Wire() {}

    /** On backend-api: where the snapshots of an auction go. */
    public static String snapshotPath(AuctionId id) {
        return "/api/v1/auctions/" + id + "/analytics/snapshot";
    }

    /** On socket-server: publishes an event to the auction's room. */
    public static String eventsPath(AuctionId id) {
        return "/api/v1/auctions/" + id + "/events";
    }

    /** On socket-server: ends the auction's sessions. */
    public static String closePath(AuctionId id) {
        return "/api/v1/auctions/" + id + "/close";
    }
}
