package dev.turnout.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Viewers without a socket, over a fixed number of kept connections as behind a proxy: one request under way on each.
 * Their cost is the load's; it is not measured.
 */
public final class HttpViewerCrowd implements AutoCloseable {

    private static final int CONNECTIONS = 256;
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROUTE = "/api/stream/bench/viewer/";

    private final List<Connection> connections = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();
    private int named;

    private record Connection(Socket socket, InputStream in) {}

    public static HttpViewerCrowd connect(int port) throws IOException {
        HttpViewerCrowd crowd = new HttpViewerCrowd();
        for (int i = 0; i < CONNECTIONS; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            crowd.connections.add(new Connection(socket, new BufferedInputStream(socket.getInputStream())));
        }
        return crowd;
    }

    /** So many viewers join. They are hidden pages, whose sessions last 150 s: a slow server loses none by expiry. */
    public void join(int viewers) throws IOException {
        tokens.clear();
        send(
                viewers,
                "join",
                i -> "{\"hidden\":true}",
                answer -> tokens.add(answer.get("viewerToken").textValue()));
    }

    /** So many viewers join who may be listed by name. */
    public void joinNamed(int viewers) throws IOException {
        tokens.clear();
        for (int i = 0; i < viewers; i++) {
            tokens.add("");
        }
        joinNamed(0, viewers);
    }

    private void joinNamed(int from, int viewers) throws IOException {
        int[] next = {from};
        send(
                viewers,
                "join",
                i -> "{\"hidden\":true,\"viewerId\":\"v" + named + "-" + i + "\",\"name\":\"Viewer " + i + "\"}",
                answer -> tokens.set(next[0]++, answer.get("viewerToken").textValue()));
        named++;
    }

    /** So many viewers leave, one after the other the oldest, and as many new ones with a name join. */
    public void churn(int viewers) throws IOException {
        for (int done = 0; done < viewers; ) {
            int from = done % tokens.size();
            int slice = Math.min(viewers - done, Math.min(CONNECTIONS, tokens.size() - from));
            send(slice, "leave", i -> "{\"viewerToken\":\"" + tokens.get(from + i) + "\"}", answer -> {});
            joinNamed(from, slice);
            done += slice;
        }
    }

    /** Each viewer sends a heartbeat; returns the lowest count in the responses. */
    public int beat() throws IOException {
        int[] lowest = {Integer.MAX_VALUE};
        send(
                tokens.size(),
                "heartbeat",
                i -> "{\"viewerToken\":\"" + tokens.get(i) + "\",\"hidden\":true}",
                answer -> lowest[0] =
                        Math.min(lowest[0], answer.get("currentViewers").intValue()));
        return lowest[0];
    }

    /** Each viewer leaves; returns the count in the last response. */
    public int leave() throws IOException {
        int[] last = new int[1];
        send(
                tokens.size(),
                "leave",
                i -> "{\"viewerToken\":\"" + tokens.get(i) + "\"}",
                answer -> last[0] = answer.get("currentViewers").intValue());
        return last[0];
    }

    private interface Answered {
        void with(JsonNode answer);
    }

    private void send(int requests, String verb, IntFunction<String> body, Answered answered) throws IOException {
        for (int from = 0; from < requests; from += CONNECTIONS) {
            int to = Math.min(requests, from + CONNECTIONS);
            for (int i = from; i < to; i++) {
                request(connections.get(i - from), verb, body.apply(i));
            }
            for (int i = from; i < to; i++) {
                answered.with(answer(connections.get(i - from).in(), verb));
            }
        }
    }

    private static void request(Connection connection, String verb, String body) throws IOException {
        String text = "POST " + ROUTE + verb + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        connection.socket().getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static JsonNode answer(InputStream in, String verb) throws IOException {
        String status = line(in);
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            }
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        if (!status.contains(" 200 ")) {
            throw new IOException(verb + " was answered " + status + " " + body);
        }
        return JSON.readTree(body);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the server has closed a connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.socket().close();
        }
    }
}
