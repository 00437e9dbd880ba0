package dev.turnout.engine.http;

import dev.turnout.engine.TrustedProxies;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.ProtocolDetectionState;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetSocketAddress;
import java.util.List;

/** Inspects a connection's first bytes: only a trusted proxy may begin with a PROXY protocol header. */
final class ProxyProtocolDetector extends ByteToMessageDecoder {

    /** Bytes of what a proxy may add about a connection, such as a client's certificate. */
    private static final int MAX_ADDITIONS = 8 * 1024;

    private final TrustedProxies proxies;

    ProxyProtocolDetector(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        boolean trusted =
                ctx.channel().remoteAddress() instanceof InetSocketAddress peer && proxies.trusts(peer.getAddress());
        if (!trusted) {
            ctx.pipeline().remove(this);
            return;
        }
        ProtocolDetectionState state = HAProxyMessageDecoder.detectProtocol(in).state();
        if (state == ProtocolDetectionState.DETECTED) {
            ctx.pipeline().replace(this, null, new HAProxyMessageDecoder(MAX_ADDITIONS));
        } else if (state == ProtocolDetectionState.INVALID) {
            ctx.pipeline().remove(this);
        }
    }
}
