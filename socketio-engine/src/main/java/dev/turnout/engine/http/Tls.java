package dev.turnout.engine.http;

import dev.turnout.engine.Network;
import dev.turnout.engine.TlsIdentity;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS with the current content of the certificate's files. Handshakes from any thread; {@link #renew} and the fields behind it belong
 * to the maintenance thread.
 */
final class Tls {

    private static final Logger log = LoggerFactory.getLogger(Tls.class);

    private static final Set<String> BORINGSSL_KEYS = Set.of("RSA", "EC");

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
        Tls tls = new Tls(files, TlsIdentity.read(files));
        log.info(
                "TLS by {}: validUntil={}",
                tls.context instanceof OpenSslContext ? OpenSsl.versionString() : "the JDK",
                tls.identity.validUntil());
        return tls;
    }

    private static SslContext context(TlsIdentity identity) throws IOException {
        return SslContextBuilder.forServer(identity.key(), identity.chain())
                .sslProvider(provider(identity))
                .build();
    }

    /** BoringSSL where its library is on the class path, but for Ed25519 keys, which its server does not support. */
    private static SslProvider provider(TlsIdentity identity) {
        return BORINGSSL_KEYS.contains(identity.key().getAlgorithm()) && OpenSsl.isAvailable()
                ? SslProvider.OPENSSL
                : SslProvider.JDK;
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
                log.info("the TLS certificate was renewed: validUntil={}", fresh.validUntil());
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
