package dev.turnout.backend.edge;

import dev.turnout.model.Origins;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** The CORS headers of answers under {@code /api/} that no route has written (the Fetch standard's CORS protocol). */
final class CorsHeaders {

    private CorsHeaders() {}

    static void add(Request request, Response response, Origins allowed) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (origin != null && allowed.allows(origin)) {
            response.getHeaders().put("Access-Control-Allow-Origin", origin);
            response.getHeaders().put("Access-Control-Allow-Credentials", "true");
            response.getHeaders().put("Access-Control-Expose-Headers", "Retry-After, Location, Content-Disposition");
            response.getHeaders().put(HttpHeader.VARY, "Origin");
        }
    }
}
