package dev.turnout.socket;

import dev.turnout.engine.RecoveryKey;
import dev.turnout.model.InternalKeys;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Secrets that all servers of a cluster have to share, derived from the internal key, which they share already. */
final class ClusterSecrets {

    private ClusterSecrets() {}

    /** While the internal key is being replaced, a client that changes servers gets a new session. */
    static RecoveryKey recoveryKey(InternalKeys keys) {
        return RecoveryKey.of(derive(keys, "connection state recovery"));
    }

    static String viewerHashSalt(InternalKeys keys) {
        return HexFormat.of().formatHex(derive(keys, "viewer hashes"));
    }

    private static byte[] derive(InternalKeys keys, String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keys.current().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(purpose.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }
}
