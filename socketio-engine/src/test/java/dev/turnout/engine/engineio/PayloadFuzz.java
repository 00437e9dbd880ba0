package dev.turnout.engine.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.websocket.Utf8;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The polling payloads of both revisions and single packets of websocket messages: refused as a whole, or packets that
 * are well-formed, no larger than what came, and the same again when they are written and read once more.
 */
public final class PayloadFuzz {

    private static final int WAYS = 6;

    private PayloadFuzz() {}

    /** @param input a byte that chooses the decoder, then what it decodes */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int way = Math.floorMod(input[0], WAYS);
        byte[] body = Arrays.copyOfRange(input, 1, input.length);
        List<InboundPacket> packets;
        try {
            packets = decoded(way, body);
        } catch (PacketFormatException e) {
            return;
        }
        assertThat(packets).isNotEmpty();
        int bytes = 0;
        for (InboundPacket packet : packets) {
            bytes += packet.data().readableBytes();
            assertThat(packet.binary() || Utf8.isValid(packet.data())).isTrue();
        }
        assertThat(bytes).isLessThanOrEqualTo(body.length);
        if (packets.stream().allMatch(packet -> packet.type() == EngineIoPacketType.MESSAGE)) {
            comesBack(way, packets);
        }
    }

    private static List<InboundPacket> decoded(int way, byte[] body) throws PacketFormatException {
        return switch (way) {
            case 0 -> PayloadRevision4.decode(body);
            case 1 -> PayloadRevision3.decodeText(body);
            case 2 -> PayloadRevision3.decodeBinary(body);
            case 3 -> List.of(EngineIoPacketDecoder.binary(3, Unpooled.wrappedBuffer(body)));
            default -> {
                // text of a websocket message has been found well-formed before
                if (!Utf8.isValid(Unpooled.wrappedBuffer(body))) {
                    throw new PacketFormatException("not asked");
                }
                yield List.of(EngineIoPacketDecoder.text(way == 4 ? 3 : 4, Unpooled.wrappedBuffer(body)));
            }
        };
    }

    private static void comesBack(int way, List<InboundPacket> packets) {
        List<Outbound> out = packets.stream().map(PayloadFuzz::outbound).toList();
        UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false, true);
        boolean separable = packets.stream()
                .noneMatch(packet -> !packet.binary()
                        && packet.data().indexOf(0, packet.data().writerIndex(), (byte) 0x1e) >= 0);
        if (separable) {
            same(packets, 0, PayloadRevision4.encode(out, memory));
        }
        same(packets, 1, PayloadRevision3.encodeText(out, memory));
        if (way != 0) {
            same(packets, 2, PayloadRevision3.encodeBinary(out, memory));
        }
        assertThat(memory.metric().usedHeapMemory()).isZero();
    }

    private static void same(List<InboundPacket> packets, int way, ByteBuf payload) {
        byte[] body = ByteBufUtil.getBytes(payload);
        payload.release();
        List<InboundPacket> again;
        try {
            again = decoded(way, body);
        } catch (PacketFormatException e) {
            throw new AssertionError("what was written cannot be read: way " + way, e);
        }
        assertThat(shown(again)).isEqualTo(shown(packets));
    }

    private static List<String> shown(List<InboundPacket> packets) {
        List<String> shown = new ArrayList<>();
        packets.forEach(
                packet -> shown.add(packet.type() + " " + packet.binary() + " " + ByteBufUtil.hexDump(packet.data())));
        return shown;
    }

    private static Outbound outbound(InboundPacket packet) {
        byte[] data = ByteBufUtil.getBytes(packet.data());
        if (packet.binary()) {
            return Outbound.binary(data);
        }
        byte[] text = new byte[1 + data.length];
        text[0] = EngineIoPacketType.MESSAGE.digit();
        System.arraycopy(data, 0, text, 1, data.length);
        return Outbound.message(text, List.of());
    }

    public static Stream<byte[]> seeds() {
        return Stream.of(
                        chosen(0, InboundPayloadsTest.revision4().map(row -> row.get()[1])),
                        chosen(1, InboundPayloadsTest.revision3().map(row -> row.get()[1])),
                        chosen(2, InboundPayloadsTest.revision3Binary().map(row -> row.get()[1])),
                        chosen(3, Stream.of(new byte[] {4, 1, 2}, new byte[] {7}, new byte[0])),
                        chosen(4, InboundPayloadsTest.revision4().map(row -> row.get()[1])),
                        chosen(5, InboundPayloadsTest.revision4().map(row -> row.get()[1])))
                .flatMap(each -> each);
    }

    private static Stream<byte[]> chosen(int way, Stream<?> bodies) {
        return bodies.map(body -> {
            byte[] bytes = (byte[]) body;
            byte[] input = new byte[1 + bytes.length];
            input[0] = (byte) way;
            System.arraycopy(bytes, 0, input, 1, bytes.length);
            return input;
        });
    }
}
