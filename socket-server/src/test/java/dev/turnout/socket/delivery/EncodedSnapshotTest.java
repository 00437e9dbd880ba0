package dev.turnout.socket.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The compressed form of many snapshots. */
class EncodedSnapshotTest {

    private static final List<EncodedSnapshot> SNAPSHOTS =
            Minutes.ofAuctions(5, 0).stream().map(EncodedSnapshot::of).toList();

    @Test
    void everyFlippedBitThatChangesTheContentIsFound() {
        byte[] compressed = EncodedSnapshot.compress(SNAPSHOTS);
        for (int bit = 0; bit < compressed.length * 8; bit++) {
            byte[] flipped = compressed.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(decompress(flipped)).as("bit %d", bit).isIn(Optional.empty(), Optional.of(SNAPSHOTS));
        }
    }

    @Test
    void aFormThatWasCutIsFound() {
        byte[] compressed = EncodedSnapshot.compress(SNAPSHOTS);
        for (int length = 0; length < compressed.length; length++) {
            assertThat(decompress(Arrays.copyOf(compressed, length)))
                    .as("%d bytes", length)
                    .isEmpty();
        }
    }

    private static Optional<List<EncodedSnapshot>> decompress(byte[] compressed) {
        try {
            return Optional.of(EncodedSnapshot.decompress(compressed));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
