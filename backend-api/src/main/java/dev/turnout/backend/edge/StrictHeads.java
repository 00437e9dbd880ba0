package dev.turnout.backend.edge;

import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses a request whose target or headers are too long, or whose target has an invalid percent encoding such as
 * {@code %u0041}. The parser accepts somewhat longer heads: where it refuses one, the answer cannot allow the origin.
 */
final class StrictHeads extends Handler.Wrapper {

    private static final int MAX_TARGET = 8 * 1024;

    /** Room for 16 KiB of cookies beside the headers that browsers and proxies send. */
    private static final int MAX_HEADERS = 24 * 1024;

    /** Characters that the parser accepts. */
    static final int PARSED = 48 * 1024;

    private static final Pattern INVALID_ENCODING = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        int refusal = refusal(request);
        if (refusal != 0) {
            Response.writeError(request, response, callback, refusal);
            return true;
        }
        return super.handle(request, response, callback);
    }

    /** 0 for none. */
    private static int refusal(Request request) {
        String target = request.getHttpURI().getPathQuery();
        if (target != null && target.length() > MAX_TARGET) {
            return HttpStatus.URI_TOO_LONG_414;
        }
        if (characters(request) > MAX_HEADERS) {
            return HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431;
        }
        boolean invalid = target != null && INVALID_ENCODING.matcher(target).find();
        return invalid ? HttpStatus.BAD_REQUEST_400 : 0;
    }

    private static int characters(Request request) {
        int characters = 0;
        for (HttpField field : request.getHeaders()) {
            characters += field.getName().length();
            characters += field.getValue() == null ? 0 : field.getValue().length();
        }
        return characters;
    }
}
