package dev.turnout.socket;

import dev.turnout.engine.Limits;
import dev.turnout.engine.Network;
import dev.turnout.engine.NetworkObserver;
import dev.turnout.engine.Timings;
import dev.turnout.engine.TrustedProxies;
import dev.turnout.model.InternalKeys;
import dev.turnout.model.Origins;
import dev.turnout.settings.BadSettings;
import dev.turnout.settings.Settings;
import dev.turnout.socket.admission.AdmissionLimits;
import dev.turnout.socket.cluster.RedisSettings;
import dev.turnout.socket.delivery.DeliveryConfig;
import dev.turnout.socket.gateway.HttpLimits;
import dev.turnout.socket.sampling.Intervals;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * The settings of this server; {@code config/socket-server.env} explains each of them. {@code toString} contains no
 * secret.
 *
 * @param backend base address of backend-api
 * @param cluster empty for a single server
 * @param shutdownSpread time over which a stopping server spreads the closing of its sessions
 */
record SocketServerConfig(
        EngineChoice engine,
        Listening listening,
        Timings timings,
        Limits limits,
        AdmissionLimits admission,
        HttpLimits httpLimits,
        ViewerSettings viewers,
        URI backend,
        InternalKeys keys,
        Path dataDir,
        Intervals intervals,
        Outbox outbox,
        Duration shutdownSpread,
        Optional<RedisSettings> cluster) {

    /**
     * @param eventLoops 0 for one per core
     */
    record Listening(
            String host,
            int port,
            Origins origins,
            TrustedProxies trustedProxies,
            Optional<Network.TlsFiles> tls,
            int eventLoops) {

        Network network(NetworkObserver observer) {
            return new Network(host, port, origins::allows, trustedProxies, tls, eventLoops, observer);
        }

        int actualEventLoops() {
            return eventLoops > 0 ? eventLoops : Runtime.getRuntime().availableProcessors();
        }
    }

    /**
     * @param maxAge how long a snapshot is kept while the backend does not accept it
     * @param maxBytes most disk space for such snapshots
     */
    record Outbox(Duration maxAge, long maxBytes) {}

    DeliveryConfig delivery() {
        DeliveryConfig.OutboxLimits limits =
                DeliveryConfig.OutboxLimits.DEFAULT.withMaxAge(outbox.maxAge()).withMaxBytes(outbox.maxBytes());
        return new DeliveryConfig(
                dataDir.resolve("outbox"), backend, keys, limits, DeliveryConfig.SendingLimits.DEFAULT);
    }

    /** Those that all servers of a cluster have to have in common, and that are no secret. */
    String commonSettings() {
        return "COUNT_BY=" + viewers.countBy().name().toLowerCase(Locale.ROOT)
                + " SAMPLE_INTERVAL=" + intervals.sample().toMillis() + "ms"
                + " SNAPSHOT_INTERVAL=" + intervals.snapshot().toMillis() + "ms";
    }

    /** @throws BadSettings with every problem, including unknown names in the file */
    static SocketServerConfig read(Settings settings) throws BadSettings {
        return new SettingsReader(settings).read();
    }
}
