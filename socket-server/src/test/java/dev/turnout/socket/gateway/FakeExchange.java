package dev.turnout.socket.gateway;

import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request without a connection; records the first reply. */
final class FakeExchange implements HttpExchange {

    private final String method;
    private final String path;
    private final Map<String, List<String>> query = new LinkedHashMap<>();
    private final byte[] body;
    private final Map<String, String> headers;
    private InetAddress address = InetAddress.getLoopbackAddress();
    private @Nullable HttpReply reply;

    FakeExchange(String method, String target, byte[] body, Map<String, String> headers) {
        this.method = method;
        String[] parts = target.split("\\?", -1);
        this.path = parts[0];
        for (String parameter : parts.length < 2 ? new String[0] : parts[1].split("&", -1)) {
            String[] pair = parameter.split("=", 2);
            query.computeIfAbsent(pair[0], name -> new ArrayList<>()).add(pair[1]);
        }
        this.body = body;
        this.headers = headers;
    }

    static FakeExchange of(String method, String target, String body, Map<String, String> headers) {
        return new FakeExchange(method, target, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    FakeExchange from(InetAddress client) {
        address = client;
        return this;
    }

    HttpReply answer() {
        return Objects.requireNonNull(reply, "no answer yet");
    }

    boolean answered() {
        return reply != null;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Map<String, String> query() {
        return query.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, parameter -> parameter.getValue().get(0)));
    }

    @Override
    public List<String> queryValues(String name) {
        return query.getOrDefault(name, List.of());
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public InetAddress remoteAddress() {
        return address;
    }

    @Override
    public void reply(HttpReply answer) {
        if (reply == null) {
            reply = answer;
        }
    }
}
