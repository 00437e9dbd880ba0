package dev.turnout.engine.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The server's half of an opening handshake (RFC 6455, section 4.2). No extension is negotiated. Of the subprotocols that
 * a client offers the first is selected, as the reference implementation does: browsers fail a connection when none of
 * those they offered is.
 *
 * @param accept the value of {@code Sec-WebSocket-Accept}
 * @param subprotocol the value of {@code Sec-WebSocket-Protocol}; empty when none was offered
 */
public record OpeningHandshake(String accept, Optional<String> subprotocol) {

    /** The only version of the protocol that is supported, as in the header. */
    public static final String VERSION = "13";

    private static final String SWITCHING_PROTOCOLS = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n"
            + "connection: Upgrade\r\nsec-websocket-accept: ";

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    /** A token of RFC 9110, section 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** Whether the request asks for a WebSocket at all. */
    public static boolean isRequested(HttpHeaders headers) {
        return headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    /** The answer to a handshake; empty when the request is no valid handshake of version 13. */
    public static Optional<OpeningHandshake> of(HttpHeaders headers) {
        List<String> keys = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        boolean version13 = VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION));
        if (!version13 || keys.size() != 1 || !isKey(keys.get(0))) {
            return Optional.empty();
        }
        String accept = accept(keys.get(0));
        List<String> offers = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        if (offers.isEmpty()) {
            return Optional.of(new OpeningHandshake(accept, Optional.empty()));
        }
        return firstOf(offers).map(first -> new OpeningHandshake(accept, Optional.of(first)));
    }

    /** The first subprotocol of a list of different tokens; empty when it is malformed. */
    private static Optional<String> firstOf(List<String> offers) {
        String[] names = String.join(",", offers).split(",", -1);
        Set<String> different = new HashSet<>();
        for (String name : names) {
            if (!TOKEN.matcher(name.strip()).matches() || !different.add(name.strip())) {
                return Optional.empty();
            }
        }
        return Optional.of(names[0].strip());
    }

    /** The 101 in bytes. */
    public ByteBuf switchingProtocols(ByteBufAllocator allocator) {
        String selected = subprotocol
                .map(name -> "sec-websocket-protocol: " + name + "\r\n")
                .orElse("");
        return ByteBufUtil.writeAscii(allocator, SWITCHING_PROTOCOLS + accept + "\r\n" + selected + "\r\n");
    }

    /**
     * Whether the client ends the connection when it receives a close frame. OkHttp, under the Java and Android clients,
     * reports the end only after its own user has closed, which socket.io-client-java never does: it needs the TCP
     * connection to be closed.
     */
    public static boolean honoursCloseFrame(HttpHeaders headers) {
        return !headers.get(HttpHeaderNames.USER_AGENT, "").startsWith("okhttp/");
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
