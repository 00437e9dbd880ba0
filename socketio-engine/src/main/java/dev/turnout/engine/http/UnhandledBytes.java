package dev.turnout.engine.http;

import dev.turnout.engine.ConnectionLedger.ConnectionPermit;
import dev.turnout.engine.Refusal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a connection takes for requests which are not being handled: the part of a head that has arrived, a
 * request without the rest of its body, and requests that wait for the answer to another. Charged to the ledger when a
 * read has been processed.
 */
final class UnhandledBytes {

    /** Most that the decoder buffers; it discards the rest of a head that is too long. */
    private static final int MOST_UNDECODED = 48 * 1024;

    private final RequestAssembler assembler;
    private final PipelinedRequests queue;
    private @Nullable ConnectionPermit permit;
    private int undecoded;

    UnhandledBytes(RequestAssembler assembler, PipelinedRequests queue) {
        this.assembler = assembler;
        this.queue = queue;
    }

    /** Bytes of HTTP have arrived; the decoder has not seen them yet. */
    void arrived(int bytes) {
        undecoded = Math.min(undecoded + bytes, MOST_UNDECODED);
    }

    /** The decoder has finished a head or a piece of a body. What follows it in the same read is not counted. */
    void decoded() {
        undecoded = 0;
    }

    /** Before the first read; nothing is charged for a connection without a permit. */
    void chargeTo(ConnectionPermit granted) {
        permit = granted;
    }

    /** Why there may not be that many; empty when they are charged. */
    Optional<Refusal> charge() {
        int bytes = undecoded + assembler.memory() + queue.waitingMemory();
        return permit == null ? Optional.empty() : permit.keep(bytes);
    }
}
