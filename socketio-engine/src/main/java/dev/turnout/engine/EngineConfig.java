package dev.turnout.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything an engine is made of.
 *
 * @param network the address to listen on, and the trusted peers
 * @param endpoints the namespaces it serves, at least one; several may share a base path
 * @param http answers requests outside the base paths
 * @param ledger limits connections and sessions; when empty, the engine counts them itself within {@code limits}
 * @param recoveryKey authenticates the pids of connection state recovery
 */
public record EngineConfig(
        Network network,
        Timings timings,
        Limits limits,
        List<EndpointConfig> endpoints,
        HttpRoutes http,
        Optional<ConnectionLedger> ledger,
        RecoveryKey recoveryKey) {

    /**
     * @param path base path, with a slash on both sides, for example {@code /auction/}
     * @param namespace {@code /} or {@code /name}, without comma and question mark
     * @param recoverable whether its sessions can be continued after a lost connection; else no events are kept for that
     */
    public record EndpointConfig(String path, String namespace, SessionHandler handler, boolean recoverable) {

        public EndpointConfig(String path, String namespace, SessionHandler handler) {
            this(path, namespace, handler, true);
        }

        /** @throws IllegalArgumentException for a path or a namespace that no client could reach */
        public EndpointConfig {
            if (!path.startsWith("/") || !path.endsWith("/")) {
                throw new IllegalArgumentException("the path \"" + path
                        + "\" of an endpoint does not begin and end with a slash, as \"/socket.io/\" does");
            }
            if (!namespace.startsWith("/") || namespace.contains(",") || namespace.contains("?")) {
                throw new IllegalArgumentException("\"" + namespace
                        + "\" is no namespace: it is \"/\", or begins with a slash as \"/chat\" does, without comma and"
                        + " question mark");
            }
        }
    }

    /** @throws IllegalArgumentException without an endpoint, and for two of the same path and namespace */
    public EngineConfig {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException(
                    "an engine needs an endpoint, for example new EndpointConfig(\"/socket.io/\", \"/\", handler)");
        }
        rejectDuplicates(endpoints);
    }

    private static void rejectDuplicates(List<EndpointConfig> endpoints) {
        Set<List<String>> seen = new HashSet<>();
        for (EndpointConfig each : endpoints) {
            if (!seen.add(List.of(each.path(), each.namespace()))) {
                throw new IllegalArgumentException(
                        "two endpoints have the path \"" + each.path() + "\" and the namespace \"" + each.namespace()
                                + "\"; each namespace of a path has one handler");
            }
        }
    }

    /** With a random recovery key. */
    public EngineConfig(
            Network network,
            Timings timings,
            Limits limits,
            List<EndpointConfig> endpoints,
            HttpRoutes http,
            Optional<ConnectionLedger> ledger) {
        this(network, timings, limits, endpoints, http, ledger, RecoveryKey.random());
    }

    /** An engine that counts its connections and sessions itself, with a random recovery key. */
    public EngineConfig(
            Network network, Timings timings, Limits limits, List<EndpointConfig> endpoints, HttpRoutes http) {
        this(network, timings, limits, endpoints, http, Optional.empty());
    }

    /** An engine with the default times and limits, without HTTP routes of its own, with a random recovery key. */
    public static EngineConfig of(Network network, EndpointConfig... endpoints) {
        return new EngineConfig(network, Timings.DEFAULTS, Limits.DEFAULTS, List.of(endpoints), HttpRoutes.NONE);
    }

    public EngineConfig withLimits(Limits wanted) {
        return new EngineConfig(network, timings, wanted, endpoints, http, ledger, recoveryKey);
    }

    public EngineConfig withTimings(Timings wanted) {
        return new EngineConfig(network, wanted, limits, endpoints, http, ledger, recoveryKey);
    }

    public EngineConfig withHttp(HttpRoutes wanted) {
        return new EngineConfig(network, timings, limits, endpoints, wanted, ledger, recoveryKey);
    }
}
