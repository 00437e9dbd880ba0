package dev.turnout.backend.edge;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of requests that are handled at a time; further ones wait without a thread. Clients' networks are
 * served in turn. Above a second limit one of the network with the most waiting requests is answered with 503, as is one
 * that {@link MemoryBudget} does not allow. Health routes and one scrape of the metrics at a time do not wait, so that they
 * always find a free thread. A request counts until its route has ended, not until its response was sent, as it would with Jetty's
 * {@code QoSHandler}: with that one, clients that do not read hold all permits.
 */
final class RequestQueue extends Handler.Wrapper {

    private static final String HEALTH = "/health/";
    private static final String METRICS = "/metrics";

    private record Waiting(Request request, Response response, Callback callback, MemoryBudget.Allocation allocation) {}

    private final int maxRunning;
    private final MemoryBudget memory;
    private final TrustedProxies proxies;
    private final FairQueue<Waiting> waiting;
    private final LongAdder refusedWhenFull = new LongAdder();
    private final AtomicBoolean scraping = new AtomicBoolean();
    private int running;

    RequestQueue(int maxRunning, int maxWaiting, MemoryBudget memory, TrustedProxies proxies) {
        this.maxRunning = maxRunning;
        this.waiting = new FairQueue<>(maxWaiting);
        this.memory = memory;
        this.proxies = proxies;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        if (path.startsWith(HEALTH)) {
            return super.handle(request, response, callback);
        }
        if (path.equals(METRICS) && scraping.compareAndSet(false, true)) {
            try {
                return super.handle(request, response, callback);
            } finally {
                scraping.set(false);
            }
        }
        if (tryStart()) {
            try {
                return super.handle(request, response, callback);
            } finally {
                startNext();
            }
        }
        MemoryBudget.Allocation allocation =
                memory.of(request.getConnectionMetaData().getRemoteSocketAddress());
        Waiting arrived = new Waiting(request, response, callback, allocation);
        if (allocation.resize(HeadMemory.of(request.getHeaders()))) {
            await(arrived);
        } else {
            refuse(arrived);
        }
        return true;
    }

    private synchronized boolean tryStart() {
        if (running == maxRunning) {
            return false;
        }
        running++;
        return true;
    }

    private void await(Waiting arrived) {
        String network = network(arrived.request());
        Waiting displaced;
        synchronized (this) {
            displaced = waiting.add(network, arrived);
        }
        if (displaced != null) {
            refusedWhenFull.increment();
            refuse(displaced);
        }
        // All that were handled may have ended before it waited.
        if (tryStart()) {
            startNext();
        }
    }

    private String network(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer
                ? AddressBlock.of(proxies.client(
                        peer.getAddress(), request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR)))
                : "";
    }

    private static void refuse(Waiting waiting) {
        waiting.allocation().release();
        Response.writeError(
                waiting.request(), waiting.response(), waiting.callback(), HttpStatus.SERVICE_UNAVAILABLE_503);
    }

    private void startNext() {
        Waiting next = takeNext();
        if (next != null) {
            getServer().getThreadPool().execute(() -> run(next));
        }
    }

    private synchronized @Nullable Waiting takeNext() {
        Waiting next = waiting.poll();
        if (next == null) {
            running--;
        }
        return next;
    }

    private void run(Waiting next) {
        next.allocation().release();
        try {
            if (!super.handle(next.request(), next.response(), next.callback())) {
                Response.writeError(next.request(), next.response(), next.callback(), HttpStatus.NOT_FOUND_404);
            }
        } catch (Exception e) {
            Response.writeError(next.request(), next.response(), next.callback(), e);
        } finally {
            startNext();
        }
    }

    /** Requests that wait for a permit. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** Requests that were refused because too many waited. */
    long refusedWhenFull() {
        return refusedWhenFull.sum();
    }
}
