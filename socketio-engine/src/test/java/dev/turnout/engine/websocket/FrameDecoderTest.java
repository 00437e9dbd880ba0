package dev.turnout.engine.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.websocket.ClientFrames.LengthForm;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a client's frames mean. A frame is written as its head, options and payload: {@code F1 Hello} is a final text
 * frame, {@code -1 Hel} one that is to be continued; the head's digit is the opcode, {@code +r} sets a reserved bit,
 * {@code +u} leaves it unmasked, {@code +16} and {@code +64} write a longer length than needed. {@code x*9} is a payload
 * of nine x, {@code #} begins one in hex, and {@code ~} a header that promises so many bytes.
 */
class FrameDecoderTest {

    private static final int MAX_PAYLOAD = 70_000;

    private static final String TABLE = """
            empty text                        | F1                          | text()
            short text                        | F1 Hello                    | text(Hello)
            short binary                      | F2 #00ff                    | binary(00ff)
            empty binary                      | F2                          | binary()
            longest short length              | F1 x*125                    | text(x*125)
            shortest 16-bit length            | F1 x*126                    | text(x*126)
            longest 16-bit length             | F1 x*65535                  | text(x*65535)
            shortest 64-bit length            | F1 x*65536                  | text(x*65536)
            largest message                   | F1 x*70000                  | text(x*70000)
            two messages                      | F1 a ; F1 b                 | text(a) text(b)
            characters of 2, 3 and 4 bytes    | F1 é€😀                     | text(é€😀)
            noncharacters are characters      | F1 #efbfbf                  | text(\uffff)

            two fragments                     | -1 Hel ; F0 lo              | other text(Hello)
            three binary fragments            | -2 #01 ; -0 #02 ; F0 #03    | other other binary(010203)
            empty fragments                   | -1 ; -0 ; F0                | other other text()
            ping between fragments            | -1 Hel ; F9 hi ; F0 lo      | other ping(hi) text(Hello)
            pong between fragments            | -1 Hel ; Fa ; F0 lo         | other other text(Hello)
            close between fragments           | -1 Hel ; F8 #03e8           | other close(1000)
            a message after a fragmented one  | -1 a ; F0 b ; F1 c          | other text(ab) text(c)
            a character cut by fragments      | -1 #f09f ; F0 #9880         | other text(😀)
            largest fragmented message        | -1 x*69999 ; F0 x           | other text(x*70000)
            ping within a largest message     | -1 x*70000 ; F9 hi ; F0     | other ping(hi) text(x*70000)

            empty ping                        | F9                          | ping()
            largest ping                      | F9 x*125                    | ping(x*125)
            pong that nobody asked for        | Fa hi                       | other

            close without a reason            | F8                          | close(1000)
            close with a code                 | F8 #03e8                    | close(1000)
            close with code and reason        | F8 #03e9627965              | close(1001)
            close with a library's code       | F8 #0bb8                    | close(3000)
            close with an application's code  | F8 #1387                    | close(4999)
            nothing after a close             | F8 #03e8 ; F1 late          | close(1000)

            close code 1003                   | F8 #03eb                    | close(1003)
            close code 1012, registered later | F8 #03f4                    | close(1012)
            close code 1014, registered later | F8 #03f6                    | close(1014)
            close code 1016, unassigned       | F8 #03f8                    | violation(PROTOCOL_ERROR)
            close code 1100, unassigned       | F8 #044c                    | violation(PROTOCOL_ERROR)
            close code 2000, reserved         | F8 #07d0                    | violation(PROTOCOL_ERROR)
            close code 65535                  | F8 #ffff                    | violation(PROTOCOL_ERROR)
            half a close code                 | F8 #03                      | violation(PROTOCOL_ERROR)
            close code 0                      | F8 #0000                    | violation(PROTOCOL_ERROR)
            close code 999                    | F8 #03e7                    | violation(PROTOCOL_ERROR)
            close code 1004, reserved         | F8 #03ec                    | violation(PROTOCOL_ERROR)
            close code 1005, for no code      | F8 #03ed                    | violation(PROTOCOL_ERROR)
            close code 1006, for no close     | F8 #03ee                    | violation(PROTOCOL_ERROR)
            close code 1015, for no TLS       | F8 #03f7                    | violation(PROTOCOL_ERROR)
            close code 2999                   | F8 #0bb7                    | violation(PROTOCOL_ERROR)
            close code 5000                   | F8 #1388                    | violation(PROTOCOL_ERROR)
            close reason that is no UTF-8     | F8 #03e8ff                  | violation(INVALID_DATA)

            first reserved bit                | F1+r1 a                     | violation(PROTOCOL_ERROR)
            second reserved bit               | F1+r2 a                     | violation(PROTOCOL_ERROR)
            third reserved bit                | F1+r3 a                     | violation(PROTOCOL_ERROR)
            not masked                        | F1+u a                      | violation(PROTOCOL_ERROR)
            reserved data opcode 3            | F3 a                        | violation(PROTOCOL_ERROR)
            reserved data opcode 7            | F7 a                        | violation(PROTOCOL_ERROR)
            reserved control opcode b         | Fb                          | violation(PROTOCOL_ERROR)
            reserved control opcode f         | Ff                          | violation(PROTOCOL_ERROR)
            fragmented ping                   | -9 hi                       | violation(PROTOCOL_ERROR)
            fragmented close                  | -8 #03e8                    | violation(PROTOCOL_ERROR)
            ping of 126 bytes                 | F9 x*126                    | violation(PROTOCOL_ERROR)
            short length in 16 bits           | F1+16 x*125                 | violation(PROTOCOL_ERROR)
            short length in 64 bits           | F1+64 x*125                 | violation(PROTOCOL_ERROR)
            16-bit length in 64 bits          | F1+64 x*65535               | violation(PROTOCOL_ERROR)
            negative length                   | F1 ~-1                      | violation(PROTOCOL_ERROR)
            continuation of nothing           | F0 a                        | violation(PROTOCOL_ERROR)
            continuation of a whole message   | F1 a ; F0 b                 | text(a) violation(PROTOCOL_ERROR)
            message within a message          | -1 a ; F1 b                 | other violation(PROTOCOL_ERROR)

            one byte too many                 | F1 ~70001                   | violation(TOO_BIG)
            more than memory holds            | F1 ~4611686018427387904     | violation(TOO_BIG)
            fragments too big together        | -1 x*70000 ; F0 x           | other violation(TOO_BIG)
            a lone continuation byte          | F1 #80                      | violation(INVALID_DATA)
            an overlong slash                 | F1 #c0af                    | violation(INVALID_DATA)
            half of a surrogate pair          | F1 #eda080                  | violation(INVALID_DATA)
            beyond Unicode                    | F1 #f4908080                | violation(INVALID_DATA)
            a character without its end       | F1 #61e282                  | violation(INVALID_DATA)
            after sixteen good characters     | F1 #6161616161616161616161616161616180 | violation(INVALID_DATA)
            fragments that are no UTF-8       | -1 #f09f ; F0 #41           | other violation(INVALID_DATA)
            binary need not be UTF-8          | F2 #eda080                  | binary(eda080)
            """;

    /** What the table feeds the decoder. */
    static Stream<byte[]> inputs() {
        return table().map(row -> bytes((String) row.get()[1]));
    }

    static Stream<Arguments> table() {
        return TABLE.lines().filter(line -> !line.isBlank()).map(line -> {
            String[] cells = line.split("\\|", -1);
            return Arguments.of(cells[0].strip(), cells[1].strip(), cells[2].strip());
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void framesThatComeTogether(String name, String frames, String expected) {
        assertThat(decode(List.of(bytes(frames)))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void framesThatComeByteByByte(String name, String frames, String expected) {
        byte[] bytes = bytes(frames);
        List<byte[]> pieces = new ArrayList<>();
        for (byte each : bytes) {
            pieces.add(new byte[] {each});
        }
        assertThat(decode(pieces)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void framesThatAreCutAnywhere(String name, String frames, String expected) {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(decode(cut(bytes(frames), new Random(seed))))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void theExampleOfTheStandardIsRead() {
        byte[] hello = HexFormat.of().parseHex("818537fa213d7f9f4d5158");
        assertThat(decode(List.of(hello))).isEqualTo("text(Hello)");
    }

    @Test
    void everyLengthUpToALongOneIsUnmaskedWell() {
        for (int length = 0; length < 300; length++) {
            String message = "abcdefghijk".repeat(28).substring(0, length);
            assertThat(decode(List.of(ClientFrames.text(message)))).isEqualTo("text(" + shown(message) + ")");
        }
    }

    // ---- reading the table

    private static byte[] bytes(String frames) {
        ByteBuf all = Unpooled.buffer();
        Arrays.stream(frames.split(" ; ", -1)).map(FrameDecoderTest::frame).forEach(all::writeBytes);
        return ByteBufUtil.getBytes(all);
    }

    private static byte[] frame(String written) {
        String[] parts = written.strip().split(" ", 2);
        String payload = parts.length == 1 ? "" : parts[1];
        String[] options = parts[0].split("\\+", -1);
        int head = (options[0].charAt(0) == 'F' ? 0x80 : 0) | Integer.parseInt(options[0].substring(1), 16);
        String option = options.length == 1 ? "" : options[1];
        if (option.startsWith("r")) {
            head |= 0x80 >> Integer.parseInt(option.substring(1));
        }
        if (payload.startsWith("~")) {
            return ClientFrames.headerOf(head, Long.parseLong(payload.substring(1)));
        }
        LengthForm form = option.equals("16")
                ? LengthForm.SIXTEEN_BITS
                : option.equals("64") ? LengthForm.SIXTY_FOUR_BITS : LengthForm.SHORTEST;
        return ClientFrames.frame(head, payload(payload), !option.equals("u"), form);
    }

    private static byte[] payload(String written) {
        if (written.startsWith("#")) {
            return HexFormat.of().parseHex(written.substring(1));
        }
        if (written.startsWith("x*")) {
            return "x".repeat(Integer.parseInt(written.substring(2))).getBytes(StandardCharsets.UTF_8);
        }
        return written.getBytes(StandardCharsets.UTF_8);
    }

    static List<byte[]> cut(byte[] bytes, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        int start = 0;
        while (start < bytes.length) {
            int end = Math.min(bytes.length, start + 1 + random.nextInt(1 + bytes.length / 3));
            pieces.add(Arrays.copyOfRange(bytes, start, end));
            start = end;
        }
        return pieces;
    }

    // ---- what came out

    static String decode(List<byte[]> pieces) {
        UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false, true);
        FrameDecoder decoder = new FrameDecoder(MAX_PAYLOAD);
        Seen seen = new Seen();
        try {
            for (byte[] piece : pieces) {
                decoder.decode(memory.buffer(piece.length).writeBytes(piece), memory, seen);
            }
        } catch (ProtocolViolation violation) {
            seen.add("violation(" + violation.code() + ")");
        }
        decoder.release();
        assertThat(memory.metric().usedHeapMemory()).as("bytes never released").isZero();
        return String.join(" ", seen.events);
    }

    private static final class Seen implements FrameDecoder.Sink {

        private final List<String> events = new ArrayList<>();
        private boolean ended;

        private void add(String event) {
            events.add(event);
        }

        @Override
        public void message(boolean text, ByteBuf payload) {
            add(
                    text
                            ? "text(" + shown(payload.toString(StandardCharsets.UTF_8)) + ")"
                            : "binary(" + ByteBufUtil.hexDump(payload) + ")");
        }

        @Override
        public void ping(ByteBuf payload) {
            add("ping(" + shown(payload.toString(StandardCharsets.UTF_8)) + ")");
        }

        @Override
        public void clientCloses(int code) {
            add("close(" + code + ")");
            ended = true;
        }

        @Override
        public void other() {
            add("other");
        }

        @Override
        public boolean ended() {
            return ended;
        }
    }

    private static String shown(String text) {
        return text.length() > 20 && text.equals("x".repeat(text.length())) ? "x*" + text.length() : text;
    }
}
