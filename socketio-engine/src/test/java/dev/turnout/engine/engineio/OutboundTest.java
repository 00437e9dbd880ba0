package dev.turnout.engine.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.http.QueryParameters;
import dev.turnout.engine.websocket.ServerFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients are sent, to the byte. */
class OutboundTest {

    private static final Outbound HELLO = message("4hello");
    private static final Outbound EVENT_WITH_BINARY =
            Outbound.message(bytes("451-[\"a\",{\"_placeholder\":true,\"num\":0}]"), List.of(new byte[] {1, 2, 3, 4}));
    private static final Outbound BINARY = Outbound.binary(new byte[] {(byte) 0xfb, (byte) 0xff});

    // ---- websocket frames

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    REVISION_4        | 451-["a",{"_placeholder":true,"num":0}] <01020304>
                    REVISION_4_BASE64 | 451-["a",{"_placeholder":true,"num":0}] bAQIDBA==
                    REVISION_3        | 451-["a",{"_placeholder":true,"num":0}] <0401020304>
                    REVISION_3_BASE64 | 451-["a",{"_placeholder":true,"num":0}] b4AQIDBA==
                    """)
    void anEventWithAttachmentsAsFrames(WireForm form, String frames) {
        assertThat(frames(EVENT_WITH_BINARY, form)).isEqualTo(frames);
    }

    @ParameterizedTest
    @CsvSource({
        "REVISION_4,        <fbff>",
        "REVISION_4_BASE64, b+/8=",
        "REVISION_3,        <04fbff>",
        "REVISION_3_BASE64, b4+/8=",
    })
    void aBinaryMessageAsFrame(WireForm form, String frame) {
        assertThat(frames(BINARY, form)).isEqualTo(frame);
    }

    @ParameterizedTest
    @CsvSource({"REVISION_4", "REVISION_4_BASE64", "REVISION_3", "REVISION_3_BASE64"})
    void textIsTheSameForAll(WireForm form) {
        assertThat(frames(HELLO, form)).isEqualTo("4hello");
        assertThat(frames(Outbound.PING, form)).isEqualTo("2");
        assertThat(frames(Outbound.PROBE_ANSWER, form)).isEqualTo("3probe");
        assertThat(frames(Outbound.NOOP, form)).isEqualTo("6");
        assertThat(frames(Outbound.CLOSE, form)).isEqualTo("1");
    }

    @Test
    void aPongHoldsWhatThePingHeld() {
        assertThat(frames(Outbound.pong(Unpooled.copiedBuffer("abc", StandardCharsets.UTF_8)), WireForm.REVISION_3))
                .isEqualTo("3abc");
    }

    @Test
    void framesOfEveryFormFitTheirBufferWithoutGrowing() {
        for (WireForm form : WireForm.values()) {
            for (int size : new int[] {0, 1, 125, 126, 65_535, 65_536}) {
                ByteBuf frames = Outbound.message(new byte[size], List.of(new byte[size], new byte[size]))
                        .frames(form, ByteBufAllocator.DEFAULT);
                assertThat(frames.readableBytes()).isGreaterThan(3 * size);
                frames.release();
            }
        }
    }

    @Test
    void aBroadcastWritesEachFormOnceAndSharesIt() {
        WebSocketRecorder socket = new WebSocketRecorder();
        try (SharedFrames shared = new SharedFrames(BINARY)) {
            shared.sendTo(socket, WireForm.REVISION_4);
            shared.sendTo(socket, WireForm.REVISION_4);
            shared.sendTo(socket, WireForm.REVISION_3);
        }
        assertThat(socket.gets()).containsExactly("<fbff>", "<fbff>", "<04fbff>");
        assertThat(socket.shared().get(0)).isSameAs(socket.shared().get(1));
        assertThat(socket.shared()).allMatch(frames -> frames.refCnt() == 0);
    }

    // ---- polling payloads

    @Test
    void payloadsOfRevision4AreJoinedBySeparators() {
        assertThat(revision4(HELLO)).isEqualTo("4hello");
        assertThat(revision4(HELLO, Outbound.PING, message("4é😀"))).isEqualTo("4hello␞2␞4é😀");
        assertThat(revision4(EVENT_WITH_BINARY, HELLO))
                .isEqualTo("451-[\"a\",{\"_placeholder\":true,\"num\":0}]␞bAQIDBA==␞4hello");
        assertThat(revision4(BINARY, BINARY)).isEqualTo("b+/8=␞b+/8=");
    }

    @ParameterizedTest
    @CsvSource({"4hello, 6:4hello", "4, 1:4", "4é, 2:4é", "4€, 2:4€", "4😀, 3:4😀", "4a:b, 4:4a:b"})
    void textPayloadsOfRevision3BeginWithTheirUtf16Length(String packet, String payload) {
        assertThat(revision3Text(message(packet))).isEqualTo(payload);
    }

    @Test
    void textPayloadsOfRevision3StandOneAfterTheOther() {
        assertThat(revision3Text(message("40"), Outbound.NOOP, HELLO)).isEqualTo("2:401:66:4hello");
        assertThat(revision3Text(EVENT_WITH_BINARY))
                .isEqualTo("39:451-[\"a\",{\"_placeholder\":true,\"num\":0}]10:b4AQIDBA==");
    }

    @Test
    void binaryPayloadsOfRevision3BeginWithMarkerAndLength() {
        assertThat(revision3Binary(HELLO, BINARY)).isEqualTo("0006ff3468656c6c6f" + "0103ff04fbff");
        assertThat(revision3Binary(message("4é"))).isEqualTo("0003ff34c3a9");
        assertThat(revision3Binary(message("4" + "a".repeat(122)))).startsWith("00010203ff3461");
    }

    @ParameterizedTest
    @CsvSource({"REVISION_3, true", "REVISION_3_BASE64, false"})
    void revision3SendsBytesOnlyWithBinaryAmongThemAndToWhoCanTakeIt(WireForm form, boolean binary) {
        assertThat(PayloadRevision3.isBinary(List.of(HELLO, EVENT_WITH_BINARY), form))
                .isEqualTo(binary);
        assertThat(PayloadRevision3.isBinary(List.of(HELLO, Outbound.NOOP), form))
                .isFalse();
    }

    @Test
    void binaryPayloadsAreReadBackUnchanged() throws PacketFormatException {
        ByteBuf payload = PayloadRevision3.encodeBinary(List.of(HELLO, BINARY), ByteBufAllocator.DEFAULT);
        List<InboundPacket> packets = PayloadRevision3.decodeBinary(ByteBufUtil.getBytes(payload));
        payload.release();
        assertThat(packets).extracting(InboundPacket::binary).containsExactly(false, true);
    }

    // ---- which form a client gets

    @ParameterizedTest
    @CsvSource({
        "b64=1, 4, REVISION_4_BASE64",
        "b64=1, 3, REVISION_3_BASE64",
        "b64=true, 3, REVISION_3_BASE64",
        "b64=0, 3, REVISION_3",
        "t=abc, 4, REVISION_4",
        "t=abc, 3, REVISION_3",
    })
    void theQueryNamesTheForm(String query, int revision, WireForm form) {
        String[] parameter = query.split("=", 2);
        assertThat(WireForm.of(revision, QueryParameters.parse(parameter[0] + "=" + parameter[1])))
                .isEqualTo(form);
    }

    private static Outbound message(String packet) {
        return Outbound.message(bytes(packet), List.of());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String frames(Outbound outbound, WireForm form) {
        return ServerFrames.all(outbound.frames(form, ByteBufAllocator.DEFAULT)).stream()
                .map(Object::toString)
                .collect(Collectors.joining(" "));
    }

    private static String revision4(Outbound... packets) {
        return text(PayloadRevision4.encode(Arrays.asList(packets), ByteBufAllocator.DEFAULT));
    }

    private static String revision3Text(Outbound... packets) {
        return text(PayloadRevision3.encodeText(Arrays.asList(packets), ByteBufAllocator.DEFAULT));
    }

    private static String revision3Binary(Outbound... packets) {
        ByteBuf payload = PayloadRevision3.encodeBinary(Arrays.asList(packets), ByteBufAllocator.DEFAULT);
        String hex = ByteBufUtil.hexDump(payload);
        payload.release();
        return hex;
    }

    private static String text(ByteBuf payload) {
        String text = payload.toString(StandardCharsets.UTF_8).replace('\u001e', '␞');
        payload.release();
        return text;
    }
}
