package dev.turnout.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;

/** What a backend publishes to an auction's room: body of {@link Wire#eventsPath}. */
public record PublishedEvent(String event, JsonNode data) {

    public PublishedEvent {
        Objects.requireNonNull(event, "event is missing");
        Objects.requireNonNull(data, "data is missing");
    }
}
