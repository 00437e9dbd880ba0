package dev.turnout.engine.http;

import dev.turnout.engine.ConnectionLedger;
import dev.turnout.engine.HttpReply;
import dev.turnout.engine.HttpRoutes;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Network;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.Timings;
import dev.turnout.engine.TrustedProxies;
import dev.turnout.engine.loop.FailureLog;
import dev.turnout.engine.loop.LoopDeadlines;
import dev.turnout.engine.loop.PerLoop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port: accepts connections within their limits, checks origins, and hands each request to the service of its path
 * or to the plain routes. The failure of a handler is answered with 500 and logged here, nowhere else.
 */
public final class HttpEdge {

    private static final Logger log = LoggerFactory.getLogger(HttpEdge.class);

    /** Those that routes may have; names are case-sensitive (RFC 9110, section 9.1). */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    private static final int BACKLOG = 4096;
    private static final int MAX_LOGGED_PATH = 200;
    private static final int RENEWAL_SECONDS = 10;

    /** Reads are small; an adaptive size would cost each connection more memory than it saves. */
    private static final RecvByteBufAllocator READS = new FixedRecvByteBufAllocator(4096);

    private final Network network;
    private final EventLoopThreads threads;
    private final Map<String, Service> services = new LinkedHashMap<>();
    private final HttpRoutes routes;
    private final Cors cors;
    private final ConnectionLedger ledger;
    private final RejectionSlots rejectionSlots = new RejectionSlots();
    private final ResponseWriter responses;
    private final ResponseBudget responseBudget = new ResponseBudget();
    private final PerLoop<LoopTimers> timers;
    private final int maxBody;
    private final Consumer<Refusal> onRefused;
    private final FailureLog failures = new FailureLog(System::nanoTime);
    private @Nullable Channel listening;
    private @Nullable Tls tls;

    public HttpEdge(
            Network network,
            Limits limits,
            Timings timings,
            EventLoopThreads threads,
            PerLoop<LoopDeadlines> deadlines,
            HttpRoutes routes,
            ConnectionLedger ledger,
            Consumer<Refusal> onRefused) {
        this.network = network;
        this.threads = threads;
        this.routes = routes;
        this.cors = new Cors(network.origins());
        this.responses = new ResponseWriter(cors, new DateHeader(InstantSource.system()));
        this.ledger = ledger;
        this.timers = new PerLoop<>(deadlines.loops(), loop -> LoopTimers.of(deadlines.of(loop), timings));
        this.maxBody = limits.maxPayload();
        this.onRefused = onRefused;
    }

    /** Requests to this path, and to nothing below it, go to this service. Before {@link #bind}. */
    public void serve(String path, Service service) {
        services.put(path, service);
        services.put(path.substring(0, path.length() - 1), service);
    }

    /** Binds unless it is bound, and accepts. @throws IOException when the port is taken or a TLS file cannot be read */
    public void start() throws IOException {
        bind().config().setAutoRead(true);
    }

    /** Binds; connections wait in the backlog. @throws IOException when the port is taken or a TLS file cannot be read */
    public Channel bind() throws IOException {
        Channel bound = listening;
        if (bound == null) {
            bound = listen();
            listening = bound;
        }
        return bound;
    }

    /** TCP_NODELAY is on: Netty sets it for each connection, and setting it again would be one more system call. */
    private Channel listen() throws IOException {
        if (network.tls().isPresent()) {
            tls = Tls.from(network.tls().get());
            threads.repeat(this::renewCertificate, RENEWAL_SECONDS);
        }
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(threads.group())
                .channel(threads.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, READS)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WriteBufferWaterMark.DEFAULT)
                .childHandler(new PipelineInitializer(this, tls));
        var bound = bootstrap.bind(network.host(), network.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on " + network.host() + ":" + network.port(), bound.cause());
        }
        return bound.channel();
    }

    public int port() {
        if (listening != null && listening.localAddress() instanceof InetSocketAddress address) {
            return address.getPort();
        }
        throw new IllegalStateException("not started");
    }

    /** Reads the certificate's files again. On the maintenance thread, as it reads from the disk. */
    private void renewCertificate() {
        if (tls != null) {
            tls.renew();
        }
    }

    /** Reads the certificate's files again and waits for it; not to be called on a loop. */
    public void renewCertificateNow() {
        threads.maintenance().submit(this::renewCertificate).syncUninterruptibly();
    }

    /** Connections that hold a slot now. Any thread. */
    public int openConnections() {
        return ledger.connections();
    }

    public void close() {
        if (listening != null) {
            listening.close().awaitUninterruptibly();
        }
    }

    /**
     * Closes all HTTP connections of a loop but those whose request is being handled; on that loop. A stopping loop does
     * not necessarily process its deadlines once more.
     */
    public void closeConnections(EventLoop loop) {
        timers(loop).expireAll();
    }

    void handle(Exchange exchange) {
        try {
            dispatch(exchange);
        } catch (RuntimeException | Error e) {
            String where = "method=" + exchange.method() + " path=" + onOneLine(exchange.path());
            failures.error(log, "a request failed", where, e);
            exchange.reply(HttpReply.problem(500, "internal error"));
        }
    }

    /** A connection is closed for a failure that is not the client's. */
    void failed(Throwable cause) {
        failures.error(log, "a connection failed", "it is closed", cause);
    }

    /** A path without control characters and of bounded length, for a log line. */
    private static String onOneLine(String path) {
        String visible = path.replaceAll("[^!-~]", "?");
        return visible.length() > MAX_LOGGED_PATH ? visible.substring(0, MAX_LOGGED_PATH) + "..." : visible;
    }

    private void dispatch(Exchange exchange) {
        RequestHead head = exchange.head();
        Service service = services.get(head.path());
        if (!cors.allows(head.headers())) {
            refused(Refusal.ORIGIN);
            network.observer().originRefused(head.headers().get(HttpHeaderNames.ORIGIN, ""));
            exchange.reply(
                    service == null ? HttpReply.problem(403, "origin not allowed") : HttpReply.json(403, FORBIDDEN));
        } else if (head.method().equals("OPTIONS")) {
            preflight(exchange);
        } else if (service != null) {
            service.handle(exchange);
        } else if (!METHODS.contains(head.method())) {
            exchange.reply(HttpReply.problem(501, "this server has no such method"));
        } else {
            routes.handle(exchange);
        }
    }

    /** Engine.IO's error for an origin that may not connect. */
    private static final String FORBIDDEN = "{\"code\":4,\"message\":\"Forbidden\"}";

    private void preflight(Exchange exchange) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT);
        cors.answerPreflight(exchange.head().headers(), response.headers());
        exchange.reply(response);
    }

    void refused(Refusal refusal) {
        onRefused.accept(refusal);
    }

    /** The client's address: that of the nearest peer, or the one that a trusted peer reports. */
    InetAddress clientOf(InetAddress nearest, HttpHeaders headers) {
        if (!headers.contains(ClientAddress.FORWARDED_FOR)) {
            return nearest;
        }
        if (!proxies().trusts(nearest)) {
            network.observer().forwardedForIgnored();
        }
        return ClientAddress.of(nearest, headers, proxies());
    }

    ResponseWriter responses() {
        return responses;
    }

    ResponseBudget responseBudget() {
        return responseBudget;
    }

    ConnectionLedger ledger() {
        return ledger;
    }

    RejectionSlots rejectionSlots() {
        return rejectionSlots;
    }

    LoopTimers timers(EventLoop loop) {
        return timers.of(loop);
    }

    int maxBody() {
        return maxBody;
    }

    TrustedProxies proxies() {
        return network.trustedProxies();
    }
}
