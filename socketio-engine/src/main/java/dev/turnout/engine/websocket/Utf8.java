package dev.turnout.engine.websocket;

import io.netty.buffer.ByteBuf;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8 (RFC 3629), as RFC 6455, section 8.1 requires for text messages. */
public final class Utf8 {

    private static final long NON_ASCII = 0x8080_8080_8080_8080L;

    private Utf8() {}

    /** Whether the readable bytes are well-formed; leaves the indices where they are. */
    public static boolean isValid(ByteBuf bytes) {
        int index = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (end - index >= Long.BYTES && (bytes.getLong(index) & NON_ASCII) == 0) {
            index += Long.BYTES;
        }
        while (index < end && bytes.getByte(index) >= 0) {
            index++;
        }
        return index == end || decodes(bytes, index, end - index);
    }

    private static boolean decodes(ByteBuf bytes, int index, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes.nioBuffer(index, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
