package dev.turnout.engine.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Event;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Acknowledgements in both directions. */
final class AcksExample implements SessionHandler {

    /** What the client answered to the question. */
    final CompletableFuture<List<JsonNode>> answer = new CompletableFuture<>();

    // README
    @Override
    public void event(Session session, String name, List<JsonNode> args, Ack ack) {
        if (name.equals("add")) {
            ack.reply(IntNode.valueOf(args.get(0).asInt() + args.get(1).asInt()));
        } else if (name.equals("ask me")) {
            session.emit(Event.of("question", args.get(0)), answer::complete);
        }
    }
    // end
}
