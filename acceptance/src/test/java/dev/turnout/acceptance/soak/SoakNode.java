package dev.turnout.acceptance.soak;

import dev.turnout.acceptance.kit.InternalApi;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.ServerProcess;

/** A socket-server of the run, and what publishers may expect of it. Any thread. */
final class SoakNode {

    private final Product product;
    private volatile boolean inService = true;
    private volatile boolean ordering = true;

    SoakNode(Product product) {
        this.product = product;
    }

    ServerProcess server() {
        return product.socketServer();
    }

    InternalApi api() {
        return product.internalApi();
    }

    /** Whether it accepts events. */
    boolean isInService() {
        return inService;
    }

    void inService(boolean accepts) {
        inService = accepts;
    }

    /** Whether events that it accepts reach all sessions, in the order in which they were published. */
    boolean isOrdering() {
        return ordering;
    }

    void ordering(boolean orders) {
        ordering = orders;
    }
}
