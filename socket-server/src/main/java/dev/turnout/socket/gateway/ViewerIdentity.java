package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.Handshake;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.ViewerSession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Who a client says it is: {@code viewerId} in {@code auth}, else in the query. Any thread. */
public final class ViewerIdentity {

    private static final String FIELD = "viewerId";
    static final int LONGEST = 64;

    private final byte[] salt;

    /** @param salt the same on all servers whose viewers are counted together; secret, or hashes could be guessed back */
    public ViewerIdentity(String salt) {
        this.salt = salt.getBytes(StandardCharsets.UTF_8);
    }

    /** A session for this client. A client that names no viewer, or one that is no short text, is its own viewer. */
    ViewerSession session(AuctionId auction, Handshake handshake) {
        String key = key(handshake).orElse(null);
        return new ViewerSession(auction, key, hash(key));
    }

    private static Optional<String> key(Handshake handshake) {
        JsonNode inAuth = handshake.auth().path(FIELD);
        Optional<String> given = inAuth.isTextual()
                ? Optional.of(inAuth.textValue())
                : Optional.ofNullable(handshake.query().get(FIELD));
        return given.map(String::strip).filter(key -> !key.isEmpty() && key.length() <= LONGEST);
    }

    /** What stands for this viewer in sketches; a random number for a session that is its own viewer. */
    long hash(@Nullable String key) {
        if (key == null) {
            return ThreadLocalRandom.current().nextLong();
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            digest.update(key.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
