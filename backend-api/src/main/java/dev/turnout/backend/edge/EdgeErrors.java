package dev.turnout.backend.edge;

import dev.turnout.http.ProblemDocument;
import dev.turnout.model.Origins;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Problem documents for requests that are refused before a route is chosen: malformed, too large, too slow. */
final class EdgeErrors extends ErrorHandler {

    private static final String RETRY_SECONDS = "2";

    private final Origins allowedOrigins;

    EdgeErrors(Origins allowedOrigins) {
        this.allowedOrigins = allowedOrigins;
    }

    /** By default, Jetty writes a body for GET, HEAD and POST only. */
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
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, ProblemDocument.CONTENT_TYPE);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        if (code == HttpStatus.SERVICE_UNAVAILABLE_503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
        }
        CorsHeaders.add(request, response, allowedOrigins);
        byte[] body = ProblemDocument.of(code, detail(code)).json().getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private static String detail(int code) {
        return switch (code) {
            case HttpStatus.REQUEST_TIMEOUT_408 -> "the request did not arrive in time";
            case HttpStatus.PAYLOAD_TOO_LARGE_413 -> "the body is too large";
            case HttpStatus.URI_TOO_LONG_414, HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
                "the request target or the headers are too large";
            case HttpStatus.SERVICE_UNAVAILABLE_503 -> "the server is busy or stopping; try again";
            default ->
                code < HttpStatus.INTERNAL_SERVER_ERROR_500 || code == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505
                        ? "the request is malformed or not supported"
                        : "the server could not answer this request";
        };
    }
}
