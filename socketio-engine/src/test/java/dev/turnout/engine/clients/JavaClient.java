package dev.turnout.engine.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.turnout.engine.clients.Seen.What;
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

/** The Java client; unlike those in Node it needs to be told beforehand which events there will be. */
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
        socket.on(Socket.EVENT_CONNECT, args -> saw(new Seen(What.CONNECT, socket.id(), List.of())));
        socket.on(Socket.EVENT_DISCONNECT, args -> saw(new Seen(What.DISCONNECT, (String) args[0], List.of())));
        socket.on(Socket.EVENT_CONNECT_ERROR, args -> saw(refused(args[0])));
        socket.onAnyIncoming(this::heard);
        socket.io()
                .once(
                        Manager.EVENT_TRANSPORT,
                        args -> engine().on(
                                        io.socket.engineio.client.Socket.EVENT_UPGRADE,
                                        to -> saw(new Seen(What.UPGRADE, ((Transport) to[0]).name, List.of()))));
    }

    /** The library keeps its engine to itself, and with it the news of an upgrade. */
    private Emitter engine() {
        try {
            Field engine = Manager.class.getDeclaredField("engine");
            engine.setAccessible(true);
            return (Emitter) engine.get(socket.io());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Seen refused(Object error) {
        if (error instanceof SocketIOException failure) {
            return new Seen(What.REFUSED, String.valueOf(failure.getMessage()), List.of());
        }
        if (error instanceof org.json.JSONObject refusal) {
            List<JsonNode> data = refusal.has("data") ? List.of(OrgJson.toTree(refusal.opt("data"))) : List.of();
            return new Seen(What.REFUSED, refusal.optString("message"), data);
        }
        return new Seen(What.REFUSED, String.valueOf(error), List.of());
    }

    private void heard(Object... nameAndArgs) {
        List<Object> all = new ArrayList<>(Arrays.asList(nameAndArgs));
        Object last = all.get(all.size() - 1);
        if (last instanceof Ack) {
            all.remove(all.size() - 1);
        }
        List<Object> args = all.subList(1, all.size());
        saw(new Seen(
                What.EVENT,
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
        Ack ack = answer -> saw(new Seen(
                What.ACK, ackName, Arrays.stream(answer).map(OrgJson::toTree).toList()));
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
}
