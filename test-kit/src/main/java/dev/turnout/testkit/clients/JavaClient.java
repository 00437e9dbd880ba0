package dev.turnout.testkit.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.turnout.testkit.clients.Observation.Kind;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Manager;
import io.socket.client.Socket;
import io.socket.client.SocketIOException;
import io.socket.emitter.Emitter;
import io.socket.engineio.client.Transport;
import java.lang.reflect.Field;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The Java client library, run in this JVM. */
final class JavaClient extends RealClient {

    private final Socket socket;

    JavaClient(ClientKind kind, Target target) {
        super(kind);
        IO.Options options = new IO.Options();
        options.forceNew = true;
        options.reconnection = false;
        options.transports = kind.mode().transports().toArray(new String[0]);
        options.path = target.path();
        options.query = query(target.query());
        options.extraHeaders = target.headers().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
        if (target.auth() != null) {
            options.auth = target.auth().properties().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().asText()));
        }
        socket = IO.socket(URI.create(target.url()), options);
        listen();
        socket.connect();
    }

    private static String query(Map<String, String> query) {
        return query.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void listen() {
        socket.on(Socket.EVENT_CONNECT, args -> observed(new Observation(Kind.CONNECT, socket.id(), List.of())));
        socket.on(
                Socket.EVENT_DISCONNECT,
                args -> observed(new Observation(Kind.DISCONNECT, (String) args[0], List.of())));
        socket.on(Socket.EVENT_CONNECT_ERROR, args -> observed(connectError(args[0])));
        socket.onAnyIncoming(this::received);
        socket.io()
                .once(
                        Manager.EVENT_TRANSPORT,
                        args -> engine().on(
                                        io.socket.engineio.client.Socket.EVENT_UPGRADE,
                                        to -> observed(
                                                new Observation(Kind.UPGRADE, ((Transport) to[0]).name, List.of()))));
    }

    /** The engine is the only source of the upgrade event, and the library does not expose it. */
    private Emitter engine() {
        try {
            Field engine = Manager.class.getDeclaredField("engine");
            engine.setAccessible(true);
            return (Emitter) engine.get(socket.io());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Observation connectError(Object error) {
        if (error instanceof SocketIOException failure) {
            return new Observation(Kind.CONNECT_ERROR, String.valueOf(failure.getMessage()), List.of());
        }
        if (error instanceof org.json.JSONObject refusal) {
            List<JsonNode> data = refusal.has("data") ? List.of(OrgJson.toTree(refusal.opt("data"))) : List.of();
            return new Observation(Kind.CONNECT_ERROR, refusal.optString("message"), data);
        }
        return new Observation(Kind.CONNECT_ERROR, String.valueOf(error), List.of());
    }

    private void received(Object... nameAndArgs) {
        List<Object> all = new ArrayList<>(Arrays.asList(nameAndArgs));
        Object last = all.get(all.size() - 1);
        if (last instanceof Ack) {
            all.remove(all.size() - 1);
        }
        List<Object> args = all.subList(1, all.size());
        observed(new Observation(
                Kind.EVENT,
                (String) all.get(0),
                args.stream().map(OrgJson::toTree).toList()));
        if (last instanceof Ack ack) {
            ack.call(args.toArray());
        }
    }

    @Override
    public void emit(String event, JsonNode... args) {
        socket.emit(event, OrgJson.toArgs(List.of(args)));
    }

    @Override
    void emitForAck(String event, String ackName, List<JsonNode> args) {
        Ack ack = answer -> observed(new Observation(
                Kind.ACK, ackName, Arrays.stream(answer).map(OrgJson::toTree).toList()));
        socket.emit(event, OrgJson.toArgs(args), ack);
    }

    @Override
    public void burst(String event, int count, boolean spread) {
        for (int i = 0; i < count; i++) {
            emitForAck(event, String.valueOf(i), List.of(IntNode.valueOf(i)));
        }
    }

    @Override
    public void disconnect() {
        socket.disconnect();
    }

    @Override
    public void closeEngine() {
        ((io.socket.engineio.client.Socket) engine()).close();
    }

    @Override
    public void connect() {
        socket.connect();
    }
}
