package dev.turnout.socket.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.Event;
import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Json;
import dev.turnout.model.LiveRooms;
import dev.turnout.model.LiveRooms.LiveRoom;
import dev.turnout.model.Wire;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.Moment;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.socket.audience.RoomDetail;
import dev.turnout.socket.publishing.EventDelivery;
import dev.turnout.socket.publishing.EventDelivery.Delivery;
import dev.turnout.thread.OwnerThread;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The routes of the backend. Called on event loops. */
public final class AuctionRoutes {

    /** Event names reserved by Socket.IO, and events that only this server sends. */
    private static final Set<String> RESERVED = Set.of(
            "connect",
            "connect_error",
            "disconnect",
            "disconnecting",
            "newListener",
            "removeListener",
            Wire.VIEWER_COUNT_UPDATE,
            Wire.VIEWER_STATS,
            Wire.HEARTBEAT_ACK);

    private static final HttpReply NOT_SENT =
            HttpReply.problem(503, "the event could not be sent to the room; try again");

    /** An answer to a publisher does not wait longer for the count; it is left out then. */
    private static final Duration WAIT_FOR_THE_COUNT = Duration.ofMillis(250);

    private static final int LONGEST_EVENT_NAME = 128;
    private static final Pattern SOURCE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final int MOST_EXTERNAL_VIEWERS = 10_000_000;
    private static final int LONGEST_TTL_SECONDS = 3600;
    private static final int DEFAULT_TTL_SECONDS = 90;

    private final Audience audience;
    private final HttpSessions withoutSocket;
    private final EventDelivery events;
    private final ClusterLink cluster;
    private final OwnerThread audienceThread;
    private final AudienceAnswers answers;
    private final MomentSource clock;
    private final ExternalReports externalReports;

    public AuctionRoutes(
            HttpSessions withoutSocket, EventDelivery events, AudienceAnswers answers, ClusterLink cluster) {
        this.audience = answers.audience();
        this.withoutSocket = withoutSocket;
        this.events = events;
        this.cluster = cluster;
        this.audienceThread = answers.audienceThread();
        this.answers = answers;
        this.clock = answers.clock();
        this.externalReports = new ExternalReports(audience, audienceThread, clock);
    }

    void publish(HttpExchange exchange, String auction) {
        AuctionId id = RequestPath.auction(auction);
        JsonFields body = JsonFields.of(exchange.body());
        Event event = Event.of(eventName(body.text("event")), body.any("data"));
        CompletionStage<Delivery> delivery = events.publish(id, event);
        CompletableFuture<@Nullable Integer> viewers = CompletableFuture.<@Nullable Integer>supplyAsync(
                        () -> answers.countNow(id), audienceThread)
                .completeOnTimeout(null, WAIT_FOR_THE_COUNT.toMillis(), TimeUnit.MILLISECONDS);
        delivery.thenCombine(viewers, AuctionRoutes::delivered)
                .whenComplete((reply, failure) -> exchange.reply(failure == null ? reply : NOT_SENT));
    }

    private static String eventName(String name) {
        if (name.isBlank() || name.codePointCount(0, name.length()) > LONGEST_EVENT_NAME) {
            throw new BadRequest("event must have 1 to " + LONGEST_EVENT_NAME + " characters");
        }
        if (RESERVED.contains(name)) {
            throw new BadRequest("event must not be '" + name + "', which is reserved");
        }
        return name;
    }

    void close(HttpExchange exchange, String auction) {
        AuctionId id = RequestPath.auction(auction);
        JsonFields body = JsonFields.optional(exchange.body());
        ObjectNode status = JsonNodeFactory.instance
                .objectNode()
                .put("isLive", false)
                .put(
                        "startedAt",
                        body.instant("startedAt").map(Object::toString).orElse(null))
                .put("endedAt", body.instant("endedAt").orElseGet(this::now).toString());
        CompletionStage<Delivery> sent = events.close(id, Event.of(Wire.AUCTION_STATUS_UPDATE, status));
        CompletionStage<Void> ended = CompletableFuture.runAsync(() -> withoutSocket.close(id), audienceThread);
        replyDelivered(exchange, sent.thenCombine(ended, (reached, nothing) -> reached));
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.now().wallMillis());
    }

    private static void replyDelivered(HttpExchange exchange, CompletionStage<Delivery> delivery) {
        delivery.whenComplete((done, failure) -> exchange.reply(failure == null ? delivered(done, null) : NOT_SENT));
    }

    /** In a cluster also which servers did not answer in time; their sessions are not included. */
    private static HttpReply delivered(Delivery delivery, @Nullable Integer viewers) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("delivered", delivery.sessions());
        if (viewers != null) {
            body.put("currentViewers", viewers);
        }
        if (!delivery.missing().isEmpty()) {
            ArrayNode missing = body.put("incomplete", true).putArray("missing");
            delivery.missing().forEach(missing::add);
        }
        return HttpReply.json(200, body.toString());
    }

    /** The servers that count together. */
    void cluster(HttpExchange exchange) {
        answers.reply(exchange, () -> CountRoutes.live(cluster.status().get()));
    }

    /** Every auction with a viewer, in the order of the ids. */
    void list(HttpExchange exchange) {
        answers.replyWithDetail(exchange, Set.of(), this::liveRooms, rooms -> HttpReply.json(200, json(rooms)));
    }

    private List<LiveRoom> liveRooms() {
        return audience.rooms().stream()
                .filter(room -> room.count() > 0)
                .map(AuctionRoutes::liveRoom)
                .toList();
    }

    private static LiveRoom liveRoom(AuctionRoom room) {
        RoomDetail detail = room.detail();
        return new LiveRoom(room.id().value(), room.count(), detail.peak(), (int)
                detail.unique().count());
    }

    private static String json(List<LiveRoom> rooms) {
        List<LiveRoom> inOrder = new ArrayList<>(rooms);
        inOrder.sort(Comparator.comparing(LiveRoom::id));
        try {
            return Json.MAPPER.writeValueAsString(new LiveRooms(inOrder));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    void external(HttpExchange exchange, String auction, String source) {
        AuctionId id = RequestPath.auction(auction);
        if (!SOURCE.matcher(source).matches()) {
            throw new BadRequest("the source must have 1 to 64 letters, digits, '_', '.' or '-'");
        }
        JsonFields body = JsonFields.of(exchange.body());
        int count = body.integer("count", 0, MOST_EXTERNAL_VIEWERS);
        int ttl = body.integer("ttlSeconds", 1, LONGEST_TTL_SECONDS, DEFAULT_TTL_SECONDS);
        answers.reply(exchange, arrived -> report(id, source, count, Duration.ofSeconds(ttl), arrived));
    }

    private HttpReply report(AuctionId id, String source, int count, Duration ttl, Moment now) {
        if (!externalReports.report(id, source, count, ttl, now)) {
            return HttpReply.problem(409, "the auction has too many sources; let one expire, or set its count to 0");
        }
        cluster.externalReported().accept(id, source);
        return HttpReply.json(200, "{\"currentViewers\":" + answers.count(id) + "}");
    }
}
