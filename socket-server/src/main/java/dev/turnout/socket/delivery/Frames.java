package dev.turnout.socket.delivery;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Records in a file, such that what is spoilt is recognised and costs only itself.
 *
 * <p>A frame is a mark (4 bytes), the length of its payload (4), that length inverted (4), a CRC32C of the payload (4)
 * and the payload. Length and inversion agree or the header is spoilt; so a frame that reaches beyond the file is one
 * whose writing was cut short, not one with a flipped bit. The mark holds bytes that UTF-8 never has, so no body can
 * look like the begin of a frame.
 *
 * <p>Works on whole files in memory; positions are relative to the buffer's start.
 */
final class Frames {

    static final int HEADER = 16;
    static final int MAX_PAYLOAD = 2 << 20;

    private static final int MARK = 0xFF54FE31;

    private Frames() {}

    interface Visitor {
        void frame(int at, ByteBuffer payload);
    }

    /** Appends a frame to the buffer, its payload written by {@code content}. */
    static void put(ByteBuffer out, Consumer<ByteBuffer> content) {
        int at = out.position();
        out.position(at + HEADER);
        content.accept(out);
        int length = out.position() - at - HEADER;
        out.putInt(at, MARK).putInt(at + 4, length).putInt(at + 8, ~length);
        out.putInt(at + 12, crc(out.slice(at + HEADER, length)));
    }

    /** Shows every whole frame, in order, and answers where the last one ends. */
    static int scan(ByteBuffer file, Visitor visitor) {
        int end = 0;
        int at = nextMark(file, 0);
        while (at >= 0) {
            Optional<ByteBuffer> payload = payload(file, at);
            if (payload.isPresent()) {
                end = at + HEADER + payload.get().remaining();
                visitor.frame(at, payload.get());
                at = nextMark(file, end);
            } else {
                at = nextMark(file, at + 1);
            }
        }
        return end;
    }

    /** The payload of the frame at this position, if it is whole. */
    static Optional<ByteBuffer> payload(ByteBuffer file, int at) {
        int length = length(file, at);
        if (length < 0 || at + HEADER + length > file.limit()) {
            return Optional.empty();
        }
        ByteBuffer payload = file.slice(at + HEADER, length);
        return crc(payload.duplicate()) == file.getInt(at + 12) ? Optional.of(payload) : Optional.empty();
    }

    /** Length of the payload according to the header at this position; negative if that is no header. */
    static int length(ByteBuffer file, int at) {
        if (at + HEADER > file.limit() || file.getInt(at) != MARK) {
            return -1;
        }
        int length = file.getInt(at + 4);
        return length == ~file.getInt(at + 8) && length <= MAX_PAYLOAD ? length : -1;
    }

    /**
     * How many frames were lost behind the last whole one, as far as it can be told. None, if the rest is what a write
     * leaves that was cut short: the begin of a frame, be it followed by zeros that a power cut left unwritten.
     */
    static int lostBehind(ByteBuffer file, int end) {
        int zeros = beginOfZeros(file);
        int lost = 0;
        int at = end;
        while (at < zeros) {
            int length = length(file, at);
            int frameEnd = at + HEADER + Math.max(0, length);
            if (frameEnd > zeros && (length >= 0 || unfinishedHeader(file, at, zeros))) {
                return lost;
            }
            lost++;
            int next = length >= 0 ? frameEnd : nextMark(file, at + 1);
            at = next < 0 ? zeros : next;
        }
        return lost;
    }

    private static int beginOfZeros(ByteBuffer file) {
        int at = file.limit();
        while (at > 0 && file.get(at - 1) == 0) {
            at--;
        }
        return at;
    }

    private static boolean unfinishedHeader(ByteBuffer file, int at, int end) {
        for (int i = 0; i < Math.min(end - at, 4); i++) {
            if (file.get(at + i) != (byte) (MARK >> (24 - 8 * i))) {
                return false;
            }
        }
        return true;
    }

    private static int nextMark(ByteBuffer file, int from) {
        for (int at = from; at + HEADER <= file.limit(); at++) {
            if (file.get(at) == (byte) 0xFF && file.getInt(at) == MARK) {
                return at;
            }
        }
        return -1;
    }

    private static int crc(ByteBuffer payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload);
        return (int) crc.getValue();
    }
}
