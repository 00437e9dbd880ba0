package dev.turnout.backend.edge;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/** What the head of a request takes in memory, roughly. */
final class HeadMemory {

    /** What a header field takes beside its characters. */
    private static final int FIELD_BYTES = 160;

    private HeadMemory() {}

    static long of(int characters, int fields) {
        return characters + (long) fields * FIELD_BYTES;
    }

    static long of(HttpFields headers) {
        int characters = 0;
        for (HttpField field : headers) {
            characters += field.getName().length();
            characters += field.getValue() == null ? 0 : field.getValue().length();
        }
        return of(characters, headers.size());
    }
}
