package dev.turnout.engine.abuse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bytes to send. */
final class Bytes {

    private Bytes() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    static byte[] times(int times, byte[] each) {
        ByteBuffer all = ByteBuffer.allocate(times * each.length);
        for (int i = 0; i < times; i++) {
            all.put(each);
        }
        return all.array();
    }
}
