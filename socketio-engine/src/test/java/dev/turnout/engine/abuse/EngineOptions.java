package dev.turnout.engine.abuse;

import dev.turnout.engine.HttpRoutes;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Network;
import dev.turnout.engine.OriginCheck;
import dev.turnout.engine.RecoveryKey;
import dev.turnout.engine.Timings;
import dev.turnout.engine.TrustedProxies;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The defaults of an engine, each to be turned by a test. */
public final class EngineOptions {

    public int maxPayload = Limits.DEFAULTS.maxPayload();
    public int packetsPerSecond = Limits.DEFAULTS.packetsPerSecond();
    public int packetBurst = Limits.DEFAULTS.packetBurst();
    public int connectionsPerAddress = Limits.DEFAULTS.connectionsPerAddress();
    public int maxConnections = Limits.DEFAULTS.maxConnections();
    public int newConnectionsPerSecond = Limits.DEFAULTS.newConnectionsPerSecond();
    public int namespacesPerConnection = Limits.DEFAULTS.namespacesPerConnection();
    public int attachments = Limits.DEFAULTS.attachments();
    public int jsonDepth = Limits.DEFAULTS.jsonDepth();
    public int outboundQueueBytes = Limits.DEFAULTS.outboundQueueBytes();
    public int recoveryBytes = Limits.DEFAULTS.recoveryBytes();

    public Duration pingInterval = Timings.DEFAULTS.pingInterval();
    public Duration pingTimeout = Timings.DEFAULTS.pingTimeout();
    public Duration handshakeTimeout = Timings.DEFAULTS.handshakeTimeout();
    public Duration connectTimeout = Timings.DEFAULTS.connectTimeout();
    public Duration upgradeTimeout = Timings.DEFAULTS.upgradeTimeout();
    public Duration recovery = Duration.ZERO;
    public RecoveryKey recoveryKey = RecoveryKey.random();
    public Duration keepAliveTimeout = Timings.DEFAULTS.keepAliveTimeout();
    public Duration responseTimeout = Timings.DEFAULTS.responseTimeout();

    public int eventLoops = 2;
    public String host = "127.0.0.1";
    public List<String> trustedProxies = List.of();
    public Optional<Network.TlsFiles> tls = Optional.empty();
    public HttpRoutes routes = HttpRoutes.NONE;

    Limits limits() {
        return Limits.DEFAULTS
                .withMaxPayload(maxPayload)
                .withPacketsPerSecond(packetsPerSecond)
                .withPacketBurst(packetBurst)
                .withConnectionsPerAddress(connectionsPerAddress)
                .withMaxConnections(maxConnections)
                .withNewConnectionsPerSecond(newConnectionsPerSecond)
                .withNamespacesPerConnection(namespacesPerConnection)
                .withAttachments(attachments)
                .withJsonDepth(jsonDepth)
                .withOutboundQueueBytes(outboundQueueBytes)
                .withRecoveryBytes(recoveryBytes);
    }

    Timings timings() {
        return Timings.DEFAULTS
                .withPingInterval(pingInterval)
                .withPingTimeout(pingTimeout)
                .withHandshakeTimeout(handshakeTimeout)
                .withConnectTimeout(connectTimeout)
                .withUpgradeTimeout(upgradeTimeout)
                .withRecovery(recovery)
                .withKeepAliveTimeout(keepAliveTimeout)
                .withResponseTimeout(responseTimeout);
    }

    Network network() {
        return new Network(host, 0, OriginCheck.ANY, TrustedProxies.of(trustedProxies), tls, eventLoops);
    }
}
