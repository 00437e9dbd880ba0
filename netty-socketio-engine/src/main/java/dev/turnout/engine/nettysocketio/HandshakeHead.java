package dev.turnout.engine.nettysocketio;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The parts of an HTTP request that {@link RequestRouter} uses. */
record HandshakeHead(String method, String path, Map<String, String> query, HttpHeaders headers, boolean keepAlive) {

    /**
     * @throws IllegalArgumentException when it is malformed
     */
    static HandshakeHead of(FullHttpRequest http) {
        if (http.decoderResult().isFailure()) {
            throw new IllegalArgumentException("not HTTP");
        }
        QueryStringDecoder uri = new QueryStringDecoder(http.uri());
        return new HandshakeHead(
                http.method().name(),
                uri.path(),
                firstValues(uri.parameters()),
                http.headers(),
                HttpUtil.isKeepAlive(http));
    }

    static Map<String, String> firstValues(Map<String, List<String>> query) {
        return query.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().get(0)));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    Optional<String> origin() {
        return header(HttpHeaderNames.ORIGIN.toString());
    }

    boolean isPreflight() {
        return method.equals("OPTIONS");
    }

    boolean opensSession() {
        return !query.containsKey("sid");
    }
}
