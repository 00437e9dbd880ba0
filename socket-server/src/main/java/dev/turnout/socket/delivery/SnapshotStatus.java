package dev.turnout.socket.delivery;

/** Every snapshot that was handed to delivery has exactly one status at any moment. */
enum SnapshotStatus {
    /** Stored, and not yet accepted or refused by the backend. */
    WAITING,
    /** The backend has it. */
    POSTED,
    /** The backend refused it; stored for a later attempt. */
    SET_ASIDE,
    /** Dropped: older than {@code OUTBOX_MAX_AGE}. */
    TOO_OLD,
    /** Dropped: the oldest ones when a bound on disk space or on set-aside snapshots was reached. */
    TOO_MANY,
    /** Dropped: its bytes on disk were damaged. */
    DAMAGED,
    /** Dropped: the disk refused it until memory was full too, or until the server stopped. */
    UNWRITABLE
}
