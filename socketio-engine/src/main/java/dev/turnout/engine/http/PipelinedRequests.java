package dev.turnout.engine.http;

import dev.turnout.engine.HttpReply;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The requests of a connection that are not answered yet, in order; the first is the one being handled. */
final class PipelinedRequests {

    private static final int MAX_REQUESTS = 16;

    private final Deque<Exchange> exchanges = new ArrayDeque<>(1);
    private final int maxBodyBytes;
    private @Nullable HttpReply rejectionOfLast;

    /** @param maxBodyBytes of all requests behind the first together */
    PipelinedRequests(int maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    /** False when it is not taken, because too much waits already. */
    boolean add(Exchange exchange) {
        if (exchanges.size() >= MAX_REQUESTS || waitingBytes() + exchange.body().length > maxBodyBytes) {
            return false;
        }
        exchanges.add(exchange);
        return true;
    }

    /** Bytes of the bodies behind the first. */
    int waitingBytes() {
        if (exchanges.isEmpty()) {
            return 0;
        }
        int bytes = -exchanges.element().body().length;
        for (Exchange exchange : exchanges) {
            bytes += exchange.body().length;
        }
        return bytes;
    }

    /** Adds a request that is only answered, and that no other follows. */
    void addRejection(Exchange exchange, HttpReply reply) {
        exchanges.add(exchange);
        rejectionOfLast = reply;
    }

    /** Hands the first request on to its service, or answers it when it was rejected. */
    void handleFirst(HttpEdge edge) {
        Exchange first = exchanges.element();
        if (rejectionOfLast != null && exchanges.size() == 1) {
            first.reply(rejectionOfLast);
        } else {
            edge.handle(first);
        }
    }

    boolean isEmpty() {
        return exchanges.isEmpty();
    }

    boolean isFirst(Exchange exchange) {
        return exchanges.peek() == exchange;
    }

    void removeFirst() {
        exchanges.remove();
    }

    /** Reports to the first request's service that the client has closed its side. */
    void abandonFirst() {
        if (!exchanges.isEmpty()) {
            exchanges.element().abandoned();
        }
    }

    void clear() {
        exchanges.clear();
    }
}
