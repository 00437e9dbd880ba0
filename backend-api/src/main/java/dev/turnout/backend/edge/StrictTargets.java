package dev.turnout.backend.edge;

import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Refuses a request target whose percent encoding is invalid, such as {@code %u0041}, before it is decoded. */
final class StrictTargets extends Handler.Wrapper {

    private static final Pattern INVALID_ENCODING = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String target = request.getHttpURI().getPathQuery();
        if (target != null && INVALID_ENCODING.matcher(target).find()) {
            Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400);
            return true;
        }
        return super.handle(request, response, callback);
    }
}
