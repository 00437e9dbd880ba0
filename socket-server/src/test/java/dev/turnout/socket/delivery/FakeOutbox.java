package dev.turnout.socket.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An outbox with the answers of a test; none by default. */
public final class FakeOutbox implements OutboxCommands {

    public CompletableFuture<ObjectNode> report = new CompletableFuture<>();
    public CompletableFuture<ObjectNode> retry = new CompletableFuture<>();

    @Override
    public CompletionStage<ObjectNode> answer(Command command) {
        return switch (command) {
            case REPORT -> report;
            case RETRY -> retry;
        };
    }
}
