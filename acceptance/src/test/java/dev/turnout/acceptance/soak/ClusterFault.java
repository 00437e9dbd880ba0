package dev.turnout.acceptance.soak;

/** What happens to a cluster during {@code scripts/soak --cluster}, in this order. */
enum ClusterFault {
    NODE_KILLED("kill -9 of a node, and its restart"),
    NODE_PAUSED("SIGSTOP of a node"),
    CONNECTIONS_LOST("a tenth of the clients lose their connections"),
    SUBSCRIPTIONS_KILLED("CLIENT KILL TYPE pubsub"),
    REDIS_FLUSHED("FLUSHALL"),
    REDIS_KILLED("Redis is killed, and started empty"),
    REDIS_UNREACHABLE("a black hole between a node and Redis"),
    ALL_RESTARTED("rolling restart of all nodes");

    private final String text;

    ClusterFault(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
