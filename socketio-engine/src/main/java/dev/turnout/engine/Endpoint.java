package dev.turnout.engine;

/** A namespace served under one base path, for example {@code /} under {@code /auction/}. Any thread. */
public interface Endpoint {

    /** The room of this name; it exists while it has members; looking it up allocates nothing that stays. */
    Room room(String name);

    /**
     * From now on this endpoint also continues sessions that began on another engine with the same recovery key, provided
     * that they received every event up to {@code begin}: all later events are given to this endpoint too, by {@link
     * Room#log} and {@link Room#emit(Event, long, EventId)}.
     *
     * <p>Called again when another log replaces this one. A session is ended with {@link CloseReason#EVENT_LOG_REPLACED} when
     * the position from which it was continued turns out not to be in the log: when the log is replaced, or a later position
     * or the end is read before it.
     *
     * @param engine name of this engine, unique among those that share the log, see {@link EventId}
     * @param begin larger than {@code end} when positions were assigned anew, for example after a restart of Redis without its
     *     data; sessions are not continued across engines until it has been passed
     * @param end position of the newest event; new sessions begin after it
     */
    void shareLog(String engine, long begin, long end);

    /** An event that was sent by {@link Room#emitAhead} has been read from the log, where it has this position. */
    void placed(EventId id, long position);

    /** An entry of the log that is sent to no session, for example a repeated one, has this position. */
    void passed(long position);

    /** All entries have been given to this endpoint that were in the log at the last call. */
    void readToEnd();

    /** The client of this session has continued it on another engine: ends it with {@link CloseReason#REPLACED}. */
    void continuedElsewhere(String sessionId);
}
