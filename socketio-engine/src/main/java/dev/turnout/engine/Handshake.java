package dev.turnout.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a client sends when it connects to a namespace.
 *
 * @param path the base path, for example {@code /auction/}
 * @param namespace {@code /} or {@code /name}
 * @param query the query of the request that opened the connection, decoded; of a repeated name the first value
 * @param header reads a header of that request, of those in {@link SessionHandler#handshakeHeaders}; names are
 *     case-insensitive. Not to be kept
 * @param auth the payload of the CONNECT packet; an empty object when the client sent none (2.x clients cannot)
 * @param remoteAddress where the client is, looking through trusted proxies
 * @param protocol the Engine.IO protocol revision, 3 or 4
 * @param transport the transport of the request
 * @param sessionId the public id that the session will have; a recovered session keeps it
 * @param recovery whether the session would continue an earlier one with this id
 */
public record Handshake(
        String path,
        String namespace,
        Map<String, String> query,
        Function<String, Optional<String>> header,
        JsonNode auth,
        InetAddress remoteAddress,
        int protocol,
        Transport transport,
        String sessionId,
        boolean recovery) {}
