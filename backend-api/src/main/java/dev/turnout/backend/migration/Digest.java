package dev.turnout.backend.migration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.turnout.backend.storage.StoredSnapshot;
import dev.turnout.model.Json;
import dev.turnout.model.ViewerSketch;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over records in their order, independent of the database they were read from. One thread. */
final class Digest {

    private static final ObjectWriter WRITER = Json.MAPPER.writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private final MessageDigest digest;

    Digest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    Digest add(Object dataRecord) {
        try {
            digest.update(WRITER.writeValueAsString(dataRecord).getBytes(StandardCharsets.UTF_8));
            return this;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of the storage can be written as JSON", e);
        }
    }

    void add(StoredSnapshot stored) {
        add(stored.snapshot());
        ViewerSketch sketch = stored.sketch();
        if (sketch != null) {
            digest.update(sketch.toBytes());
        }
    }

    /** Ends the digest. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
