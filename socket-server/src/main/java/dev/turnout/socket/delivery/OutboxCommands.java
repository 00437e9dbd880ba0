package dev.turnout.socket.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletionStage;

/**
 * What operators may have this server's outbox do, asked over HTTP or by the servers that count together with it. Any
 * thread.
 */
public interface OutboxCommands {

    /** The member of the answer to a retry: so many snapshots wait again. */
    String RETRIED = "retried";

    /** @param retry to send again what is set aside, and answer {@link #retried}; else to report what it holds */
    CompletionStage<ObjectNode> answer(boolean retry);

    static ObjectNode retried(int number) {
        return JsonNodeFactory.instance.objectNode().put(RETRIED, number);
    }
}
