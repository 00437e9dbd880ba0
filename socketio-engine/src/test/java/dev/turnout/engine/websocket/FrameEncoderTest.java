package dev.turnout.engine.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameEncoderTest {

    private final ByteBuf out = Unpooled.buffer();

    @ParameterizedTest
    @CsvSource({
        "0,     8100",
        "1,     8101",
        "125,   817d",
        "126,   817e007e",
        "65535, 817effff",
        "65536, 817f0000000000010000",
    })
    void aTextFrameBeginsWithTheShortestLength(int length, String header) {
        FrameEncoder.text(out, new byte[length]);

        String frame = ByteBufUtil.hexDump(out);
        assertThat(frame).startsWith(header).hasSize(header.length() + 2 * length);
        assertThat(header.length() / 2).isLessThanOrEqualTo(FrameEncoder.MAX_HEADER);
    }

    @Test
    void theUnmaskedExampleOfTheStandardIsWritten() {
        FrameEncoder.text(out, new byte[] {'H', 'e', 'l', 'l', 'o'});
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("810548656c6c6f");
    }

    @Test
    void aBinaryHeaderLeavesThePayloadToTheCaller() {
        FrameEncoder.binaryHeader(out, 256);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("827e0100");
    }

    @Test
    void aPongBringsThePingsPayloadBack() {
        FrameEncoder.pong(out, Unpooled.wrappedBuffer(new byte[] {'h', 'i'}));
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("8a026869");
    }

    @Test
    void aCloseFrameHoldsItsCode() {
        FrameEncoder.close(out, 1008);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("880203f0");
    }
}
