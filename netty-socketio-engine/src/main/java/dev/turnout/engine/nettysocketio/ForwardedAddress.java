package dev.turnout.engine.nettysocketio;

import dev.turnout.engine.TrustedProxies;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The address of a client behind trusted proxies. */
final class ForwardedAddress {

    private ForwardedAddress() {}

    /** Walks {@code X-Forwarded-For} from the right for as long as the address reached so far is trusted. */
    static InetAddress of(InetSocketAddress peer, HttpHeaders headers, TrustedProxies trusted) {
        InetAddress address = peer.getAddress();
        String[] hops = String.join(",", headers.getAll("X-Forwarded-For")).split(",", -1);
        for (int i = hops.length - 1; i >= 0 && trusted.trusts(address); i--) {
            InetAddress hop = NetUtil.createInetAddressFromIpAddressString(hops[i].trim());
            if (hop == null) {
                break;
            }
            address = hop;
        }
        return address;
    }
}
