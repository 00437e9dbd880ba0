package dev.turnout.backend.analytics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.backend.storage.Marker;
import dev.turnout.backend.storage.Period;
import dev.turnout.model.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Groups the markers of an auction into lots. A lot begins with the first bid after a sale, or with a bid or a sale of
 * another name, and ends with its sale. Pure.
 */
final class Lots {

    private static final List<String> NAME_FIELDS = List.of("name", "player", "playerName", "title");

    private Lots() {}

    /** @param markers of one lot, oldest first, at least one */
    record Group(@Nullable String name, List<Marker> markers) {

        @Nullable Marker opening() {
            Marker first = markers.get(0);
            return first.kind() == Marker.Kind.BIDDING ? first : null;
        }

        @Nullable Marker hammer() {
            Marker last = markers.get(markers.size() - 1);
            return last.kind() == Marker.Kind.SOLD ? last : null;
        }

        int bids() {
            return (int) markers.stream()
                    .filter(marker -> marker.kind() == Marker.Kind.BIDDING)
                    .count();
        }

        Instant start() {
            return markers.get(0).timestamp();
        }

        Instant end() {
            return markers.get(markers.size() - 1).timestamp();
        }

        Period span() {
            return new Period(start(), end().plusMillis(1));
        }
    }

    /** @param markers oldest first */
    static List<Group> of(List<Marker> markers) {
        List<Group> lots = new ArrayList<>();
        List<Marker> open = new ArrayList<>();
        String name = null;
        for (Marker marker : markers) {
            String next = name(marker.data());
            boolean otherName = name != null && next != null && !name.equals(next);
            if (!open.isEmpty() && otherName) {
                lots.add(new Group(name, List.copyOf(open)));
                open.clear();
                name = null;
            }
            open.add(marker);
            name = name == null ? next : name;
            if (marker.kind() == Marker.Kind.SOLD) {
                lots.add(new Group(name, List.copyOf(open)));
                open.clear();
                name = null;
            }
        }
        if (!open.isEmpty()) {
            lots.add(new Group(name, List.copyOf(open)));
        }
        return lots;
    }

    private static @Nullable String name(@Nullable String data) {
        if (data == null) {
            return null;
        }
        try {
            JsonNode node = Json.tree(data);
            return NAME_FIELDS.stream()
                    .map(node::get)
                    .filter(Objects::nonNull)
                    .flatMap(value -> value.isObject() ? Stream.ofNullable(value.get("name")) : Stream.of(value))
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::textValue)
                    .findFirst()
                    .orElse(null);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
