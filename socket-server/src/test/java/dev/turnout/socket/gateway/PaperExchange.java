package dev.turnout.socket.gateway;

import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request on paper, and the answer that it gets. */
final class PaperExchange implements HttpExchange {

    private final String method;
    private final String path;
    private final byte[] body;
    private final Map<String, String> headers;
    private @Nullable HttpReply reply;

    PaperExchange(String method, String path, byte[] body, Map<String, String> headers) {
        this.method = method;
        this.path = path;
        this.body = body;
        this.headers = headers;
    }

    static PaperExchange of(String method, String path, String body, Map<String, String> headers) {
        return new PaperExchange(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
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
        return Map.of();
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
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public void reply(HttpReply answer) {
        if (reply == null) {
            reply = answer;
        }
    }
}
