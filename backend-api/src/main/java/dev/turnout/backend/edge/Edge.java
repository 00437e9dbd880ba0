package dev.turnout.backend.edge;

import dev.turnout.model.Origins;
import io.javalin.config.JettyConfig;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Jetty as this server uses it. A request passes, in this order: {@link GracefulHandler} (stop), {@link StrictHeads},
 * {@link BodyReader}, {@link ResponseBuffer}, {@link RequestQueue} (threads), the routes. Health routes and
 * one scrape of the metrics skip the limit on requests at a time, for which some threads are never used by other routes.
 */
public final class Edge {

    private static final int THREADS = 64;
    private static final int REQUESTS_AT_A_TIME = 48;
    private static final int WAITING_REQUESTS = 1_024;
    private static final Duration FINISHING = Duration.ofSeconds(10);

    /** How long a client may neither send nor read anything of a request that has begun. */
    private static final Duration REQUEST_IDLE_TIMEOUT = Duration.ofSeconds(30);

    /** Bounds what the kernel holds for clients that do not read. */
    private static final int SEND_BUFFER_BYTES = 128 * 1024;

    private static final int ACCEPT_QUEUE = 1_024;

    /** Memory of requests that are not complete or wait, and of responses that are not sent; each of them per network. */
    private static final long BYTES_PER_NETWORK = 8L << 20;

    private static final long REQUEST_BYTES = 32L << 20;
    private static final long RESPONSE_BYTES = 48L << 20;

    /**
     * @param port 0 for any free one
     * @param bodyTimeout from the head of a request to the end of its body
     * @param keepAliveTimeout how long a connection is kept between two requests
     * @param connectionsPerAddress 0 for no limit
     * @param maxConnections 0 for no limit
     */
    public record Settings(
            int port,
            int maxBodyBytes,
            Duration bodyTimeout,
            Duration keepAliveTimeout,
            int connectionsPerAddress,
            int maxConnections,
            TrustedProxies trustedProxies,
            Origins allowedOrigins) {}

    private final Settings settings;
    private final ConnectionLimit connections;
    private final MemoryBudget requestMemory;
    private final MemoryBudget responseMemory;
    private final RequestQueue requests;
    private @Nullable ServerSocketChannel socket;

    public Edge(Settings settings, MeterRegistry meters) {
        this.settings = settings;
        this.connections = new ConnectionLimit(
                settings.connectionsPerAddress(), settings.maxConnections(), settings.trustedProxies());
        long perNetwork = settings.connectionsPerAddress() == 0 ? Long.MAX_VALUE : BYTES_PER_NETWORK;
        this.requestMemory = new MemoryBudget(perNetwork, REQUEST_BYTES, settings.trustedProxies());
        this.responseMemory = new MemoryBudget(perNetwork, RESPONSE_BYTES, settings.trustedProxies());
        this.requests =
                new RequestQueue(REQUESTS_AT_A_TIME, WAITING_REQUESTS, requestMemory, settings.trustedProxies());
        Gauge.builder("turnout.http.connections", connections, ConnectionLimit::open)
                .description("Open connections")
                .register(meters);
        FunctionCounter.builder("turnout.http.connections.refused", connections, ConnectionLimit::refused)
                .description("Connections closed at once because of CONNECTIONS_PER_ADDRESS or MAX_CONNECTIONS")
                .register(meters);
        Gauge.builder("turnout.http.requests.waiting", requests, RequestQueue::waiting)
                .description("Requests that wait because " + REQUESTS_AT_A_TIME + " are handled")
                .register(meters);
        Gauge.builder("turnout.http.requests.incomplete", requestMemory, MemoryBudget::total)
                .description("Memory of requests that have arrived in part, or wait")
                .baseUnit("bytes")
                .register(meters);
        FunctionCounter.builder("turnout.http.responses.refused", responseMemory, MemoryBudget::refused)
                .description("Connections closed because too many bytes of responses wait for slow clients")
                .register(meters);
        FunctionCounter.builder(
                        "turnout.http.requests.refused",
                        this,
                        edge -> edge.requestMemory.refused() + edge.requests.refusedWhenFull())
                .description("Requests refused because too many wait, or too many bytes of requests")
                .register(meters);
        Gauge.builder("turnout.http.responses.unsent", responseMemory, MemoryBudget::total)
                .description("Bytes of responses that clients have not read yet")
                .baseUnit("bytes")
                .register(meters);
    }

    /** Binds the port; connections wait in the accept queue until the server has started. */
    public void bind() throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(settings.port()), ACCEPT_QUEUE);
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot listen on port " + settings.port() + " (PORT): " + e.getMessage(), e);
        }
        socket = channel;
    }

    /** Closes the port if the server has not started. */
    public void unbind() throws IOException {
        if (socket != null) {
            socket.close();
        }
    }

    public void configure(JettyConfig jetty) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("http");
        jetty.threadPool = threads;
        jetty.modifyServer(this::insertHandlers);
        jetty.addConnector(this::connector);
    }

    private void insertHandlers(Server server) {
        server.insertHandler(requests);
        server.insertHandler(new ResponseBuffer(responseMemory));
        server.insertHandler(new BodyReader(settings.maxBodyBytes(), settings.bodyTimeout(), requestMemory));
        server.insertHandler(new StrictHeads());
        server.insertHandler(new GracefulHandler());
        server.setStopTimeout(FINISHING.toMillis());
        server.setErrorHandler(new EdgeErrors(settings.allowedOrigins()));
    }

    private ServerConnector connector(Server server, HttpConfiguration http) {
        http.setIdleTimeout(REQUEST_IDLE_TIMEOUT.toMillis());
        http.setRequestHeaderSize(StrictHeads.PARSED);
        // By default Jetty reuses an earlier header value of the connection that differs only in case.
        http.setHeaderCacheCaseSensitive(true);
        ServerConnector connector = new ServerConnector(server, new BoundedConnections(http, requestMemory));
        connector.setIdleTimeout(settings.keepAliveTimeout().toMillis());
        connector.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
        connector.addBean(connections);
        try {
            if (socket == null) {
                bind();
            }
            connector.open(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return connector;
    }
}
