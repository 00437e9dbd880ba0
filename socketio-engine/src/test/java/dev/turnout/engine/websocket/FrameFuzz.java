package dev.turnout.engine.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Frames mean the same wherever the network cuts them, and leave no buffer behind. */
public final class FrameFuzz {

    private FrameFuzz() {}

    /** @param input what a client sends after the handshake */
    public static void fuzzerTestOneInput(byte[] input) {
        String whole = FrameDecoderTest.decode(List.of(input));
        assertThat(FrameDecoderTest.decode(FrameDecoderTest.cut(input, new Random(Arrays.hashCode(input)))))
                .isEqualTo(whole);
        List<byte[]> bytes = new ArrayList<>();
        for (byte each : input) {
            bytes.add(new byte[] {each});
        }
        assertThat(FrameDecoderTest.decode(bytes)).isEqualTo(whole);
    }

    public static Stream<byte[]> seeds() {
        // the longest payloads would only slow everything down
        return FrameDecoderTest.inputs().filter(input -> input.length < 1000);
    }
}
