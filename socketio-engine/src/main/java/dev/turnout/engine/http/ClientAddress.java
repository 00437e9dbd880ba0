package dev.turnout.engine.http;

import dev.turnout.engine.TrustedProxies;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;

/** Finds the client behind trusted proxies: the last {@code X-Forwarded-For} entry that no trusted proxy wrote. */
final class ClientAddress {

    private static final String FORWARDED_FOR = "X-Forwarded-For";

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
                InetAddress said = NetUtil.createInetAddressFromIpAddressString(hops[hop].strip());
                if (said == null) {
                    return client;
                }
                client = said;
            }
        }
        return client;
    }
}
