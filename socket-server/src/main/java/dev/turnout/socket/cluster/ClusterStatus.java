package dev.turnout.socket.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * What this node shows of its cluster.
 *
 * @param unreadable messages that could not be decoded, apart from events
 */
record ClusterStatus(
        String self,
        Census census,
        Ownership ownership,
        ClusterEvents events,
        OwnedMinutes minutes,
        LongAdder unreadable) {

    /** The nodes that are counted together. Any thread. */
    int nodes() {
        return census.peers().size() + 1;
    }

    /** Whether counts of other nodes are those known last, or the epoch cannot be read. Any thread. */
    boolean isDegraded() {
        return census.isDeaf() || ownership.isRedisAway();
    }

    /** Peers whose counts are kept as they were when this node became deaf. Any thread. */
    int frozenPeers() {
        return census.isDeaf() ? census.peers().size() : 0;
    }

    /** Any thread. */
    long malformed() {
        return unreadable.sum() + events.malformed();
    }

    private String state() {
        return isDegraded() ? "degraded" : "connected";
    }

    /** Members of a JSON object for health. Any thread. */
    String health() {
        return "\"cluster\":\"" + state() + "\",\"nodes\":" + nodes() + ",\"frozenPeers\":"
                + frozenPeers()
                + ",\"epoch\":" + ownership.epoch().number() + ",\"echoDelayMillis\":"
                + census.echoDelayNanos() / 1_000_000
                + ",\"streamLagMillis\":" + events.lagNanos() / 1_000_000;
    }

    /** The nodes and their viewers. Audience thread. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("enabled", true)
                .put("self", self)
                .put("state", state())
                .put("epoch", ownership.epoch().number())
                .put("echoDelayMillis", census.echoDelayNanos() / 1_000_000)
                .put("frozenPeers", frozenPeers())
                .put("streamLagMillis", events.lagNanos() / 1_000_000);
        Map<String, Long> since = ownership.epoch().members().stream()
                .collect(Collectors.toMap(ClusterBus.Member::node, ClusterBus.Member::since));
        var nodes = json.putArray("nodes");
        for (Map.Entry<String, Integer> node : census.viewersByNode().entrySet()) {
            Long joined = since.get(node.getKey());
            nodes.addObject()
                    .put("id", node.getKey())
                    .put("self", node.getKey().equals(self))
                    .put("viewers", node.getValue())
                    .put(
                            "memberSince",
                            joined == null ? null : Instant.ofEpochMilli(joined).toString());
        }
        return json;
    }

    /** Audience thread. */
    double value(ClusterFigure figure) {
        return switch (figure) {
            case MEMBERS -> nodes();
            case DEAF -> census.isDeaf() ? 1 : 0;
            case ECHO_DELAY -> census.echoDelayNanos() / 1e9;
            case EPOCH -> ownership.epoch().number();
            case EPOCH_FAILED -> ownership.isRedisAway() ? 1 : 0;
            case PUBLISHED -> census.published();
            case RECEIVED -> census.received();
            case MALFORMED -> malformed();
            case REBUILDS -> census.rebuilds();
            case EVENTS -> events.appended();
            case LOCAL_EVENTS -> events.localOnly();
            case POSTED -> minutes.posted();
            case LEFT -> minutes.leftToOthers();
            case UNOWNED -> minutes.unowned();
            case INCOMPLETE -> minutes.incomplete();
            case FROZEN -> frozenPeers();
            case STREAM_LAG -> events.lagNanos() / 1e9;
        };
    }
}
