package dev.turnout.engine;

/**
 * Counters of an engine since its start. Any thread. They balance: {@code opened = closed (all reasons) + live}, within
 * the events under way.
 */
public interface EngineStats {

    /** Sessions that are live now on this transport. */
    long live(Transport transport);

    default long live() {
        return live(Transport.POLLING) + live(Transport.WEBSOCKET);
    }

    /** Sessions opened so far. */
    long opened();

    /** Sessions closed so far for this reason. */
    long closed(CloseReason reason);

    /** Connections and requests refused so far for this reason. */
    long refused(Refusal refusal);

    /** Event packets handed to transports so far, one per receiving session. */
    long eventsSent();

    /** Values that were replaced by a newer one before a slow reader received them. */
    long eventsReplaced();

    /** Bytes of packets that wait now for clients that do not read fast enough, see {@link Limits#outboundTotalBytes}. */
    default long outboundBytes() {
        return 0;
    }

    /** Sessions continued by connection state recovery so far. */
    long recovered();

    /** Bytes of events kept now for connection state recovery. */
    default long recoveryBytes() {
        return 0;
    }

    /** Events dropped so far from a recovery log that was full, before {@link Timings#recovery} was over. */
    default long recoveryEventsDropped() {
        return 0;
    }

    /** Lost connections so far whose sessions were forgotten early because too many waited for their clients. */
    default long recoverySessionsDropped() {
        return 0;
    }
}
