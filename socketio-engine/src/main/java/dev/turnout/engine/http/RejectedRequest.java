package dev.turnout.engine.http;

import dev.turnout.engine.HttpReply;
import dev.turnout.engine.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * A request that breaks HTTP or a limit. It is answered with {@link #reply}, then the connection closes, since the end
 * of the request may be unknown. Carries no stack trace: the client caused it.
 */
final class RejectedRequest extends Exception {

    private static final long serialVersionUID = 1;

    private static final String RETRY_AFTER_SECONDS = "5";

    private final @Nullable Refusal refusal;
    private final transient HttpReply reply;

    RejectedRequest(Refusal refusal, int status, String detail) {
        this(refusal, HttpReply.problem(status, detail));
    }

    private RejectedRequest(@Nullable Refusal refusal, HttpReply reply) {
        super(reply.body(), null, false, false);
        this.refusal = refusal;
        this.reply = reply;
    }

    static RejectedRequest malformed(String detail) {
        return new RejectedRequest(Refusal.BAD_REQUEST, 400, detail);
    }

    /** The first request of a connection above a limit, which was counted when it was accepted. */
    static RejectedRequest withoutSlot(Refusal limit) {
        return new RejectedRequest(
                null,
                HttpReply.problem(503, "a limit of connections is reached: " + limit.text())
                        .withHeader("Retry-After", RETRY_AFTER_SECONDS));
    }

    /** A request of which no more bytes can be kept now. */
    static RejectedRequest withoutMemory(Refusal limit) {
        return new RejectedRequest(
                limit,
                HttpReply.problem(503, "a limit of buffered bytes is reached: " + limit.text())
                        .withHeader("Retry-After", RETRY_AFTER_SECONDS));
    }

    /** What it is to be counted as; null when it was counted before. */
    @Nullable Refusal refusal() {
        return refusal;
    }

    HttpReply reply() {
        return reply;
    }
}
