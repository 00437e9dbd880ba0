package dev.turnout.socket.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.model.ViewerSketch;
import dev.turnout.socket.audience.ListedViewer;
import dev.turnout.socket.audience.RoomDetail;
import dev.turnout.socket.audience.RoomDetail.Listed;
import dev.turnout.socket.audience.UniqueViewers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link RoomDetail} as JSON. Different viewers are given as hashes while they are few, else as a sketch. */
final class DetailCodec {

    /** Hashes of more viewers are larger than a sketch; up to here the number over all nodes is exact. */
    private static final int MOST_HASHES = 1_000;

    private DetailCodec() {}

    static ObjectNode encode(RoomDetail detail) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("peak", detail.peak());
        Optional<long[]> hashes = detail.unique().hashes(MOST_HASHES);
        if (hashes.isPresent()) {
            json.put(
                    "unique", NodeCodec.pack(Arrays.stream(hashes.get()).boxed().toList()));
        } else {
            json.put("sketch", detail.unique().sketch().encode());
        }
        json.putPOJO("sections", detail.sections());
        json.putPOJO("countries", detail.countries());
        var viewers = json.putArray("viewers");
        for (Listed listed : detail.viewers()) {
            viewers.addObject()
                    .put("viewer", listed.viewerHash())
                    .put("name", listed.shown().name())
                    .put("avatar", listed.shown().avatar())
                    .put("section", listed.shown().section())
                    .put("since", listed.shown().since());
        }
        return json;
    }

    /** @throws IllegalArgumentException when it is malformed */
    static RoomDetail decode(JsonNode json) {
        List<Listed> viewers = new ArrayList<>();
        for (JsonNode viewer : json.path("viewers")) {
            viewers.add(new Listed(
                    CensusCodec.number(viewer, "viewer"),
                    new ListedViewer(
                            Objects.requireNonNullElse(text(viewer, "name"), ""),
                            text(viewer, "avatar"),
                            text(viewer, "section"),
                            CensusCodec.number(viewer, "since"))));
        }
        return new RoomDetail(
                CensusCodec.count(json.path("peak")),
                unique(json),
                Objects.requireNonNullElse(NodeCodec.numbers(json.path("sections")), Map.of()),
                Objects.requireNonNullElse(NodeCodec.numbers(json.path("countries")), Map.of()),
                viewers);
    }

    private static UniqueViewers unique(JsonNode json) {
        if (json.path("sketch").isTextual()) {
            return UniqueViewers.of(ViewerSketch.decode(json.path("sketch").asText()));
        }
        UniqueViewers unique = new UniqueViewers();
        NodeCodec.unpack(json.path("unique").asText()).forEach(unique::add);
        return unique;
    }

    private static @Nullable String text(JsonNode json, String field) {
        return json.path(field).isTextual() ? json.path(field).asText() : null;
    }
}
