package dev.turnout.acceptance.kit;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What Chromium's threads ran, in the "Trace Event Format": complete events ("X") with their CPU time ({@code tdur}). */
final class ChromeTrace {

    private final JsonNode events;

    private ChromeTrace(JsonNode events) {
        this.events = events;
    }

    static ChromeTrace of(byte[] json) {
        return new ChromeTrace(
                Json.parse(new String(json, StandardCharsets.UTF_8)).path("traceEvents"));
    }

    double longestTaskMillis(String threadName) {
        Set<String> threads = StreamSupport.stream(events.spliterator(), false)
                .filter(event -> event.path("name").asText().equals("thread_name"))
                .filter(event -> event.path("args").path("name").asText().equals(threadName))
                .map(ChromeTrace::thread)
                .collect(Collectors.toSet());
        return StreamSupport.stream(events.spliterator(), false)
                .filter(event -> event.path("ph").asText().equals("X"))
                .filter(event -> threads.contains(thread(event)))
                .mapToDouble(event -> event.path("tdur").asDouble() / 1_000)
                .max()
                .orElseThrow(() -> new AssertionError("no task of " + threadName + " was recorded"));
    }

    private static String thread(JsonNode event) {
        return event.path("pid").asText() + " " + event.path("tid").asText();
    }
}
