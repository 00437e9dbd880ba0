package dev.turnout.socket.delivery;

import java.util.List;

/** What has become of a snapshot; each has exactly one fate at any moment. The letter stands for it on disk. */
enum Fate {
    /** Not yet answered for. */
    WAITING('W'),
    /** The backend has it. */
    POSTED('P'),
    /** The backend refused it for good. */
    SET_ASIDE('A'),
    /** Dropped: older than the outbox keeps. */
    TOO_OLD('O'),
    /** Dropped: the oldest when there was no more room. */
    TOO_MANY('M'),
    /** Dropped: its bytes on disk are no longer what was written. */
    DAMAGED('D'),
    /** Dropped: the disk did not take it for so long that memory was full too. */
    UNWRITABLE('U');

    private static final List<Fate> ALL = List.of(values());

    final char letter;

    Fate(char letter) {
        this.letter = letter;
    }

    /** @throws IllegalArgumentException when the letter stands for none */
    static Fate of(int letter) {
        for (Fate fate : ALL) {
            if (fate.letter == letter) {
                return fate;
            }
        }
        throw new IllegalArgumentException("no fate has the letter " + letter);
    }

    /** Whether its bytes are still needed. */
    boolean alive() {
        return this == WAITING || this == SET_ASIDE;
    }
}
