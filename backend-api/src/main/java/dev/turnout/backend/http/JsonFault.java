package dev.turnout.backend.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.turnout.model.Json;
import java.util.stream.Collectors;

/** What is wrong with a JSON body, in words of our own: the library's would show class names and pieces of the body. */
final class JsonFault {

    private JsonFault() {}

    static String words(JsonProcessingException wrong) {
        if (wrong instanceof StreamConstraintsException) {
            return "the JSON is nested deeper than " + Json.MAX_DEPTH + " levels, or has a name or number too long";
        }
        if (wrong instanceof ValueInstantiationException && wrong.getCause() instanceof NullPointerException missing) {
            return String.valueOf(missing.getMessage());
        }
        if (wrong instanceof JsonMappingException mapping) {
            String path = path(mapping);
            return path.isEmpty()
                    ? "the body is not a JSON object of the expected form"
                    : path + " is missing or has the wrong type";
        }
        JsonLocation where = wrong.getLocation();
        return "the body is not valid JSON"
                + (where == null ? "" : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")");
    }

    private static String path(JsonMappingException mapping) {
        return mapping.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }
}
