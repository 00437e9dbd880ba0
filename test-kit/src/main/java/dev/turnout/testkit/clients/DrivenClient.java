package dev.turnout.testkit.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;

/** A client that {@code commands.js} opened, in Node or in a page. */
final class DrivenClient extends RealClient {

    private final String name;
    private final Consumer<ObjectNode> driver;

    DrivenClient(ClientKind kind, String name, Consumer<ObjectNode> driver) {
        super(kind);
        this.name = name;
        this.driver = driver;
    }

    /** @param options options of the library other than transports, path and query */
    void open(Target target, ObjectNode options) {
        options.put("path", target.path());
        options.set("transports", DriverJson.tree(kind().mode().transports()));
        options.set("query", DriverJson.tree(target.query()));
        options.put("reconnection", target.reconnects());
        options.put("reconnectionDelay", 20);
        if (target.auth() != null) {
            options.set("auth", target.auth());
        }
        if (target.authority() != null) {
            options.put("ca", target.authority());
        }
        ObjectNode open = command("open").put("library", kind().library().npmName());
        driver.accept(open.put("url", target.url()).set("options", options));
    }

    private ObjectNode command(String verb) {
        return DriverJson.object().put("do", verb).put("client", name);
    }

    private ObjectNode emission(String event, List<JsonNode> args) {
        return command("emit").put("event", event).set("args", BinaryJson.mark(args));
    }

    @Override
    public void emit(String event, JsonNode... args) {
        driver.accept(emission(event, List.of(args)));
    }

    @Override
    void emitForAck(String event, String ackName, List<JsonNode> args) {
        driver.accept(emission(event, args).put("ack", ackName));
    }

    @Override
    public void burst(String event, int count, boolean spread) {
        driver.accept(command("burst")
                .put("event", event)
                .put("from", 0)
                .put("to", count)
                .put("spread", spread));
    }

    @Override
    public void disconnect() {
        driver.accept(command("disconnect"));
    }

    @Override
    public void closeEngine() {
        driver.accept(command("closeEngine"));
    }

    @Override
    public void connect() {
        driver.accept(command("connect"));
    }
}
