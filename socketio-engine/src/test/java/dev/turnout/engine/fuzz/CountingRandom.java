package dev.turnout.engine.fuzz;

import java.security.SecureRandom;

/** Makes ids that an input can name: the first, the second and so on. */
final class CountingRandom extends SecureRandom {

    private static final long serialVersionUID = 1;
    private static final int ID_BYTES = 15;

    static final String FIRST_ID = "A".repeat(20);

    @Override
    public void nextBytes(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % ID_BYTES == ID_BYTES - 1 ? i / ID_BYTES : 0);
        }
    }
}
