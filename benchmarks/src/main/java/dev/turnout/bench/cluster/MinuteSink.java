package dev.turnout.bench.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A backend that notes of each minute how many samples it has, and answers 200. */
final class MinuteSink implements AutoCloseable {

    private static final Pattern AUCTION = Pattern.compile("/api/v1/auctions/([^/]+)/");
    private static final Pattern MINUTE =
            Pattern.compile("\"timestamp\":\"([^\"]+)\".*\"sampleCount\":(\\d+)", Pattern.DOTALL);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Map<Instant, Map<String, Integer>> samples = new ConcurrentHashMap<>();

    MinuteSink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.setExecutor(threads);
        server.createContext("/", this::received);
        server.start();
    }

    private void received(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Matcher auction = AUCTION.matcher(exchange.getRequestURI().getPath());
            Matcher minute = MINUTE.matcher(body);
            if (auction.find() && minute.find()) {
                samples.computeIfAbsent(Instant.parse(minute.group(1)), time -> new ConcurrentHashMap<>())
                        .merge(auction.group(1), Integer.parseInt(minute.group(2)), Math::max);
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Samples of each auction, of the minutes that have been received so far. */
    Map<Instant, Map<String, Integer>> samples() {
        return Map.copyOf(samples);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
