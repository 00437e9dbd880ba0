package dev.turnout.backend.edge;

import java.util.ArrayDeque;
import java.util.Queue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of requests that are handled at a time; further ones wait without a thread, and above a second limit,
 * or that of {@link MemoryBudget}, they are answered with 503. Health routes are not limited, so that they always find a
 * free thread. A request counts until its route has ended, not until its response was sent, as it would with Jetty's
 * {@code QoSHandler}: with that one, clients that do not read hold all permits.
 */
final class RequestQueue extends Handler.Wrapper {

    private static final String HEALTH = "/health/";

    private record Waiting(Request request, Response response, Callback callback, MemoryBudget.Share share) {}

    private final int maxRunning;
    private final int maxWaiting;
    private final MemoryBudget memory;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private int running;

    private enum Admission {
        RUN,
        WAIT,
        REFUSE
    }

    RequestQueue(int maxRunning, int maxWaiting, MemoryBudget memory) {
        this.maxRunning = maxRunning;
        this.maxWaiting = maxWaiting;
        this.memory = memory;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (Request.getPathInContext(request).startsWith(HEALTH)) {
            return super.handle(request, response, callback);
        }
        switch (admit(request, response, callback)) {
            case RUN -> {
                try {
                    return super.handle(request, response, callback);
                } finally {
                    startNext();
                }
            }
            case WAIT -> {
                return true;
            }
            default -> {
                Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
                return true;
            }
        }
    }

    private synchronized Admission admit(Request request, Response response, Callback callback) {
        if (running < maxRunning) {
            running++;
            return Admission.RUN;
        }
        MemoryBudget.Share share = memory.of(request.getConnectionMetaData().getRemoteSocketAddress());
        if (waiting.size() < maxWaiting && share.resize(HeadMemory.of(request.getHeaders()))) {
            waiting.add(new Waiting(request, response, callback, share));
            return Admission.WAIT;
        }
        return Admission.REFUSE;
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
        next.share().release();
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
}
