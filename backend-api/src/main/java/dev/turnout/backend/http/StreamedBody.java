package dev.turnout.backend.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A body that is sent while it is made. A failure before its first byte is answered like any other. */
final class StreamedBody extends OutputStream {

    private final Context ctx;
    private final Runnable headers;
    private @Nullable OutputStream out;

    /** @param headers sets the headers of the response; run before the first byte */
    StreamedBody(Context ctx, Runnable headers) {
        this.ctx = ctx;
        this.headers = headers;
    }

    private OutputStream out() {
        if (out == null) {
            headers.run();
            Failures.startStreaming(ctx);
            out = ctx.outputStream();
        }
        return out;
    }

    @Override
    public void write(int oneByte) throws IOException {
        out().write(oneByte);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out().write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        out().flush();
    }
}
