package dev.turnout.engine.http;

import dev.turnout.engine.TrustedProxies;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the client behind trusted proxies: the last {@code X-Forwarded-For} entry that no trusted proxy wrote. */
final class ClientAddress {

    static final String FORWARDED_FOR = "X-Forwarded-For";

    /** {@code [2001:db8::1]:4711}, {@code [2001:db8::1]} or {@code 192.0.2.1:4711}. */
    private static final Pattern WITH_PORT = Pattern.compile("\\[([^\\]]*)](?::\\d{1,5})?|([^:]*):\\d{1,5}");

    private ClientAddress() {}

    static InetAddress of(InetAddress peer, HttpHeaders headers, TrustedProxies proxies) {
        InetAddress client = peer;
        List<String> lines = headers.getAll(FORWARDED_FOR);
        for (int line = lines.size() - 1; line >= 0; line--) {
            String[] hops = lines.get(line).split(",", -1);
            for (int hop = hops.length - 1; hop >= 0; hop--) {
                if (!proxies.trusts(client)) {
                    return client;
                }
                InetAddress hopAddress = address(hops[hop].strip());
                if (hopAddress == null) {
                    return client;
                }
                client = hopAddress;
            }
        }
        return client;
    }

    /** An address, perhaps with a port as some proxies write it; null when it is neither. */
    private static @Nullable InetAddress address(String hop) {
        Matcher withPort = WITH_PORT.matcher(hop);
        return NetUtil.createInetAddressFromIpAddressString(
                !withPort.matches() ? hop : withPort.group(1) == null ? withPort.group(2) : withPort.group(1));
    }
}
