package dev.turnout.socket.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramesTest {

    private static final List<String> TEXTS = List.of("one", "", "three three", "four");

    @Test
    void whatIsPutIsFoundAgain() {
        assertThat(read(written())).isEqualTo(TEXTS);
    }

    @Test
    void aFileCutAnywhereKeepsItsWholeFramesAndLosesNone() {
        byte[] all = written();
        for (int length = 0; length <= all.length; length++) {
            byte[] cut = Arrays.copyOf(all, length);
            List<String> found = read(cut);
            assertThat(found).isEqualTo(TEXTS.subList(0, found.size()));
            int whole = Frames.scan(ByteBuffer.wrap(cut), (at, payload) -> {});
            assertThat(length - whole).isLessThan(Frames.HEADER + 11);
            assertThat(Frames.lostBehind(ByteBuffer.wrap(cut), whole))
                    .as("cut at %d", length)
                    .isZero();
        }
    }

    @Test
    void aFlippedBitAnywhereCostsOneFrame() {
        byte[] all = written();
        for (int bit = 0; bit < all.length * 8; bit++) {
            byte[] flipped = all.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            List<String> found = read(flipped);
            assertThat(found).as("bit %d", bit).hasSize(3);
            assertThat(TEXTS).containsSubsequence(found);
        }
    }

    @Test
    void aFlippedBitInTheLastFrameIsALossAndNotACut() {
        byte[] all = written();
        for (int bit = (all.length - Frames.HEADER - 4) * 8; bit < all.length * 8; bit++) {
            byte[] flipped = all.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            int whole = Frames.scan(ByteBuffer.wrap(flipped), (at, payload) -> {});
            assertThat(Frames.lostBehind(ByteBuffer.wrap(flipped), whole))
                    .as("bit %d", bit)
                    .isEqualTo(1);
        }
    }

    @Test
    void zerosThatAPowerCutLeftAreNoLoss() {
        byte[] all = Arrays.copyOf(written(), 4096);
        assertThat(read(all)).isEqualTo(TEXTS);
        int whole = Frames.scan(ByteBuffer.wrap(all), (at, payload) -> {});
        assertThat(Frames.lostBehind(ByteBuffer.wrap(all), whole)).isZero();
    }

    private static byte[] written() {
        ByteBuffer out = ByteBuffer.allocate(1024);
        for (String text : TEXTS) {
            Frames.put(out, buffer -> buffer.put(text.getBytes(StandardCharsets.UTF_8)));
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static List<String> read(byte[] file) {
        List<String> found = new ArrayList<>();
        Frames.scan(
                ByteBuffer.wrap(file),
                (at, payload) ->
                        found.add(StandardCharsets.UTF_8.decode(payload).toString()));
        return found;
    }
}
