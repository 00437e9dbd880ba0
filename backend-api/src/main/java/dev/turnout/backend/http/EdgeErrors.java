package dev.turnout.backend.http;

import dev.turnout.http.ProblemDocument;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Problem documents for what Jetty refuses before any route is asked: broken requests, headers too large. */
final class EdgeErrors extends ErrorHandler {

    /** Left to itself, Jetty says why only to GET, HEAD and POST. */
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        boolean theirs =
                code < HttpStatus.INTERNAL_SERVER_ERROR_500 || code == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505;
        String detail = theirs
                ? "the request is not one that HTTP allows, or too large"
                : "the server did not answer this request";
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, ProblemDocument.CONTENT_TYPE);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        byte[] body = ProblemDocument.of(code, detail).json().getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
