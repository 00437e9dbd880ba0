package dev.turnout.backend.storage.mongo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of documents that other programs may have written: a number has any numeric type, and any field may
 * be absent.
 */
final class Fields {

    private static final String KEY = "k";
    private static final String VALUE = "v";

    private Fields() {}

    private static @Nullable Number number(Document document, String field) {
        return document.get(field) instanceof Number number ? number : null;
    }

    static @Nullable Integer integerOrNull(Document document, String field) {
        Number number = number(document, field);
        return number == null ? null : (Integer) (int) Math.round(number.doubleValue());
    }

    static int integer(Document document, String field) {
        Integer value = integerOrNull(document, field);
        return value == null ? 0 : value;
    }

    static @Nullable Long longOrNull(Document document, String field) {
        Number number = number(document, field);
        return number == null ? null : (Long) number.longValue();
    }

    static long longer(Document document, String field) {
        Long value = longOrNull(document, field);
        return value == null ? 0 : value;
    }

    static @Nullable Double doubleOrNull(Document document, String field) {
        Number number = number(document, field);
        return number == null ? null : (Double) number.doubleValue();
    }

    static double decimal(Document document, String field) {
        Double value = doubleOrNull(document, field);
        return value == null ? 0 : value;
    }

    static @Nullable String textOrNull(Document document, String field) {
        return document.get(field) instanceof String text ? text : null;
    }

    static String text(Document document, String field) {
        String value = textOrNull(document, field);
        return value == null ? "" : value;
    }

    static boolean flag(Document document, String field) {
        return Boolean.TRUE.equals(document.get(field));
    }

    static @Nullable Instant instantOrNull(Document document, String field) {
        return document.get(field) instanceof Date date ? date.toInstant() : null;
    }

    static Instant instant(Document document, String field) {
        Instant value = instantOrNull(document, field);
        return value == null ? Instant.EPOCH : value;
    }

    static byte @Nullable [] bytesOrNull(Document document, String field) {
        return document.get(field) instanceof Binary binary ? binary.getData() : null;
    }

    /** As an array of {@code {k, v}}, since a section's name may contain the dots that names of fields must not have. */
    static @Nullable List<Document> entries(@Nullable Map<String, ? extends Number> numbers) {
        if (numbers == null) {
            return null;
        }
        List<Document> entries = new ArrayList<>();
        numbers.forEach((key, value) -> entries.add(new Document(KEY, key).append(VALUE, value)));
        return entries;
    }

    static @Nullable Map<String, Integer> integersOrNull(Document document, String field) {
        return numbersOrNull(document, field, Number::intValue);
    }

    static @Nullable Map<String, Long> longsOrNull(Document document, String field) {
        return numbersOrNull(document, field, Number::longValue);
    }

    private static <N> @Nullable Map<String, N> numbersOrNull(
            Document document, String field, Function<Number, N> conversion) {
        if (!(document.get(field) instanceof List<?> entries)) {
            return null;
        }
        Map<String, N> numbers = new TreeMap<>();
        for (Object entry : entries) {
            if (entry instanceof Document pair && pair.get(VALUE) instanceof Number number) {
                numbers.put(text(pair, KEY), conversion.apply(number));
            }
        }
        return numbers;
    }

    /** Appends a field that has a value; an absent one is not stored. */
    static void put(Document document, String field, @Nullable Object value) {
        if (value != null) {
            document.append(field, value);
        }
    }
}
