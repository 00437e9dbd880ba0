package dev.turnout.socket.cluster;

/** 64-bit hashes that all nodes compute alike. */
final class Hashes {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Hashes() {}

    /** FNV-1a over the characters. */
    static long of(String text) {
        return with(FNV_OFFSET, text);
    }

    static long with(long hash, String text) {
        long next = hash;
        for (int i = 0; i < text.length(); i++) {
            next = (next ^ text.charAt(i)) * FNV_PRIME;
        }
        return next;
    }

    static long with(long hash, char separator) {
        return (hash ^ separator) * FNV_PRIME;
    }

    /** Finalizer of MurmurHash3: every bit of the input changes half of the output's bits. */
    static long mix(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
