package dev.turnout.backend.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.backend.auctions.Auctions;
import dev.turnout.backend.auctions.PlayerEvents;
import dev.turnout.backend.relay.Delivery;
import dev.turnout.backend.relay.Delivery.Delivered;
import dev.turnout.backend.relay.Delivery.Failed;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Marker;
import io.javalin.http.Context;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpStatus;

/** Relays bids and sales of players to the room. */
final class PlayerRoutes {

    private record Sent(boolean success, String message, int delivered) {}

    private final Auctions auctions;
    private final PlayerEvents events;

    PlayerRoutes(Auctions auctions, PlayerEvents events) {
        this.auctions = auctions;
        this.events = events;
    }

    void bidding(Context ctx) {
        publish(ctx, Marker.Kind.BIDDING, JsonNode::isObject, "the body must be a JSON object, the player");
    }

    void sold(Context ctx) {
        publish(
                ctx,
                Marker.Kind.SOLD,
                node -> node.isObject() || node.isTextual(),
                "the body must be a JSON object or string, the message");
    }

    private void publish(Context ctx, Marker.Kind kind, Predicate<JsonNode> isExpected, String expectation) {
        Auction auction = auctions.find(Paths.auction(ctx)).orElseThrow(Problem::noAuction);
        Bodies.Raw body = Bodies.raw(ctx);
        if (!isExpected.test(body.node())) {
            throw Problem.badRequest(expectation);
        }
        Delivery delivery = events.publish(auction, kind, body.text());
        if (delivery instanceof Failed failed) {
            throw Problem.of(HttpStatus.BAD_GATEWAY_502, failed.why().advice());
        }
        if (delivery instanceof Delivered delivered) {
            ctx.json(new Sent(true, "Sent to the room", delivered.sessions()));
        }
    }
}
