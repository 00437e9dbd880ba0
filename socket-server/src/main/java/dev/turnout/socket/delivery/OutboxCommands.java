package dev.turnout.socket.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletionStage;

/** The commands of operators to this server's outbox, over HTTP or through another server of the cluster. Any thread. */
public interface OutboxCommands {

    /** The member of the answer to a retry: so many snapshots wait again. */
    String RETRIED = "retried";

    enum Command {
        /** Answers what the outbox holds. */
        REPORT,
        /** Sends again what is set aside, and answers {@link #retried}. */
        RETRY
    }

    /** Fails if the outbox cannot be read or written, or is closed. */
    CompletionStage<ObjectNode> answer(Command command);

    static ObjectNode retried(int number) {
        return JsonNodeFactory.instance.objectNode().put(RETRIED, number);
    }
}
