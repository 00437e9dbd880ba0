package dev.turnout.engine.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The query of a request target, decoded. Immutable. */
public final class QueryParameters {

    static final QueryParameters NONE = new QueryParameters("", Map.of());

    private static final int MAX_PARAMETERS = 1024;
    private static final int PARAMETER_BYTES = 200;
    private static final boolean HAS_PATH = false;
    private static final boolean SEMICOLON_IS_A_CHARACTER = true;

    private final String raw;
    private final Map<String, List<String>> values;

    private QueryParameters(String raw, Map<String, List<String>> values) {
        this.raw = raw;
        this.values = values;
    }

    /**
     * @param raw the text behind the question mark
     * @throws IllegalArgumentException when its percent-encoding is malformed
     */
    public static QueryParameters parse(String raw) {
        if (raw.isEmpty()) {
            return NONE;
        }
        QueryStringDecoder decoder =
                new QueryStringDecoder(raw, StandardCharsets.UTF_8, HAS_PATH, MAX_PARAMETERS, SEMICOLON_IS_A_CHARACTER);
        return new QueryParameters(raw, decoder.parameters());
    }

    /** The text that was parsed. */
    String raw() {
        return raw;
    }

    /** What it takes, roughly. */
    int memory() {
        return 2 * raw.length() + PARAMETER_BYTES * values.size();
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** The first value of this name. */
    public Optional<String> first(String name) {
        List<String> all = values.get(name);
        return all == null ? Optional.empty() : Optional.of(all.get(0));
    }

    /** The values of this name in the order of the query. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The first value of each name. */
    public Map<String, String> firstOfEach() {
        Map<String, String> first = new LinkedHashMap<>();
        values.forEach((name, all) -> first.put(name, all.get(0)));
        return first;
    }
}
