package dev.turnout.socket.cluster;

/** Sends a message to one node, perhaps to this one. Must not call back before it returns. */
@FunctionalInterface
interface NodeSender {

    void send(NodeMessage message);
}
