package dev.turnout.engine.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpServerCodec;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline of every connection, in the order in which received bytes pass it:
 *
 * <ol>
 *   <li>the PROXY protocol, only if proxies are trusted: it comes before TLS and leaves after its header
 *   <li>TLS, only if there is a certificate
 *   <li>the count of bytes that the next one may hold; leaves with HTTP
 *   <li>HTTP; leaves when the connection becomes a WebSocket
 *   <li>{@link HttpConnection}: requests and their answers; leaves with HTTP
 *   <li>then {@link dev.turnout.engine.websocket.WebSocketHandler}, with TLS and without epoll; else the socket leaves the
 *       channel, see {@link SocketDetacher}
 * </ol>
 */
final class PipelineInitializer extends ChannelInitializer<Channel> {

    /** Twice the limits of {@link RequestRules}: up to here an answer names the origin, for which headers are read. */
    private static final int MAX_LINE = 2 * RequestRules.MAX_TARGET;

    private static final int MAX_HEADERS = RequestRules.MAX_HEADERS + 8 * 1024;

    private static final HttpHeadersFactory HEADERS = new BoundedHeaders.Factory();
    private static final HttpDecoderConfig HTTP = new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE)
            .setMaxHeaderSize(MAX_HEADERS)
            .setHeadersFactory(HEADERS)
            .setTrailersFactory(HEADERS)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true)
            .setAllowDuplicateContentLengths(false);

    private final HttpEdge edge;
    private final @Nullable Tls tls;

    PipelineInitializer(HttpEdge edge, @Nullable Tls tls) {
        this.edge = edge;
        this.tls = tls;
    }

    @Override
    protected void initChannel(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        if (!edge.proxies().isEmpty()) {
            pipeline.addLast(new ProxyProtocolDetector(edge.proxies()));
        }
        if (tls != null) {
            pipeline.addLast(tls.newHandler(channel.alloc()));
        }
        HttpConnection connection = new HttpConnection(edge, channel);
        pipeline.addLast(new ReceivedBytes(connection.unhandled()));
        pipeline.addLast(new HttpServerCodec(HTTP));
        pipeline.addLast(connection);
    }
}
