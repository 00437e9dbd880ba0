package dev.turnout.engine.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.engine.Admission;
import dev.turnout.engine.Event;
import dev.turnout.engine.Limits;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server writes, the digit of an Engine.IO message in front. */
class PacketEncoderTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Test
    void events() {
        assertThat(event("/", Event.of("foo"))).isEqualTo("42[\"foo\"]");
        assertThat(event("/admin", Event.of("bar"))).isEqualTo("42/admin,[\"bar\"]");
        assertThat(event("/", Event.of("a", JSON.numberNode(1), JSON.textNode("b"), JSON.nullNode())))
                .isEqualTo("42[\"a\",1,\"b\",null]");
        assertThat(event("/", Event.of("é€😀"))).isEqualTo("42[\"é€😀\"]");
        assertThat(event("/", Event.of("\"\\\n"))).isEqualTo("42[\"\\\"\\\\\\n\"]");
    }

    @Test
    void eventsThatAskForAnAnswer() {
        assertThat(text(PacketEncoder.event("/", Event.of("foo"), 12))).isEqualTo("4212[\"foo\"]");
        assertThat(text(PacketEncoder.event("/admin", Event.of("foo"), 0))).isEqualTo("42/admin,0[\"foo\"]");
    }

    @Test
    void acks() {
        assertThat(text(PacketEncoder.ack("/", 12, List.of()))).isEqualTo("4312[]");
        assertThat(text(PacketEncoder.ack("/admin", 13, List.of(JSON.textNode("bar")))))
                .isEqualTo("43/admin,13[\"bar\"]");
    }

    @Test
    void binaryTravelsApart() {
        PacketEncoder.Encoded encoded = PacketEncoder.event("/admin", Event.of("baz", bytes(1, 2), bytes(3)), 7);
        assertThat(text(encoded))
                .isEqualTo("452-/admin,7[\"baz\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        assertThat(encoded.attachments()).containsExactly(new byte[] {1, 2}, new byte[] {3});
    }

    @Test
    void binaryIsFoundHoweverDeep() {
        JsonNode deep = JSON.objectNode()
                .put("n", 1)
                .set("a", JSON.arrayNode().add(JSON.objectNode().set("b", bytes(9))));
        PacketEncoder.Encoded encoded = PacketEncoder.ack("/", 1, List.of(deep));
        assertThat(text(encoded)).isEqualTo("461-1[{\"n\":1,\"a\":[{\"b\":{\"_placeholder\":true,\"num\":0}}]}]");
        assertThat(encoded.attachments()).containsExactly(new byte[] {9});
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Lot 7", "\"", "\\", "\u0000", "\t", "\u007f", "~", "é", "🎉"})
    void plainTextIsEncodedAsJacksonEncodesIt(String word) throws JsonProcessingException {
        String expected = "42" + new ObjectMapper().writeValueAsString(List.of(word, 1, word, Long.MIN_VALUE));
        assertThat(event("/", Event.of(word, JSON.numberNode(1), JSON.textNode(word), JSON.numberNode(Long.MIN_VALUE))))
                .isEqualTo(expected);
    }

    @Test
    void theEventItselfIsNotChanged() {
        ArrayNode argument = JSON.arrayNode().add(bytes(1));
        PacketEncoder.event("/", Event.of("a", argument), Packet.NO_ID);
        assertThat(argument.get(0).isBinary()).isTrue();
    }

    @Test
    void connectAnswers() {
        assertThat(text(PacketEncoder.connected("/", 4, "s", null))).isEqualTo("40{\"sid\":\"s\"}");
        assertThat(text(PacketEncoder.connected("/", 4, "s", "p"))).isEqualTo("40{\"sid\":\"s\",\"pid\":\"p\"}");
        assertThat(text(PacketEncoder.connected("/admin", 4, "s", null))).isEqualTo("40/admin,{\"sid\":\"s\"}");
    }

    @Test
    void connectAnswersFor2xHoldNothing() {
        assertThat(text(PacketEncoder.connected("/", 3, "s", null))).isEqualTo("40");
        assertThat(text(PacketEncoder.connected("/admin", 3, "s", null))).isEqualTo("40/admin,");
    }

    @Test
    void refusals() {
        Admission.Refused bare = new Admission.Refused("not authorized", null);
        Admission.Refused withData =
                new Admission.Refused("not authorized", JSON.objectNode().put("code", 401));
        assertThat(text(PacketEncoder.refused("/", 4, bare))).isEqualTo("44{\"message\":\"not authorized\"}");
        assertThat(text(PacketEncoder.refused("/admin", 4, withData)))
                .isEqualTo("44/admin,{\"message\":\"not authorized\",\"data\":{\"code\":401}}");
        assertThat(text(PacketEncoder.refused("/", 3, bare))).isEqualTo("44\"not authorized\"");
        assertThat(text(PacketEncoder.refused("/admin", 3, withData))).isEqualTo("44/admin,\"not authorized\"");
    }

    @Test
    void disconnects() {
        assertThat(text(PacketEncoder.disconnect("/"))).isEqualTo("41");
        assertThat(text(PacketEncoder.disconnect("/admin"))).isEqualTo("41/admin,");
    }

    @Test
    void oneMoreArgumentGoesToTheEnd() {
        PacketEncoder.Encoded encoded = PacketEncoder.event("/", Event.of("a", bytes(1)), Packet.NO_ID);
        PacketEncoder.Encoded longer = encoded.withArgument("\"x\"");
        assertThat(text(longer)).isEqualTo("451-[\"a\",{\"_placeholder\":true,\"num\":0},\"x\"]");
        assertThat(longer.attachments()).isEqualTo(encoded.attachments());
        assertThat(text(PacketEncoder.event("/", Event.of("a"), Packet.NO_ID).withArgument("null")))
                .isEqualTo("42[\"a\",null]");
    }

    @Test
    void halfACharacterIsEscapedSinceUtf8CannotHoldIt() {
        assertThat(event("/", Event.of("a", JSON.textNode("é\ud83d")))).isEqualTo("42[\"a\",\"é\\uD83D\"]");
        assertThat(event("/", Event.of("a", JSON.textNode("\ude00x")))).isEqualTo("42[\"a\",\"\\uDE00x\"]");
        assertThat(event("/", Event.of("a", JSON.textNode("\ud83dx")))).isEqualTo("42[\"a\",\"\\uD83Dx\"]");
        assertThat(event("/", Event.of("a", JSON.objectNode().put("\ud83d", "\ude00"))))
                .isEqualTo("42[\"a\",{\"\\uD83D\":\"\\uDE00\"}]");
    }

    @Test
    void charactersAndHalvesOfThemAreWrittenWellWhereverTheyStand() throws PacketException {
        PacketDecoder decoder = new PacketDecoder(Limits.DEFAULTS);
        for (int before = 0; before < 4200; before++) {
            for (String odd : List.of("😀", "\ud83d")) {
                String string = "x".repeat(before) + odd + "y";
                JsonNode text = JSON.objectNode().put(odd.equals("😀") ? string : "key", string);
                byte[] packet = PacketEncoder.event("/", Event.of("a", text), Packet.NO_ID)
                        .text();
                Packet read = decoder.decode(Unpooled.wrappedBuffer(packet, 1, packet.length - 1));
                assertThat(Objects.requireNonNull(read.data()).get(1)).isEqualTo(text);
            }
        }
    }

    @Test
    void integersStayExactAndWithoutAPoint() {
        assertThat(event("/", Event.of("a", JSON.numberNode(Long.MAX_VALUE), JSON.numberNode(0.5))))
                .isEqualTo("42[\"a\",9223372036854775807,0.5]");
    }

    private static BinaryNode bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return BinaryNode.valueOf(bytes);
    }

    private static String event(String namespace, Event event) {
        return text(PacketEncoder.event(namespace, event, Packet.NO_ID));
    }

    private static String text(PacketEncoder.Encoded encoded) {
        return new String(encoded.text(), StandardCharsets.UTF_8);
    }
}
