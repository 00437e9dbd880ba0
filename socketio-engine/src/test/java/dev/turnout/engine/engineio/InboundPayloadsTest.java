package dev.turnout.engine.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What clients send, to the byte, and the packets in it; {@code -} where it is refused. {@code ␞} stands for the record
 * separator, {@code #} begins bytes in hex, {@code ~} stands for nothing at all.
 */
class InboundPayloadsTest {

    /** POST bodies of revision 4. */
    private static final String REVISION_4 = """
            one message                    | 4hello                 | MESSAGE hello
            an empty message               | 4                      | MESSAGE
            three packets                  | 4a␞4b␞3                | MESSAGE a, MESSAGE b, PONG
            a close                        | 1                      | CLOSE
            a ping                         | 2                      | PING
            a ping with data               | 2probe                 | PING probe
            the forbidden ones are packets | 0␞5␞6                  | OPEN, UPGRADE, NOOP
            binary                         | bAQIDBA==              | MESSAGE <01020304>
            binary without padding         | bAQIDBA                | MESSAGE <01020304>
            no bytes                       | b                      | MESSAGE <>
            binary among text              | 4a␞bAQI=␞4b            | MESSAGE a, MESSAGE <0102>, MESSAGE b
            digits in a message            | 4␞442                  | MESSAGE, MESSAGE 42
            characters of 2, 3 and 4 bytes | 4é€😀                  | MESSAGE é€😀
            a colon is nothing special     | 4a:b                   | MESSAGE a:b
            a line end is data             | #340a                  | MESSAGE \\n

            nothing                        | ~                      | -
            a separator only               | ␞                      | -
            a separator before             | ␞4a                    | -
            a separator behind             | 4a␞                    | -
            two separators                 | 4a␞␞4b                 | -
            an unknown type                | 7                      | -
            a letter                       | abc                    | -
            a space before                 | #203461                | -
            a payload of revision 3        | 6:4hello               | NOOP :4hello
            broken base64                  | b?                     | -
            base64 of one character        | bA                     | -
            base64 for URLs                | b_-8=                  | -
            no UTF-8                       | #3480                  | -
            a type beyond ASCII            | ４                     | -
            one bad among good             | 4a␞x␞4b                | -
            """;

    /** POST bodies of revision 3 that hold text. Lengths count UTF-16 units. */
    private static final String REVISION_3 = """
            one message                    | 6:4hello               | MESSAGE hello
            an empty message               | 1:4                    | MESSAGE
            three packets                  | 2:4a2:4b1:2            | MESSAGE a, MESSAGE b, PING
            a close                        | 1:1                    | CLOSE
            a ping with data               | 6:2probe               | PING probe
            a colon is data                | 4:4a:b                 | MESSAGE a:b
            a separator is data            | 4:4a␞b                 | MESSAGE a␞b
            leading zeros                  | 0006:4hello            | MESSAGE hello
            a character of 2 bytes         | 2:4é2:4a               | MESSAGE é, MESSAGE a
            a character of 3 bytes         | 2:4€2:4a               | MESSAGE €, MESSAGE a
            an emoji is two units          | 3:4😀2:4a              | MESSAGE 😀, MESSAGE a
            binary in base64               | 10:b4AQIDBA==          | MESSAGE <01020304>
            no bytes                       | 2:b4                   | MESSAGE <>
            binary among text              | 2:4a6:b4AQI=2:4b       | MESSAGE a, MESSAGE <0102>, MESSAGE b

            nothing                        | ~                      | -
            no length                      | abc                    | -
            an empty length                | :4a                    | -
            a negative length              | -1:4a                  | -
            a hexadecimal length           | a:4bcdefghij           | -
            digits of another script       | ２:4a                  | -
            an empty packet                | 0:                     | -
            a length without a packet      | 6:                     | -
            shorter than its length        | 6:4hell                | -
            longer than its length         | 5:4hello               | -
            a length beyond all bounds     | 9999999999:4a          | -
            a length that overflows        | 4294967298:4a          | -
            half an emoji                  | 2:4😀                  | -
            an unknown type                | 1:7                    | -
            a payload of revision 4        | 4hello                 | -
            binary without a type          | 9:bAQIDBA==            | -
            broken base64                  | 3:b4?                  | -
            no UTF-8                       | #323a3480              | -
            """;

    /** POST bodies of revision 3 that hold bytes: marker, digits of the length, 255, packet. */
    private static final String REVISION_3_BINARY = """
            text                           | #00 06 ff 3468656c6c6f              | MESSAGE hello
            binary                         | #01 05 ff 0401020304                | MESSAGE <01020304>
            no bytes                       | #01 01 ff 04                        | MESSAGE <>
            text and binary                | #00 02 ff 3461 01 03 ff 040102      | MESSAGE a, MESSAGE <0102>
            a length of two digits         | #00 01 00 ff 34616161616161616161   | MESSAGE aaaaaaaaa
            leading zeros                  | #00 00 00 02 ff 3461                | MESSAGE a
            a length counts bytes          | #00 03 ff 34c3a9                    | MESSAGE é
            a ping                         | #00 01 ff 32                        | PING
            base64 within                  | #00 06 ff 623441514920 00 01 ff 32  | -

            nothing                        | ~                                   | -
            a marker only                  | #00                                 | -
            another marker                 | #02 02 ff 3461                      | -
            no length                      | #00 ff 3461                         | -
            a length without its end       | #00 02 3461                         | -
            digits in ASCII                | #00 32 ff 3461                      | -
            shorter than its length        | #00 03 ff 3461                      | -
            longer than its length         | #00 01 ff 3461                      | -
            a length beyond all bounds     | #00 09 09 09 09 09 09 09 09 09 09 ff 34 | -
            an empty packet                | #00 00 ff                           | -
            an empty binary packet         | #01 00 ff                           | -
            a binary packet of type 7      | #01 01 ff 07                        | -
            a binary packet with a digit   | #01 02 ff 3401                      | -
            text that is no UTF-8          | #00 02 ff 3480                      | -
            """;

    private static Stream<Arguments> rows(String table) {
        return table.lines().filter(line -> !line.isBlank()).map(line -> {
            String[] cells = line.split("\\|", -1);
            return Arguments.of(cells[0].strip(), bytes(cells[1].strip()), cells[2].strip());
        });
    }

    static Stream<Arguments> revision4() {
        return rows(REVISION_4);
    }

    static Stream<Arguments> revision3() {
        return rows(REVISION_3);
    }

    static Stream<Arguments> revision3Binary() {
        return rows(REVISION_3_BINARY);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("revision4")
    void ofRevision4(String name, byte[] body, String expected) {
        assertThat(shown(() -> PayloadRevision4.decode(body))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("revision3")
    void ofRevision3(String name, byte[] body, String expected) {
        assertThat(shown(() -> PayloadRevision3.decodeText(body))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("revision3Binary")
    void ofRevision3InBytes(String name, byte[] body, String expected) {
        assertThat(shown(() -> PayloadRevision3.decodeBinary(body))).isEqualTo(expected);
    }

    /** Binary websocket messages: revision 3 begins them with the type, revision 4 does not. */
    @ParameterizedTest
    @MethodSource("binaryFrames")
    void inBinaryFrames(int revision, String hex, String expected) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(shown(() -> List.of(EngineIoPacketDecoder.binary(revision, Unpooled.wrappedBuffer(bytes)))))
                .isEqualTo(expected);
    }

    static Stream<Arguments> binaryFrames() {
        return Stream.of(
                Arguments.of(4, "010203", "MESSAGE <010203>"),
                Arguments.of(4, "", "MESSAGE <>"),
                Arguments.of(4, "04", "MESSAGE <04>"),
                Arguments.of(3, "04010203", "MESSAGE <010203>"),
                Arguments.of(3, "04", "MESSAGE <>"),
                Arguments.of(3, "01", "CLOSE <>"),
                Arguments.of(3, "", "-"),
                Arguments.of(3, "07", "-"),
                Arguments.of(3, "34", "-"),
                Arguments.of(3, "ff", "-"));
    }

    private interface Decoding {
        List<InboundPacket> packets() throws PacketFormatException;
    }

    private static String shown(Decoding decoding) {
        try {
            return decoding.packets().stream().map(InboundPayloadsTest::shown).collect(Collectors.joining(", "));
        } catch (PacketFormatException e) {
            return "-";
        }
    }

    private static String shown(InboundPacket packet) {
        String data = packet.binary()
                ? "<" + ByteBufUtil.hexDump(packet.data()) + ">"
                : packet.data().toString(StandardCharsets.UTF_8);
        return (packet.type() + " " + data.replace('\u001e', '␞').replace("\n", "\\n")).strip();
    }

    private static byte[] bytes(String written) {
        if (written.startsWith("#")) {
            return HexFormat.of().parseHex(written.substring(1).replace(" ", ""));
        }
        String text = written.equals("~") ? "" : written.replace('␞', '\u001e');
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
