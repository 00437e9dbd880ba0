package dev.turnout.bench.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The port that makes a peer publish: lines of {@code publish ROOM JSON}, each answered with {@code ok}. */
final class ControlPort {

    static final String EVENT = "playerBiddingUpdate";

    @FunctionalInterface
    interface Publisher {
        void publish(String room, JsonNode data);
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Publisher publisher;

    private ControlPort(Publisher publisher) {
        this.publisher = publisher;
    }

    /** Listens on a thread of its own, to one connection at a time. */
    static void open(int port, Publisher publisher) throws IOException {
        ServerSocket listener = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        ControlPort control = new ControlPort(publisher);
        Thread thread = new Thread(() -> control.serve(listener), "control");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(ServerSocket listener) {
        while (true) {
            try (Socket socket = listener.accept()) {
                socket.setTcpNoDelay(true);
                converse(socket);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void converse(Socket socket) throws IOException {
        OutputStream answers = socket.getOutputStream();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            answers.write((obey(line) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private String obey(String line) throws IOException {
        String[] words = line.split(" ", 3);
        if (words.length != 3 || !words[0].equals("publish")) {
            return "unknown";
        }
        publisher.publish(words[1], JSON.readTree(words[2]));
        return "ok";
    }
}
