package dev.turnout.model;

import java.util.Arrays;
import java.util.Base64;

/**
 * How many different viewers there were, in at most 2 KB, within about 2.3 % (standard error), and such that the sketch
 * of two minutes, or of two servers, is the merge of their sketches. A HyperLogLog of 2,048 registers over 64-bit
 * hashes, read with Ertl's estimator (arXiv 1702.01284, algorithm 6), which needs no correction for small or large
 * numbers.
 *
 * <p>Of each viewer it stores the position of one bit of a salted hash, so no viewer can be identified from it. Not thread-safe.
 */
public final class ViewerSketch {

    private static final int INDEX_BITS = 11;
    private static final int REGISTERS = 1 << INDEX_BITS;
    private static final int RANK_BITS = 6;
    private static final int HIGHEST_RANK = Long.SIZE - INDEX_BITS + 1;
    private static final double ALPHA = 0.5 / Math.log(2);

    private static final byte SPARSE = 1;
    private static final byte DENSE = 2;
    private static final int SPARSE_ENTRY_BYTES = 3;
    private static final int DENSE_GROUP_BYTES = 3;
    private static final int DENSE_BYTES = REGISTERS * RANK_BITS / Byte.SIZE;
    private static final int DENSE_GROUP = 4;
    private static final int RANK_MASK = (1 << RANK_BITS) - 1;

    private static final int REGISTERS_PER_WORD = Long.SIZE / Byte.SIZE;
    private static final long EACH_BYTE = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    /** Reaches the high bit of a byte that holds more than the highest rank. */
    private static final long ABOVE_HIGHEST_RANK = (0x7f - HIGHEST_RANK) * EACH_BYTE;

    /** A byte per register, the first one lowest: eight registers are merged at a time. */
    private final long[] words = new long[REGISTERS / REGISTERS_PER_WORD];

    /**
     * Counts a viewer; again makes no difference.
     *
     * @param hash the same for the same viewer, evenly spread over all 64-bit numbers
     */
    public void add(long hash) {
        int index = (int) (hash >>> (Long.SIZE - INDEX_BITS));
        int rank = Math.min(HIGHEST_RANK, Long.numberOfLeadingZeros(hash << INDEX_BITS) + 1);
        raise(index, rank);
    }

    /** Adds all viewers of the other sketch. */
    public void merge(ViewerSketch other) {
        for (int i = 0; i < words.length; i++) {
            words[i] = larger(words[i], other.words[i]);
        }
    }

    /** The larger of both in each byte; all bytes are less than 128. */
    private static long larger(long one, long other) {
        long notLess = ((one | HIGH_BITS) - other) & HIGH_BITS;
        long ofOne = (notLess >>> 7) * 0xff;
        return (one & ofOne) | (other & ~ofOne);
    }

    private int rank(int index) {
        return (int) (words[index / REGISTERS_PER_WORD] >>> shift(index)) & 0xff;
    }

    private static int shift(int index) {
        return index % REGISTERS_PER_WORD * Byte.SIZE;
    }

    private void raise(int index, int rank) {
        int more = rank - rank(index);
        if (more > 0) {
            words[index / REGISTERS_PER_WORD] += (long) more << shift(index);
        }
    }

    /** The estimated number of different viewers. */
    public long estimate() {
        int[] registersOfRank = new int[HIGHEST_RANK + 1];
        for (int i = 0; i < REGISTERS; i++) {
            registersOfRank[rank(i)]++;
        }
        double z = REGISTERS * tau(1 - (double) registersOfRank[HIGHEST_RANK] / REGISTERS);
        for (int rank = HIGHEST_RANK - 1; rank >= 1; rank--) {
            z = (z + registersOfRank[rank]) / 2;
        }
        z += REGISTERS * sigma((double) registersOfRank[0] / REGISTERS);
        return Math.round(ALPHA * REGISTERS * REGISTERS / z);
    }

    private static double sigma(double empty) {
        if (empty == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double x = empty;
        double y = 1;
        double z = empty;
        double before;
        do {
            x *= x;
            before = z;
            z += x * y;
            y *= 2;
        } while (z != before);
        return z;
    }

    private static double tau(double notFull) {
        if (notFull == 0 || notFull == 1) {
            return 0;
        }
        double x = notFull;
        double y = 1;
        double z = 1 - notFull;
        double before;
        do {
            x = Math.sqrt(x);
            before = z;
            y /= 2;
            z -= (1 - x) * (1 - x) * y;
        } while (z != before);
        return z / 3;
    }

    /** The form in which it is sent: base64 of {@link #toBytes}. */
    public String encode() {
        return Base64.getEncoder().encodeToString(toBytes());
    }

    /** The form in which it is stored: the registers, only those in use while they are few. */
    public byte[] toBytes() {
        int used = 0;
        for (int i = 0; i < REGISTERS; i++) {
            used += rank(i) == 0 ? 0 : 1;
        }
        return used * SPARSE_ENTRY_BYTES < DENSE_BYTES ? sparse(used) : dense();
    }

    private byte[] sparse(int used) {
        byte[] bytes = new byte[1 + used * SPARSE_ENTRY_BYTES];
        bytes[0] = SPARSE;
        int at = 1;
        for (int i = 0; i < REGISTERS; i++) {
            if (rank(i) != 0) {
                int entry = (i << RANK_BITS) | rank(i);
                bytes[at++] = (byte) (entry >> 16);
                bytes[at++] = (byte) (entry >> 8);
                bytes[at++] = (byte) entry;
            }
        }
        return bytes;
    }

    /** Four ranks of six bits in three bytes, the first rank in the highest bits. */
    private byte[] dense() {
        byte[] bytes = new byte[1 + DENSE_BYTES];
        bytes[0] = DENSE;
        int at = 1;
        for (int i = 0; i < REGISTERS; i += DENSE_GROUP) {
            int group = rank(i) << 18 | rank(i + 1) << 12 | rank(i + 2) << 6 | rank(i + 3);
            bytes[at++] = (byte) (group >> 16);
            bytes[at++] = (byte) (group >> 8);
            bytes[at++] = (byte) group;
        }
        return bytes;
    }

    /** @throws IllegalArgumentException when it is not what {@link #encode} gives */
    public static ViewerSketch decode(String text) {
        return fromBytes(Base64.getDecoder().decode(text));
    }

    /** @throws IllegalArgumentException when it is not what {@link #toBytes} gives */
    public static ViewerSketch fromBytes(byte[] bytes) {
        ViewerSketch sketch = new ViewerSketch();
        if (bytes.length > 0 && bytes[0] == SPARSE && (bytes.length - 1) % SPARSE_ENTRY_BYTES == 0) {
            sketch.readSparse(bytes);
        } else if (bytes.length == 1 + DENSE_BYTES && bytes[0] == DENSE) {
            sketch.readDense(bytes);
        } else {
            throw new IllegalArgumentException("not a sketch: " + bytes.length + " bytes of an unknown form");
        }
        return sketch;
    }

    public ViewerSketch copy() {
        ViewerSketch copy = new ViewerSketch();
        System.arraycopy(words, 0, copy.words, 0, words.length);
        return copy;
    }

    private void readSparse(byte[] bytes) {
        for (int at = 1; at < bytes.length; at += SPARSE_ENTRY_BYTES) {
            int entry = group(bytes, at);
            int index = entry >> RANK_BITS;
            int rank = entry & RANK_MASK;
            if (index >= REGISTERS || rank > HIGHEST_RANK) {
                throw new IllegalArgumentException("not a sketch: register " + index + " holds " + rank);
            }
            raise(index, rank);
        }
    }

    private void readDense(byte[] bytes) {
        int at = 1;
        for (int i = 0; i < words.length; i++) {
            long word = spread(group(bytes, at)) | spread(group(bytes, at + DENSE_GROUP_BYTES)) << 32;
            if (((word + ABOVE_HIGHEST_RANK) & HIGH_BITS) != 0) {
                throw new IllegalArgumentException("not a sketch: a register holds more than " + HIGHEST_RANK);
            }
            words[i] = word;
            at += 2 * DENSE_GROUP_BYTES;
        }
    }

    private static int group(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff);
    }

    /** Four ranks of a group as four bytes. */
    private static long spread(int group) {
        return group >> 18
                | (group >> 12 & RANK_MASK) << 8
                | (group >> 6 & RANK_MASK) << 16
                | (long) (group & RANK_MASK) << 24;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ViewerSketch that && Arrays.equals(words, that.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }
}
