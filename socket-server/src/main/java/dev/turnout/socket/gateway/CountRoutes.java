package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.RoomDetail;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/** The counts. A request costs the audience thread a few look-ups and never makes a room. Called on event loops. */
public final class CountRoutes {

    private static final int MOST_IDS = 500;
    private static final String CACHE_CONTROL = "Cache-Control";

    /** Spreads every count over all bits of the tag, so that two lists of counts hardly ever share one. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private final AudienceAnswers answers;

    public CountRoutes(AudienceAnswers answers) {
        this.answers = answers;
    }

    /** One auction in full. */
    void one(HttpExchange exchange, String stream) {
        AuctionId id = RequestPath.auction(stream);
        answers.replyWithDetail(
                exchange, Set.of(id), () -> Figures.of(answers.audience().room(id)), figures -> live(figures.json()));
    }

    private record Figures(int current, int peak, long unique, Map<String, Integer> sections) {

        static Figures of(Optional<AuctionRoom> room) {
            return room.map(Figures::of).orElse(new Figures(0, 0, 0, Map.of()));
        }

        private static Figures of(AuctionRoom room) {
            RoomDetail detail = room.detail();
            return new Figures(room.count(), detail.peak(), detail.unique().count(), detail.sections());
        }

        ObjectNode json() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("currentViewers", current);
            body.put("peakViewers", peak);
            body.put("uniqueViewers", unique);
            ObjectNode sectionCounts = body.putObject("sections");
            sections.forEach(sectionCounts::put);
            return body;
        }
    }

    /** Many auctions' counts, for clients that poll: unchanged counts cost no body (RFC 9110, section 13.1.2). */
    void many(HttpExchange exchange) {
        List<AuctionId> ids = List.copyOf(ids(String.join(",", exchange.queryValues("ids"))));
        String known = exchange.header("If-None-Match").orElse("");
        answers.reply(
                exchange, () -> ids.stream().mapToInt(answers::count).toArray(), counts -> counts(ids, counts, known));
    }

    private static Set<AuctionId> ids(String list) {
        if (list.isEmpty()) {
            throw new BadRequest("ids is missing: use ?ids=a,b,c");
        }
        String[] parts = list.split(",", MOST_IDS + 1);
        if (parts.length > MOST_IDS) {
            throw new BadRequest("ids must be at most " + MOST_IDS);
        }
        Set<AuctionId> ids = new LinkedHashSet<>();
        for (String part : parts) {
            ids.add(RequestPath.auction(part.strip()));
        }
        return ids;
    }

    private static HttpReply counts(List<AuctionId> ids, int[] counts, String known) {
        StringJoiner body = new StringJoiner(",", "{", "}"); // an id needs no escaping
        long tag = 0;
        for (int i = 0; i < counts.length; i++) {
            body.add("\"" + ids.get(i) + "\":" + counts[i]);
            tag = (tag + counts[i] + 1) * SPREAD;
        }
        String etag = "\"" + Long.toHexString(tag) + "\"";
        HttpReply reply = EntityTag.matches(known, etag)
                ? new HttpReply(304, Map.of(), "")
                : HttpReply.json(200, body.toString());
        return reply.withHeader("ETag", etag)
                .withHeader("Access-Control-Expose-Headers", "ETag")
                .withHeader(CACHE_CONTROL, "private, no-cache");
    }

    /** An answer that must not be cached. */
    static HttpReply live(ObjectNode body) {
        return HttpReply.json(200, body.toString()).withHeader(CACHE_CONTROL, "no-store");
    }
}
