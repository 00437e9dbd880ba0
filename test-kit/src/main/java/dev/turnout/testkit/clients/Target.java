package dev.turnout.testkit.clients;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Address, query, headers and auth payload of a client. */
public record Target(
        int port,
        String path,
        String namespace,
        Map<String, String> query,
        Map<String, String> headers,
        @Nullable JsonNode auth,
        boolean reconnects,
        @Nullable String authority) {

    public static Target of(int port, String path) {
        return new Target(port, path, "/", Map.of(), Map.of(), null, false, null);
    }

    public Target namespace(String name) {
        return new Target(port, path, name, query, headers, auth, reconnects, authority);
    }

    public Target query(String name, String value) {
        return new Target(port, path, namespace, with(query, name, value), headers, auth, reconnects, authority);
    }

    public Target header(String name, String value) {
        return new Target(port, path, namespace, query, with(headers, name, value), auth, reconnects, authority);
    }

    public Target auth(JsonNode payload) {
        return new Target(port, path, namespace, query, headers, payload, reconnects, authority);
    }

    /** Reconnects by itself after it lost its connection. */
    public Target reconnecting() {
        return new Target(port, path, namespace, query, headers, auth, true, authority);
    }

    /** Over TLS, to a server whose certificate is signed by this authority (PEM). */
    public Target trusting(String signer) {
        return new Target(port, path, namespace, query, headers, auth, reconnects, signer);
    }

    String url() {
        return (authority == null ? "http" : "https") + "://127.0.0.1:" + port
                + (namespace.equals("/") ? "" : namespace);
    }

    private static Map<String, String> with(Map<String, String> map, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(map);
        more.put(name, value);
        return more;
    }
}
