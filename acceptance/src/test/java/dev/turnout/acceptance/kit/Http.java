package dev.turnout.acceptance.kit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/** HTTP requests to one server, with a fixed set of headers. For malformed requests use the test kit's RawConnection. */
public final class Http {

    private static final HttpClient PLAIN = newClient().build();

    /** An answer. */
    public record Answer(int status, Map<String, String> headers, String body) {

        public JsonNode json() {
            return Json.parse(body);
        }

        /** The first value of a header; empty when it is absent. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private final HttpClient client;
    private final String url;
    private final Map<String, String> headers;

    private Http(HttpClient client, String url, Map<String, String> headers) {
        this.client = client;
        this.url = url;
        this.headers = headers;
    }

    static Http to(String url) {
        return new Http(PLAIN, url, Map.of());
    }

    static Http over(SSLContext tls, String url) {
        return new Http(newClient().sslContext(tls).build(), url, Map.of());
    }

    private static HttpClient.Builder newClient() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10));
    }

    String url() {
        return url;
    }

    /** The same with one more header on each request. */
    public Http with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Http(client, url, more);
    }

    public Answer get(String path) {
        return send("GET", path, "");
    }

    public Answer delete(String path) {
        return send("DELETE", path, "");
    }

    public Answer post(String path, String body) {
        return send("POST", path, body);
    }

    public Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    public Answer patch(String path, String body) {
        return send("PATCH", path, body);
    }

    public Answer send(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Map<String, String> received = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            response.headers().map().forEach((name, values) -> received.put(name, values.get(0)));
            return new Answer(response.statusCode(), received, response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + url + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    boolean isReady() {
        try {
            return get("/health/ready").status() == 200;
        } catch (UncheckedIOException e) {
            return false; // not listening yet
        }
    }

    double metric(String name) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
