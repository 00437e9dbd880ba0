package dev.turnout.backend.edge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Reads the whole body before a thread handles the request, so that a client that sends slowly holds no thread. A body
 * that is not complete after the timeout is answered with 408. A body that declares more than the maximum is left
 * unread; the route refuses it after it has checked the caller's rights. When the budget of its client does not allow
 * what has arrived, the answer is 503.
 */
final class BodyReader extends Handler.Wrapper {

    private final int maxBytes;
    private final Duration timeout;
    private final MemoryBudget memory;

    BodyReader(int maxBytes, Duration timeout, MemoryBudget memory) {
        this.maxBytes = maxBytes;
        this.timeout = timeout;
        this.memory = memory;
    }

    @Override
    public boolean handle(Request request, Response response, Callback whenAnswered) throws Exception {
        boolean hasBody = request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        if (!hasBody || request.getLength() > maxBytes) {
            return super.handle(request, response, whenAnswered);
        }
        MemoryBudget.Allocation allocation =
                memory.of(request.getConnectionMetaData().getRemoteSocketAddress());
        Callback callback = Callback.from(whenAnswered, allocation::release);
        if (!allocation.resize(HeadMemory.of(request.getHeaders()))) {
            fail(new OutOfMemoryBudget(), request, response, callback);
            return true;
        }
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        Scheduler.Task deadline = request.getComponents()
                .getScheduler()
                .schedule(
                        () -> body.completeExceptionally(new TimeoutException()),
                        timeout.toMillis(),
                        TimeUnit.MILLISECONDS);
        CompletableFuture<Void> unused = body.handle((complete, failure) -> {
            deadline.cancel();
            proceed(complete, failure, request, response, callback);
            return null;
        });
        new Reading(request, body, allocation).run();
        return true;
    }

    private void proceed(
            byte @Nullable [] body,
            @Nullable Throwable failure,
            Request request,
            Response response,
            Callback callback) {
        if (body == null) {
            fail(failure == null ? new TimeoutException() : failure, request, response, callback);
            return;
        }
        try {
            Request complete = new CompleteRequest(request, body);
            if (!super.handle(complete, response, callback)) {
                Response.writeError(complete, response, callback, HttpStatus.NOT_FOUND_404);
            }
        } catch (Exception e) {
            Response.writeError(request, response, callback, e);
        }
    }

    private static void fail(Throwable failure, Request request, Response response, Callback callback) {
        int status;
        if (failure instanceof TimeoutException) {
            status = HttpStatus.REQUEST_TIMEOUT_408;
        } else if (failure instanceof BodyTooLarge) {
            status = HttpStatus.PAYLOAD_TOO_LARGE_413;
        } else if (failure instanceof OutOfMemoryBudget) {
            status = HttpStatus.SERVICE_UNAVAILABLE_503;
        } else {
            callback.failed(failure);
            return;
        }
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        Response.writeError(request, response, callback, status);
    }

    /** Reads what has arrived, and continues when more arrives. */
    private final class Reading implements Runnable {

        private final Request request;
        private final CompletableFuture<byte[]> body;
        private final MemoryBudget.Allocation allocation;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Reading(Request request, CompletableFuture<byte[]> body, MemoryBudget.Allocation allocation) {
            this.request = request;
            this.body = body;
            this.allocation = allocation;
        }

        @Override
        public void run() {
            while (!body.isDone()) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    body.completeExceptionally(chunk.getFailure());
                    return;
                }
                byte[] content = BufferUtil.toArray(chunk.getByteBuffer());
                boolean last = chunk.isLast();
                chunk.release();
                bytes.write(content, 0, content.length);
                if (!allocation.grow(content.length)) {
                    body.completeExceptionally(new OutOfMemoryBudget());
                } else if (bytes.size() > maxBytes) {
                    body.completeExceptionally(new BodyTooLarge());
                } else if (last) {
                    body.complete(bytes.toByteArray());
                }
            }
        }
    }

    private static final class BodyTooLarge extends Exception {

        private static final long serialVersionUID = 1;

        BodyTooLarge() {
            super("the body is too large", null, false, false);
        }
    }

    private static final class OutOfMemoryBudget extends Exception {

        private static final long serialVersionUID = 1;

        OutOfMemoryBudget() {
            super("too many bytes of requests wait", null, false, false);
        }
    }

    private static final class CompleteRequest extends Request.Wrapper {

        private final Content.Source body;
        private final int length;

        CompleteRequest(Request request, byte[] body) {
            super(request);
            this.body = Content.Source.from(ByteBuffer.wrap(body));
            this.length = body.length;
        }

        @Override
        public long getLength() {
            return length;
        }

        @Override
        public Content.Chunk read() {
            return body.read();
        }

        @Override
        public void demand(Runnable demandCallback) {
            body.demand(demandCallback);
        }

        @Override
        public void fail(Throwable failure) {
            body.fail(failure);
        }
    }
}
