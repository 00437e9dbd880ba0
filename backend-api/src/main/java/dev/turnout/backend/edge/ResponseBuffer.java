package dev.turnout.backend.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Collects a response and sends it without a thread after the route has ended, so that a client that does not read holds
 * no thread. A response larger than {@link #MAX_BYTES} is streamed from there on; only admins can request one. When all
 * unsent responses together exceed {@link #MAX_TOTAL_BYTES}, the connection is closed.
 */
final class ResponseBuffer extends Handler.Wrapper {

    static final int MAX_BYTES = 512 * 1024;
    static final long MAX_TOTAL_BYTES = 64L << 20;

    private final AtomicLong unsent = new AtomicLong();

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Collected collected = new Collected(request, response, callback);
        return super.handle(request, collected, collected);
    }

    /** Bytes of collected responses that are not sent yet. */
    long unsent() {
        return unsent.get();
    }

    private final class Collected extends Response.Wrapper implements Callback {

        private final Callback whenSent;
        private @Nullable ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean complete;
        private long reserved;

        Collected(Request request, Response response, Callback whenSent) {
            super(request, response);
            this.whenSent = Callback.from(whenSent, this::release);
        }

        private void release() {
            unsent.addAndGet(-reserved);
            reserved = 0;
        }

        @Override
        public void write(boolean last, ByteBuffer content, Callback callback) {
            if (body == null) {
                super.write(last, content, callback);
                return;
            }
            int length = BufferUtil.length(content);
            if (body.size() + length > MAX_BYTES) {
                byte[] collected = body.toByteArray();
                body = null;
                Callback then = Callback.from(() -> super.write(last, content, callback), callback::failed);
                super.write(false, ByteBuffer.wrap(collected), then);
                return;
            }
            reserved += length;
            if (unsent.addAndGet(length) > MAX_TOTAL_BYTES) {
                callback.failed(new IOException("too many bytes of responses wait for slow clients"));
                return;
            }
            if (length > 0) {
                byte[] bytes = BufferUtil.toArray(content);
                BufferUtil.clear(content);
                body.write(bytes, 0, bytes.length);
            }
            complete |= last;
            callback.succeeded();
        }

        @Override
        public void succeeded() {
            if (body != null && complete) {
                super.write(true, ByteBuffer.wrap(body.toByteArray()), whenSent);
            } else {
                whenSent.succeeded();
            }
        }

        @Override
        public void failed(Throwable failure) {
            whenSent.failed(failure);
        }

        @Override
        public InvocationType getInvocationType() {
            return whenSent.getInvocationType();
        }
    }
}
