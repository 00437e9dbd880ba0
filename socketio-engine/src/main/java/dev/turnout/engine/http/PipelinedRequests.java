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
    private int waitingMemory;

    /** @param maxBodyBytes of all requests behind the first together */
    PipelinedRequests(int maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    /** False when it is not taken, because too much waits already. */
    boolean add(Exchange exchange) {
        if (exchanges.size() >= MAX_REQUESTS || waitingBodies() + exchange.body().length > maxBodyBytes) {
            return false;
        }
        append(exchange);
        return true;
    }

    private void append(Exchange exchange) {
        waitingMemory += exchanges.isEmpty() ? 0 : exchange.memory();
        exchanges.add(exchange);
    }

    /** What the requests behind the first take, heads and bodies. */
    int waitingMemory() {
        return waitingMemory;
    }

    private int waitingBodies() {
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
        append(exchange);
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
        Exchange next = exchanges.peek();
        waitingMemory -= next == null ? 0 : next.memory();
    }

    /** Reports to the first request's service that the client has closed its side. */
    void abandonFirst() {
        if (!exchanges.isEmpty()) {
            exchanges.element().abandoned();
        }
    }

    void clear() {
        exchanges.clear();
        waitingMemory = 0;
    }
}
