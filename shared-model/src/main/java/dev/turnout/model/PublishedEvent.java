package dev.turnout.model;

import com.fasterxml.jackson.databind.JsonNode;

/** What a backend publishes to an auction's room: body of {@link Wire#eventsPath}. */
public record PublishedEvent(String event, JsonNode data) {}
