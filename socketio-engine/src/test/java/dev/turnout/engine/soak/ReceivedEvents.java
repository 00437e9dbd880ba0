package dev.turnout.engine.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.soak.ActionCounts.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The events that one session has received, and their check. Confined to its client's loop. */
final class ReceivedEvents {

    private final ActionCounts counts;
    private final DeliveryChecker deliveries;
    private @Nullable String offset;
    private String sessionId = "";

    ReceivedEvents(Consumer<String> violation, ActionCounts counts) {
        this.counts = counts;
        this.deliveries = new DeliveryChecker(violation);
    }

    /** @param recoverable whether a string at its end is an offset */
    void add(JsonNode event, boolean recoverable) {
        JsonNode last = event.get(event.size() - 1);
        if (recoverable && last.isTextual()) {
            offset = last.asText();
            deliveries.offset(offset);
        }
        switch (event.get(0).asText()) {
            case "own" -> own(event);
            case "news" -> {
                deliveries.event(
                        event.get(1).asText(),
                        event.get(2).asInt(),
                        event.get(3).asLong());
                counts.one(Action.EVENT);
            }
            default -> {
                deliveries.latest(
                        event.get(1).asText(),
                        event.get(2).asInt(),
                        event.get(3).asLong());
                counts.one(Action.VALUE);
            }
        }
    }

    private void own(JsonNode event) {
        counts.one(Action.OWN);
        deliveries.own(event.get(1).asLong());
        switch (event.path(2).asText()) {
            case "joined" -> {
                deliveries.joined(event.get(3).asText(), numbers(event.get(4)), numbers(event.get(5)));
                sessionId = event.get(6).asText();
            }
            case "left" -> deliveries.left(event.get(3).asText());
            default -> {
                // only its number counts
            }
        }
    }

    private static List<Long> numbers(JsonNode array) {
        List<Long> numbers = new ArrayList<>();
        array.forEach(each -> numbers.add(each.asLong()));
        return numbers;
    }

    /** The last offset that was received; null when none was. */
    @Nullable String offset() {
        return offset;
    }

    /** The id of the session, once it has joined a room; else nothing. */
    String sessionId() {
        return sessionId;
    }

    Set<String> rooms() {
        return Set.copyOf(deliveries.rooms());
    }

    /** See {@link DeliveryChecker#missing}. */
    List<String> missing(Published published, boolean withValues) {
        return deliveries.missing(published.events(), withValues ? published.newestValues() : Map.of());
    }
}
