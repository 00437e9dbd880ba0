package dev.turnout.acceptance.kit;

import dev.turnout.testkit.clients.TcpProxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Several socket-servers on one Redis, posting to one {@link FakeBackend}: {@code cluster.node(1).viewer().joins(auction)}.
 * Nodes are numbered from 1 and start with the first use of any.
 */
public final class ClusterProduct implements AfterEachCallback, AfterAllCallback {

    private final List<Product> nodes = new ArrayList<>();
    private final Map<Product, TcpProxy> redisProxies = new HashMap<>();
    private final Set<Product> behindProxies = new HashSet<>();
    private @Nullable RedisProcess redis;
    private boolean started;
    private @Nullable Supplier<String> backend;

    private ClusterProduct(int size) {
        IntStream.range(0, size).forEach(i -> nodes.add(Product.withFakeBackend()));
    }

    public static ClusterProduct of(int nodes) {
        return new ClusterProduct(nodes);
    }

    /** A setting of every node; before the first use. */
    public ClusterProduct socket(String name, String value) {
        nodes.forEach(node -> node.socket(name, value));
        return this;
    }

    /** Settings of every node for trials: samples every 100 ms, a snapshot each second. */
    public ClusterProduct shortMinutes() {
        nodes.forEach(Product::shortMinutes);
        return this;
    }

    /** Snapshots go to this backend; before the first use. */
    public ClusterProduct postingTo(Supplier<String> backendUrl) {
        backend = backendUrl;
        return this;
    }

    /** Each node reaches Redis over a proxy of its own; before the first use. */
    public ClusterProduct overRedisProxies() {
        behindProxies.addAll(nodes);
        return this;
    }

    /** A node reaches Redis over a proxy of its own; before the first use. */
    public ClusterProduct overRedisProxy(int number) {
        behindProxies.add(nodes.get(number - 1));
        return this;
    }

    /** Files of the nodes are kept below this folder, which the caller deletes; before the first use. */
    public ClusterProduct in(Path folder) {
        nodes.forEach(node -> node.in(folder));
        return this;
    }

    /** The proxy between a node and Redis. */
    public TcpProxy redisProxy(int number) {
        return Objects.requireNonNull(redisProxies.get(node(number)));
    }

    public Product node(int number) {
        start();
        return nodes.get(number - 1);
    }

    public List<Product> nodes() {
        start();
        return nodes;
    }

    /** Receives the snapshots of all nodes. */
    public FakeBackend backend() {
        return node(1).fakeBackend();
    }

    public synchronized RedisProcess redis() {
        RedisProcess current = redis;
        if (current == null) {
            current = new RedisProcess();
            redis = current;
        }
        return current;
    }

    private synchronized void start() {
        if (started) {
            return;
        }
        started = true;
        RedisProcess server = redis();
        Supplier<String> url = backend;
        String backendUrl = url == null ? nodes.get(0).fakeBackend().url() : url.get();
        for (Product node : nodes) {
            node.socket("REDIS_URL", behindProxies.contains(node) ? overProxy(node, server) : server.url())
                    .socket("BACKEND_API_URL", backendUrl);
        }
        nodes.forEach(Product::socketServer);
    }

    private String overProxy(Product node, RedisProcess server) {
        TcpProxy proxy = TcpProxy.to(server.port());
        redisProxies.put(node, proxy);
        return "redis://127.0.0.1:" + proxy.port();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        nodes.forEach(node -> node.afterEach(context));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stop();
    }

    /** Kills the nodes and Redis. */
    public void stop() {
        nodes.forEach(Product::stop);
        redisProxies.values().forEach(TcpProxy::close);
        RedisProcess current = redis;
        if (current != null) {
            current.close();
        }
    }

    /** The servers serve all tests of the class, like those of a static {@link Product}. */
    public ClusterProduct perClass() {
        nodes.forEach(Product::perClass);
        return this;
    }
}
