package dev.turnout.engine.http;

import dev.turnout.engine.Network;
import dev.turnout.engine.TlsIdentity;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS with the current content of the certificate's files. Handshakes from any thread; {@link #renew} and the fields behind it belong to
 * the acceptor's.
 */
final class Tls {

    private static final Logger log = LoggerFactory.getLogger(Tls.class);

    private final Network.TlsFiles files;
    private TlsIdentity identity;
    private String problem = "";
    private volatile SslContext context;

    private Tls(Network.TlsFiles files, TlsIdentity identity) throws IOException {
        this.files = files;
        this.identity = identity;
        this.context = context(identity);
    }

    /** @throws IOException whose message names the file and what is wrong with it */
    static Tls from(Network.TlsFiles files) throws IOException {
        return new Tls(files, TlsIdentity.read(files));
    }

    private static SslContext context(TlsIdentity identity) throws IOException {
        return SslContextBuilder.forServer(identity.key(), identity.chain()).build();
    }

    /** What a new connection begins with. It has as long for its handshake as for its first request. */
    SslHandler newHandler(ByteBufAllocator allocator) {
        SslHandler handler = context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    /**
     * Reads the files again: when they hold another certificate and its key, new connections get these. Connections that
     * stand keep what they have. Files that are wrong, or only half renewed, change nothing.
     */
    void renew() {
        try {
            TlsIdentity fresh = TlsIdentity.read(files);
            if (!fresh.equals(identity)) {
                context = context(fresh);
                identity = fresh;
                log.info(
                        "the TLS certificate was renewed: validUntil={}",
                        fresh.chain().get(0).getNotAfter().toInstant());
            }
            problem = "";
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.equals(problem)) {
                problem = message;
                log.warn("the TLS certificate cannot be renewed, the one before is used on: {}", message);
            }
        }
    }
}
