package dev.turnout.engine.nettysocketio;

import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.Network;
import dev.turnout.engine.Refusal;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The bound port and its accepted connections. */
final class BoundServer {

    private final EventLoops loops;
    private final Channel server;
    private final ChannelGroup connections;

    private BoundServer(EventLoops loops, Channel server, ChannelGroup connections) {
        this.loops = loops;
        this.server = server;
        this.connections = connections;
    }

    static BoundServer bind(
            EngineConfig config,
            EventLoops loops,
            Map<String, NettySocketIoEndpoint> paths,
            AdapterCounters counters,
            BooleanSupplier refusing)
            throws IOException {
        Network network = config.network();
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.acceptor(), loops.workers())
                .channel(EventLoops.channelType())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Connection(config, paths, counters, refusing, connections, tls(network)));
        ChannelFuture bound = bootstrap.bind(network.host(), network.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + network.host() + ":" + network.port() + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        return new BoundServer(loops, bound.channel(), connections);
    }

    private static @Nullable SslContext tls(Network network) throws IOException {
        if (network.tls().isEmpty()) {
            return null;
        }
        Network.TlsFiles files = network.tls().get();
        try {
            return SslContextBuilder.forServer(
                            files.certificateChain().toFile(),
                            files.privateKey().toFile())
                    .build();
        } catch (IllegalArgumentException e) {
            throw new IOException("cannot use the TLS files " + files + ": " + e.getMessage(), e);
        }
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    EventLoops loops() {
        return loops;
    }

    boolean isClosed() {
        return !server.isOpen();
    }

    void unbind() {
        server.close().awaitUninterruptibly();
    }

    ChannelGroupFuture closeConnections() {
        return connections.close();
    }

    /**
     * The pipeline: TLS, the HTTP codec, whole requests up to the limit, one request at a time, and the {@link RequestRouter},
     * which responds or installs the handlers of an endpoint.
     */
    private static final class Connection extends ChannelInitializer<Channel> {
        private final EngineConfig config;
        private final Map<String, NettySocketIoEndpoint> paths;
        private final AdapterCounters counters;
        private final BooleanSupplier refusing;
        private final ChannelGroup connections;
        private final @Nullable SslContext tls;

        Connection(
                EngineConfig config,
                Map<String, NettySocketIoEndpoint> paths,
                AdapterCounters counters,
                BooleanSupplier refusing,
                ChannelGroup connections,
                @Nullable SslContext tls) {
            this.config = config;
            this.paths = paths;
            this.counters = counters;
            this.refusing = refusing;
            this.connections = connections;
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel channel) {
            connections.add(channel);
            channel.config().setAutoRead(false);
            ChannelPipeline pipeline = channel.pipeline();
            if (tls != null) {
                pipeline.addLast(tls.newHandler(channel.alloc()));
            }
            pipeline.addLast(new HttpServerCodec());
            pipeline.addLast(new HttpObjectAggregator(config.limits().maxPayload()) {
                @Override
                protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized)
                        throws Exception {
                    counters.refused(Refusal.BODY_TOO_LARGE, 1);
                    super.handleOversizedMessage(ctx, oversized);
                }
            });
            pipeline.addLast(new FlowControlHandler());
            pipeline.addLast(new RequestRouter(config, paths, counters, refusing));
        }
    }
}
