package dev.turnout.engine.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A connection that speaks HTTP/1.1, request by request, exactly as it is told to. */
final class HttpLine extends Line {

    /** An answer as it stood on the wire. Header names are in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        /** Status and body, for short. */
        @Override
        public String toString() {
            return body.isEmpty() ? String.valueOf(status) : status + " " + body;
        }
    }

    HttpLine(int port) {
        super(port);
    }

    HttpLine(Socket socket) {
        super(socket);
    }

    // ---- requests

    Answer get(String target) {
        return request("GET", target);
    }

    Answer request(String method, String target, String... headers) {
        send(method, target, headers);
        return answer(!method.equals("HEAD"));
    }

    void send(String method, String target, String... headers) {
        write(head(method, target, headers) + "\r\n");
    }

    Answer post(String target, String body) {
        return post(target, "text/plain;charset=UTF-8", body.getBytes(StandardCharsets.UTF_8));
    }

    Answer post(String target, String contentType, byte[] body) {
        String head = head("POST", target, "Content-Type: " + contentType, "Content-Length: " + body.length);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        write(request.toByteArray());
        return answer();
    }

    static String head(String method, String target, String... headers) {
        List<String> lines = new ArrayList<>(List.of(method + " " + target + " HTTP/1.1", "Host: localhost"));
        lines.addAll(List.of(headers));
        return String.join("\r\n", lines) + "\r\n";
    }

    // ---- answers

    /** The next answer; waits for it. */
    Answer answer() {
        return answer(true);
    }

    /** The next answer, which has no body if it is one to HEAD. */
    Answer answer(boolean withBody) {
        try {
            String statusLine = line();
            Map<String, String> headers = new TreeMap<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.merge(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip(),
                        (one, other) -> one + ", " + other);
            }
            int status = Integer.parseInt(statusLine.split(" ", -1)[1]);
            byte[] body = withBody ? read(Integer.parseInt(headers.getOrDefault("content-length", "0"))) : new byte[0];
            return new Answer(status, headers, text(body, headers));
        } catch (EOFException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] body, Map<String, String> headers) {
        boolean binary = headers.getOrDefault("content-type", "").equals("application/octet-stream");
        return binary ? HexFormat.of().formatHex(body) : new String(body, StandardCharsets.UTF_8);
    }

    private String line() throws EOFException {
        StringBuilder line = new StringBuilder();
        for (int next = read(); next != '\n'; next = read()) {
            line.append((char) next);
        }
        if (line.length() == 0 || line.charAt(line.length() - 1) != '\r') {
            throw new UncheckedIOException(new IOException("a line without CR: " + line));
        }
        return line.substring(0, line.length() - 1);
    }
}
