package dev.turnout.settings;

import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.TreeMap;

/**
 * The components of a configuration, nested records included, by their path: for tests that every setting arrives in its
 * own component and in no other.
 */
public final class RecordValues {

    private RecordValues() {}

    public static Map<String, String> of(Record record) {
        Map<String, String> values = new TreeMap<>();
        collect("", record, values);
        return values;
    }

    /** The components of {@code changed} that differ from {@code base}, with their new values. */
    public static Map<String, String> difference(Record base, Record changed) {
        Map<String, String> before = of(base);
        Map<String, String> after = of(changed);
        after.entrySet().removeIf(entry -> entry.getValue().equals(before.get(entry.getKey())));
        return after;
    }

    private static void collect(String prefix, Record record, Map<String, String> values) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = value(component, record);
            String path = prefix + component.getName();
            if (value instanceof Record nested) {
                collect(path + ".", nested, values);
            } else {
                values.put(path, String.valueOf(value));
            }
        }
    }

    private static Object value(RecordComponent component, Record record) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
