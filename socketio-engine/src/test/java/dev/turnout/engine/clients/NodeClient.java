package dev.turnout.engine.clients;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A client in the Node process. */
final class NodeClient extends RealClient {

    private final String name;
    private final NodeProcess node;

    NodeClient(ClientKind kind, String name, NodeProcess node) {
        super(kind);
        this.name = name;
        this.node = node;
    }

    @Override
    public void emit(String event, JsonNode... args) {
        node.command("emit", name)
                .with("event", event)
                .with("args", Bytes.mark(List.of(args)))
                .send();
    }

    @Override
    void emitForAck(String event, String ackName, List<JsonNode> args) {
        node.command("emit", name)
                .with("event", event)
                .with("args", Bytes.mark(args))
                .with("ack", ackName)
                .send();
    }

    @Override
    public void burst(String event, int count, boolean spread) {
        node.command("burst", name)
                .with("event", event)
                .with("from", 0)
                .with("to", count)
                .with("spread", spread)
                .send();
    }

    @Override
    public void disconnect() {
        node.command("disconnect", name).send();
    }
}
