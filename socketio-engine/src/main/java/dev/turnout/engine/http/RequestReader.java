package dev.turnout.engine.http;

import dev.turnout.engine.Refusal;
import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The input of a connection: makes requests of what the decoders deliver and queues them, until the input ends. It ends
 * when the client shuts down its side, when a request is the last by its headers, when one is rejected, and when too much
 * is queued. Confined to the connection's event loop.
 */
final class RequestReader {

    private final HttpConnection connection;
    private final HttpEdge edge;
    private final PipelinedRequests queue;
    private final RequestAssembler assembler;
    private final UnhandledBytes unhandled;
    private final InetAddress peer;
    private @Nullable InetAddress proxied;
    private boolean ended;

    RequestReader(HttpConnection connection, HttpEdge edge, PipelinedRequests queue) {
        this.connection = connection;
        this.edge = edge;
        this.queue = queue;
        this.assembler = new RequestAssembler(edge.maxBody());
        this.unhandled = new UnhandledBytes(assembler, queue);
        this.peer = addressOf(connection.channel());
    }

    private static InetAddress addressOf(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress inet ? inet.getAddress() : NetUtil.LOCALHOST;
    }

    /** The other end of the TCP connection. */
    InetAddress peer() {
        return peer;
    }

    UnhandledBytes unhandled() {
        return unhandled;
    }

    /** Whether a request has begun and not ended. */
    boolean isInRequest() {
        return assembler.head() != null;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Reads what a decoder delivers; does not release it. */
    void read(Object message) {
        unhandled.decoded();
        if (message instanceof HAProxyMessage header) {
            proxied = header.sourceAddress() == null
                    ? proxied
                    : NetUtil.createInetAddressFromIpAddressString(header.sourceAddress());
        } else if (!ended) {
            readPart(message);
        }
    }

    private void readPart(Object message) {
        HttpRequest current = message instanceof HttpRequest request ? request : assembler.head();
        try {
            assemble(message);
        } catch (RejectedRequest rejection) {
            reject(current, rejection);
        }
    }

    private void assemble(Object message) throws RejectedRequest {
        if (message instanceof HttpRequest request) {
            begin(request);
        }
        if (message instanceof HttpContent content && assembler.head() != null) {
            assembler.append(content.content(), connection.channel().alloc());
        }
        if (message instanceof LastHttpContent last && assembler.head() != null) {
            complete(assembler.head(), last);
        }
    }

    private void begin(HttpRequest request) throws RejectedRequest {
        connection.requestBegins();
        assembler.begin(request);
        if (assembler.expectsContinue() && queue.isEmpty()) {
            ResponseWriter.writeContinue(connection.channel());
        }
    }

    private void complete(HttpRequest request, LastHttpContent last) throws RejectedRequest {
        byte[] body = assembler.end(last);
        RequestHead head;
        try {
            head = RequestHead.of(request, edge.clientOf(proxied == null ? peer : proxied, request.headers()));
        } catch (IllegalArgumentException e) {
            throw RejectedRequest.malformed("the request's target cannot be decoded");
        }
        boolean queued = queue.add(new Exchange(connection, head, body));
        if (!queued) {
            edge.refused(Refusal.BAD_REQUEST);
        }
        if (!queued || !head.keepAlive()) {
            end();
        }
        connection.handleNext();
    }

    /** Rejects the request that has begun. */
    void reject(RejectedRequest rejection) {
        reject(assembler.head(), rejection);
    }

    /** Answers a request that breaks HTTP or a limit, after those before it. */
    private void reject(@Nullable HttpRequest request, RejectedRequest rejection) {
        if (rejection.refusal() != null) {
            edge.refused(rejection.refusal());
        }
        end();
        if (request != null) {
            RequestHead head = RequestHead.ofRejected(request, peer);
            queue.addRejection(new Exchange(connection, head, new byte[0]), rejection.reply());
        }
        connection.handleNext();
    }

    /** Nothing more is read: what is queued is answered, then the connection closes. */
    void end() {
        ended = true;
        assembler.discard();
        unhandled.charge();
    }
}
