package dev.turnout.engine.loop;

import java.security.SecureRandom;
import java.util.Base64;

/** Unguessable ids: 120 random bits, base64url. Draws random bytes in bulk. Confined to one loop. */
public final class RandomIds {

    private static final int ID_BYTES = 15;
    private static final int BULK_BYTES = ID_BYTES * 256;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final SecureRandom random;
    private final byte[] bulk = new byte[BULK_BYTES];
    private int used = BULK_BYTES;

    public RandomIds(SecureRandom random) {
        this.random = random;
    }

    /** A new id, 20 characters. */
    public String next() {
        if (used == BULK_BYTES) {
            random.nextBytes(bulk);
            used = 0;
        }
        byte[] id = new byte[ID_BYTES];
        System.arraycopy(bulk, used, id, 0, ID_BYTES);
        used += ID_BYTES;
        return BASE64URL.encodeToString(id);
    }
}
