package dev.turnout.socket.simulation;

import okhttp3.OkHttpClient;

/** A bug that is put in at a seam of the product, to show that the simulation finds it. */
class Mutation {

    static final Mutation NONE = new Mutation();

    /** A node's id: another one for each run. */
    String nodeId(int machine, int run) {
        return "node" + machine + "-run" + run;
    }

    RedisLink link(World world, NodeProcess process, SimulatedRedis redis, Network network) {
        return new RedisLink(world, process, redis, network);
    }

    OkHttpClient client(OkHttpClient client) {
        return client;
    }

    /** Whether the outbox takes for stored what a kill can lose. */
    boolean losesLastWrites() {
        return false;
    }
}
