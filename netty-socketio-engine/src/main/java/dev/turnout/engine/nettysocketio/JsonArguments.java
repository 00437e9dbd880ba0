package dev.turnout.engine.nettysocketio;

import com.corundumstudio.socketio.AckCallback;
import com.corundumstudio.socketio.protocol.AckArgs;
import com.corundumstudio.socketio.protocol.Event;
import com.corundumstudio.socketio.protocol.JsonSupport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes arguments as JSON trees.
 *
 * <p>netty-socketio dispatches only events that were registered by name. Every event is therefore passed to it under the
 * name {@link #ANY_EVENT}, with its original name as first argument.
 */
final class JsonArguments implements JsonSupport {

    static final String ANY_EVENT = "*";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public <T> T readValue(String namespace, ByteBufInputStream src, Class<T> type) throws IOException {
        if (type != Event.class) {
            return MAPPER.readValue((InputStream) src, type);
        }
        List<Object> nameAndArgs = elements(src);
        if (nameAndArgs.isEmpty() || !((JsonNode) nameAndArgs.get(0)).isTextual()) {
            throw new IOException("an event without a name");
        }
        return type.cast(new Event(ANY_EVENT, nameAndArgs));
    }

    @Override
    public AckArgs readAckArgs(ByteBufInputStream src, AckCallback<?> callback) throws IOException {
        return new AckArgs(elements(src));
    }

    private static List<Object> elements(ByteBufInputStream src) throws IOException {
        JsonNode tree = MAPPER.readTree((InputStream) src);
        if (tree == null || !tree.isArray()) {
            throw new IOException("arguments that are no array");
        }
        List<Object> elements = new ArrayList<>(tree.size());
        tree.forEach(elements::add);
        return elements;
    }

    @Override
    public void writeValue(ByteBufOutputStream out, Object value) throws IOException {
        MAPPER.writeValue((OutputStream) out, value);
    }

    @Override
    public void addEventMapping(String namespace, String event, Class<?>... types) {}

    @Override
    public void removeEventMapping(String namespace, String event) {}

    @Override
    public List<byte[]> getArrays() {
        return List.of();
    }
}
