package dev.turnout.socket.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletionStage;

/**
 * What operators may have this server's outbox do, over HTTP or over the servers that count together with it. Any thread.
 */
public interface OutboxCommands {

    /** The member of the answer to a retry: so many snapshots wait again. */
    String RETRIED = "retried";

    enum Command {
        /** Answers what the outbox holds. */
        REPORT,
        /** Sends again what is set aside, and answers {@link #retried}. */
        RETRY
    }

    CompletionStage<ObjectNode> answer(Command command);

    static ObjectNode retried(int number) {
        return JsonNodeFactory.instance.objectNode().put(RETRIED, number);
    }
}
