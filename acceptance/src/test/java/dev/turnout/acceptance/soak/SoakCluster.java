package dev.turnout.acceptance.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.Admin;
import dev.turnout.acceptance.kit.ClusterProduct;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.RedisProcess;
import dev.turnout.acceptance.kit.ReverseProxy;
import dev.turnout.testkit.clients.TcpProxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The processes of a run: socket-servers behind HAProxy, Redis, and one backend-api. */
final class SoakCluster implements AutoCloseable {

    /** An upgrade has three connections, and a client that lost one may have as many half-open. */
    private static final int CONNECTIONS_PER_CLIENT = 4;

    private final Product backend = Product.withBothServers();
    private final ClusterProduct cluster;
    private final List<SoakNode> nodes = new ArrayList<>();
    private final ReverseProxy proxy;

    SoakCluster(ClusterPlan plan) {
        cluster = ClusterProduct.of(plan.nodes())
                .socket("SAMPLE_INTERVAL", plan.sample().toMillis() + "ms")
                .socket("SNAPSHOT_INTERVAL", plan.minute().toMillis() + "ms")
                .socket("SHUTDOWN_SPREAD", plan.shutdownSpread().toMillis() + "ms")
                .socket("TRUSTED_PROXIES", "127.0.0.1")
                .overRedisProxy(plan.nodes())
                .postingTo(() -> backend.backendApi().url());
        Path folder = plan.folder();
        if (folder != null) {
            backend.in(folder);
            cluster.in(folder);
        }
        cluster.nodes().forEach(node -> nodes.add(new SoakNode(node)));
        proxy = new ReverseProxy(
                ReverseProxy.Program.HAPROXY,
                nodes.stream().map(node -> node.server().port()).toList(),
                backend.backendApi().port(),
                plan.clients() * CONNECTIONS_PER_CLIENT + 100,
                folder == null ? Path.of("target", "proxies") : folder);
    }

    List<SoakNode> nodes() {
        return nodes;
    }

    RedisProcess redis() {
        return cluster.redis();
    }

    /** The node that reaches Redis over {@link #redisProxy}. */
    SoakNode nodeOverProxy() {
        return nodes.get(nodes.size() - 1);
    }

    TcpProxy redisProxy() {
        return cluster.redisProxy(nodes.size());
    }

    Admin admin() {
        return backend.admin();
    }

    /** Where a client connects, from an address of its own: the limits per address apply as in reality. */
    Endpoint endpoint(int client) {
        String source = "127.1." + client / 250 + "." + (client % 250 + 1);
        return () -> proxy.connect(source);
    }

    /** What keeps a node from counting with all the others; none when it does. */
    List<String> notTogether(SoakNode node) {
        JsonNode view = node.api().cluster();
        int members = 0;
        for (JsonNode member : view.path("nodes")) {
            members += member.path("memberSince").isTextual() ? 1 : 0;
        }
        boolean isTogether = view.path("state").asText().equals("connected")
                && view.path("frozenPeers").asInt() == 0
                && view.path("nodes").size() == nodes.size()
                && members == nodes.size();
        return isTogether ? List.of() : List.of("the cluster is " + view);
    }

    /** The viewers of a node, as itself sees them. */
    static int viewersOf(SoakNode node) {
        for (JsonNode member : node.api().cluster().path("nodes")) {
            if (member.path("self").asBoolean()) {
                return member.path("viewers").asInt();
            }
        }
        return 0;
    }

    @Override
    public void close() {
        proxy.close();
        cluster.stop();
        backend.stop();
    }
}
