package dev.turnout.backend.http;

import dev.turnout.backend.edge.AddressBlock;
import dev.turnout.backend.edge.TrustedProxies;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;

/** The network from which a request was sent, seen through {@code TRUSTED_PROXIES}. */
final class ClientAddress {

    private final TrustedProxies proxies;

    ClientAddress(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    String network(Context ctx) {
        List<String> forwardedFor = Collections.list(ctx.req().getHeaders("X-Forwarded-For"));
        return AddressBlock.of(proxies.client(peer(ctx), forwardedFor));
    }

    private static InetAddress peer(Context ctx) {
        try {
            return InetAddress.getByName(ctx.req().getRemoteAddr());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the container reports an address, not a name", e);
        }
    }
}
