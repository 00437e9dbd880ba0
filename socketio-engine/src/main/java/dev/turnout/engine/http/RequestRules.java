package dev.turnout.engine.http;

import dev.turnout.engine.Refusal;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a request's line and headers must satisfy (RFC 9112) beyond what the decoder checks. */
final class RequestRules {

    static final int MAX_TARGET = 8 * 1024;

    /** Room for 16 KiB of cookies beside the headers that browsers and proxies send. */
    static final int MAX_HEADERS = 24 * 1024;

    /** A host name, an IPv4 address or an IPv6 literal, then perhaps a port (RFC 3986, section 3.2). */
    private static final Pattern HOST =
            Pattern.compile("(?:\\[[0-9A-Fa-f:.]+(?:%25[\\w.~-]+)?]|[\\w.~!$&'()*+,;=%-]*)(?::\\d{0,5})?");

    private RequestRules() {}

    static void check(HttpRequest request, int maxBody) throws RejectedRequest {
        if (request.decoderResult().isFailure()) {
            throw undecodable(request.decoderResult().cause());
        }
        if (request.protocolVersion().majorVersion() != 1) {
            throw new RejectedRequest(Refusal.BAD_REQUEST, 505, "only HTTP/1.0 and HTTP/1.1 are supported");
        }
        if (request.uri().length() > MAX_TARGET) {
            throw tooLongLine();
        }
        if (hasControl(request.uri())) {
            throw RejectedRequest.malformed("the request's target holds a control character");
        }
        if (size(request.headers()) > MAX_HEADERS) {
            throw tooLongHeaders();
        }
        checkHost(request);
        checkTransferEncoding(request);
        checkExpectation(request);
        if (HttpUtil.getContentLength(request, 0L) > maxBody) {
            throw tooLargeBody(maxBody);
        }
    }

    private static boolean hasControl(String target) {
        for (int i = 0; i < target.length(); i++) {
            char character = target.charAt(i);
            if (character <= ' ' || character == 0x7f) {
                return true;
            }
        }
        return false;
    }

    private static RejectedRequest undecodable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return tooLongLine();
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return tooLongHeaders();
        }
        return RejectedRequest.malformed("the request's line or headers cannot be read");
    }

    private static RejectedRequest tooLongLine() {
        return new RejectedRequest(
                Refusal.BAD_REQUEST, 414, "the request's target is longer than " + MAX_TARGET + " characters");
    }

    private static RejectedRequest tooLongHeaders() {
        return new RejectedRequest(
                Refusal.BAD_REQUEST,
                431,
                "the request may have " + BoundedHeaders.MAX_FIELDS + " headers of " + MAX_HEADERS
                        + " characters together");
    }

    static RejectedRequest tooLargeBody(int maxBody) {
        return new RejectedRequest(Refusal.BODY_TOO_LARGE, 413, "the body is larger than " + maxBody + " bytes");
    }

    private static int size(HttpHeaders headers) {
        int size = 0;
        for (Map.Entry<CharSequence, CharSequence> header :
                (Iterable<Map.Entry<CharSequence, CharSequence>>) headers::iteratorCharSequence) {
            size += header.getKey().length() + header.getValue().length();
        }
        return size;
    }

    /** Section 3.2: one Host, well-formed; only HTTP/1.0 may omit it. Empty where the target has no authority. */
    private static void checkHost(HttpRequest request) throws RejectedRequest {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.isEmpty() && isHttp10(request)) {
            return;
        }
        if (hosts.size() != 1) {
            throw RejectedRequest.malformed("a request needs one Host header, this one has " + hosts.size());
        }
        if (!HOST.matcher(hosts.get(0)).matches()) {
            throw RejectedRequest.malformed("the Host header is not a host name with an optional port");
        }
    }

    /** Section 6.1: any other coding than chunked leaves the end of the body in doubt. */
    private static void checkTransferEncoding(HttpRequest request) throws RejectedRequest {
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (codings.isEmpty()) {
            return;
        }
        if (isHttp10(request)) {
            throw RejectedRequest.malformed("HTTP/1.0 has no Transfer-Encoding");
        }
        if (codings.size() != 1 || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0))) {
            throw new RejectedRequest(Refusal.BAD_REQUEST, 501, "the only Transfer-Encoding of this server is chunked");
        }
    }

    /** RFC 9110, section 10.1.1. */
    private static void checkExpectation(HttpRequest request) throws RejectedRequest {
        String expectation = request.headers().get(HttpHeaderNames.EXPECT);
        boolean known = expectation == null || HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectation);
        if (!known && !isHttp10(request)) {
            throw new RejectedRequest(
                    Refusal.BAD_REQUEST, 417, "the only expectation that this server meets is 100-continue");
        }
    }

    private static boolean isHttp10(HttpRequest request) {
        return request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0;
    }
}
