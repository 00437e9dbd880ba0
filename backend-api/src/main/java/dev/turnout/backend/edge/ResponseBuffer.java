package dev.turnout.backend.edge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Collects a response and sends it without a thread after the route has ended, so that a client that does not read holds
 * no thread. A response larger than {@link #MAX_BYTES} is streamed from there on by the route's thread; only admins
 * and read-only links can request one, and those of links are limited. When the
 * budget of a client does not allow more, its connection is closed.
 */
final class ResponseBuffer extends Handler.Wrapper {

    static final int MAX_BYTES = 512 * 1024;
    private final MemoryBudget budget;

    ResponseBuffer(MemoryBudget budget) {
        this.budget = budget;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Collected collected = new Collected(request, response, callback);
        return super.handle(request, collected, collected);
    }

    private static final class Body extends ByteArrayOutputStream {

        int capacity() {
            return buf.length;
        }
    }

    private final class Collected extends Response.Wrapper implements Callback {

        private final Callback whenSent;
        private @Nullable Body body = new Body();
        private final MemoryBudget.Allocation allocation;
        private boolean complete;

        Collected(Request request, Response response, Callback whenSent) {
            super(request, response);
            this.allocation = budget.of(request.getConnectionMetaData().getRemoteSocketAddress());
            this.whenSent = Callback.from(whenSent, allocation::release);
        }

        @Override
        public void write(boolean last, ByteBuffer content, Callback callback) {
            if (body == null) {
                super.write(last, content, callback);
                return;
            }
            int length = BufferUtil.length(content);
            if (body.size() + length > MAX_BYTES) {
                ByteBuffer collected = ByteBuffer.wrap(body.toByteArray());
                body = null;
                Callback then = Callback.from(() -> super.write(last, content, callback), callback::failed);
                super.write(false, collected, then);
                return;
            }
            if (length > 0) {
                byte[] bytes = BufferUtil.toArray(content);
                BufferUtil.clear(content);
                body.write(bytes, 0, bytes.length);
            }
            if (!allocation.resize(body.capacity())) {
                body = null;
                closeConnection();
                callback.failed(new EofException("too many bytes of responses wait for slow clients"));
                return;
            }
            complete |= last;
            callback.succeeded();
        }

        /** An answer would take memory, too. */
        private void closeConnection() {
            getRequest().getConnectionMetaData().getConnection().getEndPoint().close();
        }

        @Override
        public void succeeded() {
            if (body != null && complete) {
                byte[] exact = body.toByteArray();
                body = null;
                allocation.shrink(exact.length);
                super.write(true, ByteBuffer.wrap(exact), whenSent);
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
