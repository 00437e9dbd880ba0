package dev.turnout.testkit.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Inputs made of seeds, for the short form of {@code scripts/fuzz}. */
public final class Mutations {

    private static final int MUTATED = 4000;
    private static final int MAX_CHANGES = 6;
    private static final int MAX_LENGTH = 4096;

    private Mutations() {}

    /** Judges some thousand inputs made of the target's seeds, the same in each run. */
    public static void run(FuzzTarget target) {
        Random random = new Random(target.name().hashCode());
        List<byte[]> seeds = target.seeds();
        for (int i = 0; i < MUTATED; i++) {
            byte[] input = seeds.get(random.nextInt(seeds.size()));
            for (int change = random.nextInt(MAX_CHANGES); change >= 0; change--) {
                input = changed(input, seeds.get(random.nextInt(seeds.size())), random);
            }
            target.run(Arrays.copyOf(input, Math.min(input.length, MAX_LENGTH)));
        }
    }

    /** Flips, replaces, removes or doubles a bit of it, or puts a part of another in. */
    private static byte[] changed(byte[] input, byte[] other, Random random) {
        int at = random.nextInt(input.length + 1);
        int length = random.nextInt(1 + Math.min(16, input.length - at));
        byte[] before = Arrays.copyOf(input, at);
        byte[] part = Arrays.copyOfRange(input, at, at + length);
        byte[] after = Arrays.copyOfRange(input, at + length, input.length);
        return switch (random.nextInt(5)) {
            case 0 -> joined(before, after);
            case 1 -> joined(before, part, part, after);
            case 2 -> {
                random.nextBytes(part);
                yield joined(before, part, after);
            }
            case 3 -> {
                int from = random.nextInt(other.length + 1);
                int to = from + random.nextInt(other.length - from + 1);
                yield joined(before, Arrays.copyOfRange(other, from, to), after);
            }
            default -> {
                byte[] flipped = part.clone();
                if (flipped.length > 0) {
                    flipped[0] ^= (byte) (1 << random.nextInt(8));
                }
                yield joined(before, flipped, after);
            }
        };
    }

    private static byte[] joined(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
