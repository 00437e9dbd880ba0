package dev.turnout.engine.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Limits;
import io.netty.buffer.Unpooled;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What clients write after the digit of an Engine.IO message, and what it means: the type, {@code n-} for attachments,
 * the namespace, {@code #id}, the data; or the reason that the connection ends with. {@code ~} stands for nothing.
 */
class PacketDecoderTest {

    private static final int DEPTH = 4;
    private static final int ATTACHMENTS = 10;

    private static final String TABLE = """
            connect                            | 0                              | CONNECT /
            connect with a payload             | 0{"token":"123"}               | CONNECT / {"token":"123"}
            connect with an empty payload      | 0{}                            | CONNECT / {}
            connect to the main namespace      | 0/                             | CONNECT /
            the same with a comma              | 0/,                            | CONNECT /
            connect to a namespace             | 0/admin                        | CONNECT /admin
            the same with a comma              | 0/admin,                       | CONNECT /admin
            the same with a payload            | 0/admin,{"a":1}                | CONNECT /admin {"a":1}
            a deeper namespace                 | 0/a/b-c.d,                     | CONNECT /a/b-c.d
            a namespace beyond ASCII           | 0/é😀,                         | CONNECT /é😀
            2.x: a namespace with a query      | 0/admin?token=1&uid=x          | CONNECT /admin
            the same with a comma              | 0/admin?token=1,               | CONNECT /admin
            the main namespace with a query    | 0/?token=1,                    | CONNECT /
            recovery                           | 0{"pid":"p","offset":"1"}      | CONNECT / {"pid":"p","offset":"1"}

            disconnect                         | 1                              | DISCONNECT /
            disconnect from a namespace        | 1/admin,                       | DISCONNECT /admin

            event                              | 2["foo"]                       | EVENT / ["foo"]
            event with arguments               | 2["foo",1,"a",{"b":[true]}]    | EVENT / ["foo",1,"a",{"b":[true]}]
            event of a namespace               | 2/admin,["bar"]                | EVENT /admin ["bar"]
            event that asks for an answer      | 212["foo"]                     | EVENT / #12 ["foo"]
            event of a namespace that asks     | 2/admin,13["foo"]              | EVENT /admin #13 ["foo"]
            id 0                               | 20["foo"]                      | EVENT / #0 ["foo"]
            leading zeros of an id             | 2007["foo"]                    | EVENT / #7 ["foo"]
            the largest id                     | 2999999999999999["foo"]        | EVENT / #999999999999999 ["foo"]
            an empty name                      | 2[""]                          | EVENT / [""]
            a number as name                   | 2[1]                           | EVENT / [1]
            null arguments                     | 2["a",null,null]               | EVENT / ["a",null,null]
            characters of 2, 3 and 4 bytes     | 2["é€😀"]                      | EVENT / ["é€😀"]
            escaped characters                 | 2["\\u00e9\\ud83d\\ude00"]     | EVENT / ["é😀"]
            white space within JSON            | 2 [ "a" , 1 ]                  | EVENT / ["a",1]
            what looks like a placeholder      | 2["a",{"_placeholder":true}]   | EVENT / ["a",{"_placeholder":true}]
            numbers stay what they are         | 2["a",1e3,-0.5,12345678901234567890] | EVENT / ["a",1000.0,-0.5,12345678901234567890]

            ack                                | 312[]                          | ACK / #12 []
            ack with arguments                 | 3/admin,13["bar",1]            | ACK /admin #13 ["bar",1]

            binary event                       | 51-["a",{"_placeholder":true,"num":0}] | BINARY_EVENT 1- / ["a",{"_placeholder":true,"num":0}]
            binary event of a namespace        | 52-/admin,["a",{},{}]          | BINARY_EVENT 2- /admin ["a",{},{}]
            binary event that asks             | 51-/admin,14["a",{}]           | BINARY_EVENT 1- /admin #14 ["a",{}]
            no attachments after all           | 50-["a"]                       | BINARY_EVENT / ["a"]
            leading zeros of a count           | 5001-["a"]                     | BINARY_EVENT 1- / ["a"]
            as many as allowed                 | 510-["a"]                      | BINARY_EVENT 10- / ["a"]
            binary ack                         | 61-15["bar",{}]                | BINARY_ACK 1- / #15 ["bar",{}]

            nothing                            | ~                              | PARSE_ERROR
            a letter for a type                | abc                            | PARSE_ERROR
            type 7                             | 7                              | PARSE_ERROR
            type 9                             | 9["a"]                         | PARSE_ERROR
            a space before the type            | #2032                          | PARSE_ERROR
            a digit of another script          | ２["a"]                        | PARSE_ERROR

            connect with a string              | 0"token"                       | PARSE_ERROR
            connect with an array              | 0[]                            | PARSE_ERROR
            connect with null                  | 0null                          | PARSE_ERROR
            connect with an id                 | 01                             | PARSE_ERROR
            connect with half an object        | 0{"a"                          | PARSE_ERROR
            disconnect with a payload          | 1{}                            | PARSE_ERROR
            disconnect with an id              | 11                             | PARSE_ERROR

            event without a payload            | 2                              | PARSE_ERROR
            event of a namespace without       | 2/admin,                       | PARSE_ERROR
            event with an object               | 2{}                            | PARSE_ERROR
            event with a string                | 2"a"                           | PARSE_ERROR
            event with a number                | 21                             | PARSE_ERROR
            event with null                    | 2null                          | PARSE_ERROR
            event without a name               | 2[]                            | PARSE_ERROR
            an object as name                  | 2[{}]                          | PARSE_ERROR
            an array as name                   | 2[["a"]]                       | PARSE_ERROR
            null as name                       | 2[null]                        | PARSE_ERROR
            true as name                       | 2[true]                        | PARSE_ERROR
            reserved: connect                  | 2["connect"]                   | PARSE_ERROR
            reserved: connect_error            | 2["connect_error"]             | PARSE_ERROR
            reserved: disconnect               | 2["disconnect"]                | PARSE_ERROR
            reserved: disconnecting            | 2["disconnecting"]             | PARSE_ERROR
            reserved: newListener              | 2["newListener"]               | PARSE_ERROR
            reserved: removeListener           | 2["removeListener"]            | PARSE_ERROR
            reserved as an argument is not     | 2["a","connect"]               | EVENT / ["a","connect"]

            letters for an id                  | 2abc["a"]                      | PARSE_ERROR
            a negative id                      | 2-1["a"]                       | PARSE_ERROR
            a fraction as id                   | 21.5["a"]                      | PARSE_ERROR
            an exponent in an id               | 21e3["a"]                      | PARSE_ERROR
            an id that no client counts to     | 29007199254740993["a"]         | PARSE_ERROR
            an id that overflows               | 299999999999999999999["a"]     | PARSE_ERROR
            a namespace without a slash        | 2admin,["a"]                   | PARSE_ERROR
            an id before the namespace         | 21/admin,["a"]                 | PARSE_ERROR

            ack without an id                  | 3[]                            | PARSE_ERROR
            ack without a payload              | 312                            | PARSE_ERROR
            ack with an object                 | 312{}                          | PARSE_ERROR
            ack with null                      | 312null                        | PARSE_ERROR
            an error from a client             | 4{"message":"x"}               | PARSE_ERROR
            an error that is a string          | 4"x"                           | PARSE_ERROR
            an error without a payload         | 4                              | PARSE_ERROR

            a count without its dash           | 51["a"]                        | PARSE_ERROR
            a count and nothing                | 51                             | PARSE_ERROR
            a dash without a count             | 5-["a"]                        | PARSE_ERROR
            a negative count                   | 5-1-["a"]                      | PARSE_ERROR
            a fraction of attachments          | 51.5-["a"]                     | PARSE_ERROR
            no count at all                    | 5["a"]                         | PARSE_ERROR
            a count without a payload          | 51-                            | PARSE_ERROR
            binary event without a name        | 51-[]                          | PARSE_ERROR
            a placeholder as name              | 51-[{"_placeholder":true,"num":0}] | PARSE_ERROR
            reserved: binary disconnect        | 51-["disconnect",{}]           | PARSE_ERROR
            binary ack without an id           | 61-["a"]                       | PARSE_ERROR
            a count for a plain event          | 21-["a"]                       | PARSE_ERROR
            one attachment too many            | 511-["a"]                      | ATTACHMENT_LIMIT
            many attachments too many          | 5999999-["a"]                  | ATTACHMENT_LIMIT
            a count that overflows             | 54294967297-["a"]              | PARSE_ERROR

            half a character                   | 2["a","\\ud83d"]                | EVENT / ["a","\ud83d"]
            half a character as a key          | 2["a",{"\\uDE00x":1}]           | EVENT / ["a",{"\ude00x":1}]
            half an array                      | 2["a"                          | PARSE_ERROR
            something after the array          | 2["a"]x                        | PARSE_ERROR
            two arrays                         | 2["a"]["b"]                    | PARSE_ERROR
            white space after the array        | #325b2261225d200a              | EVENT / ["a"]
            a comma too many                   | 2["a",]                        | PARSE_ERROR
            a comment                          | 2["a"/**/]                     | PARSE_ERROR
            single quotes                      | 2['a']                         | PARSE_ERROR
            a number with leading zeros        | 2["a",01]                      | PARSE_ERROR
            not a number                       | 2["a",NaN]                     | PARSE_ERROR
            undefined                          | 2["a",undefined]               | PARSE_ERROR
            a control character in a string    | #325b2261096222 5d             | PARSE_ERROR
            a byte order mark                  | #32efbbbf5b2261225d            | PARSE_ERROR
            JSON in UTF-16                     | #325b00220061002200 5d00       | PARSE_ERROR
            JSON in UTF-16, the other way      | #32005b0022006100220 05d       | PARSE_ERROR

            as deep as allowed                 | 2["a",[[[]]]]                  | EVENT / ["a",[[[]]]]
            one array deeper                   | 2["a",[[[[]]]]]                | JSON_DEPTH
            one object deeper                  | 2["a",{"a":{"a":{"a":{}}}}]    | JSON_DEPTH
            connect, too deep                  | 0{"a":{"a":{"a":{"a":{}}}}}    | JSON_DEPTH
            """;

    static Stream<Arguments> table() {
        return Golden.rows(TABLE);
    }

    /** What the table feeds the decoder. */
    static Stream<byte[]> inputs() {
        return Golden.rows(TABLE).map(row -> Golden.bytes((String) row.get()[1]));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("table")
    void aPacketIsRead(String name, String wire, String expected) {
        assertThat(decode(wire, ATTACHMENTS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'50-[\"a\"]', 'BINARY_EVENT / [\"a\"]'",
        "'51-[\"a\",{}]', ATTACHMENT_LIMIT",
        "'61-1[\"a\",{}]', ATTACHMENT_LIMIT",
    })
    void whereNoAttachmentsAreAllowedTheirAnnouncementIsRefused(String wire, String expected) {
        assertThat(decode(wire, 0)).isEqualTo(expected);
    }

    @Test
    void aNumberOfThousandsOfDigitsIsNoPacket() {
        assertThat(decode("2[\"a\"," + "1".repeat(5000) + "]", 0)).isEqualTo("PARSE_ERROR");
    }

    @Test
    void aNestingOfTenThousandIsTooDeep() {
        assertThat(decode("2[\"a\"," + "[".repeat(10_000) + "]".repeat(10_000) + "]", 0))
                .isEqualTo("JSON_DEPTH");
    }

    @Test
    void aDeepNestingThatIsNeverClosedIsTooDeepAsWell() {
        assertThat(decode("2[\"a\"," + "[{\"a\":".repeat(5000), 0)).isEqualTo("JSON_DEPTH");
    }

    private static String decode(String wire, int maxAttachments) {
        Limits limits = Limits.DEFAULTS
                .withMaxPayload(0)
                .withPacketsPerSecond(0)
                .withPacketBurst(0)
                .withConnectionsPerAddress(0)
                .withAttachments(maxAttachments)
                .withJsonDepth(DEPTH)
                .withOutboundQueueBytes(0)
                .withRecoveryBytes(0);
        try {
            return shown(new PacketDecoder(limits).decode(Unpooled.wrappedBuffer(Golden.bytes(wire))));
        } catch (PacketException e) {
            assertThat(e.reason()).isNotEqualTo(CloseReason.TRANSPORT_ERROR);
            return e.reason().name();
        }
    }

    private static String shown(Packet packet) {
        return packet.type()
                + (packet.attachments() == 0 ? "" : " " + packet.attachments() + "-")
                + " " + packet.namespace()
                + (packet.id() == Packet.NO_ID ? "" : " #" + packet.id())
                + (packet.data() == null ? "" : " " + packet.data());
    }
}
