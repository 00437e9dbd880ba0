package dev.turnout.socket.audience;

/** 64-bit hashes that all servers compute alike; not cryptographic. */
public final class Hashes {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Hashes() {}

    /** FNV-1a over the characters. */
    public static long of(String text) {
        return with(FNV_OFFSET, text);
    }

    /** Continues a hash with more characters. */
    public static long with(long hash, String text) {
        long next = hash;
        for (int i = 0; i < text.length(); i++) {
            next = (next ^ text.charAt(i)) * FNV_PRIME;
        }
        return next;
    }

    public static long with(long hash, char separator) {
        return (hash ^ separator) * FNV_PRIME;
    }

    /** Finalizer of MurmurHash3: each bit of the input changes half of the bits of the output. */
    public static long mix(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
