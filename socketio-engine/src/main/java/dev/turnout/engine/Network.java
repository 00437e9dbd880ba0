package dev.turnout.engine;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The address that an engine listens on, and the peers that it trusts.
 *
 * @param host address to bind; {@code 0.0.0.0} for all
 * @param port 0 for any free one
 * @param origins which pages' origins may connect
 * @param trustedProxies peers whose {@code X-Forwarded-For} and PROXY protocol headers are used
 * @param tls PEM files; empty for plain HTTP
 * @param eventLoops threads that own sessions; 0 for one per core
 * @param observer is notified of requests that a wrong configuration refuses or misreads
 */
public record Network(
        String host,
        int port,
        OriginCheck origins,
        TrustedProxies trustedProxies,
        Optional<TlsFiles> tls,
        int eventLoops,
        NetworkObserver observer) {

    public Network(
            String host,
            int port,
            OriginCheck origins,
            TrustedProxies trustedProxies,
            Optional<TlsFiles> tls,
            int eventLoops) {
        this(host, port, origins, trustedProxies, tls, eventLoops, NetworkObserver.NONE);
    }

    public record TlsFiles(Path certificateChain, Path privateKey) {}

    /** A free port on the loopback address, open to every origin. */
    public static Network loopback() {
        return loopback(0);
    }

    /** This port on the loopback address, open to every origin; 0 for any free port. */
    public static Network loopback(int port) {
        return new Network("127.0.0.1", port, OriginCheck.ANY, TrustedProxies.NONE, Optional.empty(), 0);
    }
}
