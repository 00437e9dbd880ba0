package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.delivery.OutboxCommands.Command;
import java.util.Map;
import java.util.Set;

/**
 * What nodes publish on the census channel. Every node receives every message, its own too. The messages of one node
 * arrive in the order in which it published them, but any of them may be lost, repeated or late.
 */
public sealed interface CensusMessage {

    /** Id of the publishing node: random for each run of a process, never used again. */
    String from();

    /**
     * Rooms whose count changed.
     *
     * @param sequence one more than that of the delta before
     * @param counts the new counts; 0 for a room that is empty
     */
    record Delta(String from, long sequence, Map<AuctionId, Integer> counts) implements CensusMessage {}

    /**
     * Sign of life, once a second.
     *
     * @param sequence of the newest delta
     * @param digest of the node's counts after that delta, see {@link RoomCounts#digest}
     * @param sentAt monotonic nanoseconds of the publishing node, meaningful to that node only
     * @param epoch number of the newest epoch that the node has read; 0 for none
     * @param run of that epoch
     * @param settings see {@link LocalServer#settings}; empty from earlier versions
     */
    record Beat(String from, long sequence, long digest, long sentAt, long epoch, String run, String settings)
            implements CensusMessage {

        /** Of a node that has read no epoch. */
        Beat(String from, long sequence, long digest, long sentAt) {
            this(from, sequence, digest, sentAt, 0, "", "");
        }

        Beat with(ClusterBus.Epoch read, String ownSettings) {
            return new Beat(from, sequence, digest, sentAt, read.number(), read.run(), ownSettings);
        }
    }

    /**
     * All counts of a node.
     *
     * @param sequence of the newest delta that is contained
     */
    record FullState(String from, long sequence, Map<AuctionId, Integer> counts) implements CensusMessage {}

    /** Requests that a node publishes its full state. */
    record StateRequest(String from, String of) implements CensusMessage {}

    /** The node stops; its share is gone at once. */
    record Leave(String from) implements CensusMessage {}

    /**
     * The node has sent an event of the event stream to its sessions.
     *
     * @param to node on which the event was published
     * @param event number that this node gave the event
     */
    record Delivered(String from, String to, long event, int sessions) implements CensusMessage {}

    /** A source has reported viewers elsewhere to the node, which replaces what it reported to another node. */
    record ExternalReport(String from, AuctionId auction, String source) implements CensusMessage {}

    /**
     * How old the reports of viewers elsewhere are that the node was sent, see {@link ExternalSources}: by auction and source, in
     * milliseconds.
     */
    record ExternalAges(String from, Map<AuctionId, Map<String, Long>> millis) implements CensusMessage {}

    /** A client has continued its session on the node: another node may still hold its half-open predecessor. */
    record Recovered(String from, String sessionId) implements CensusMessage {}

    /**
     * Requests from every node what is shown of its sessions, see {@link NodeMessage.Details}.
     *
     * @param number that the requesting node gave the request
     * @param rooms empty for all of them
     */
    record DetailRequest(String from, long number, Set<AuctionId> rooms) implements CensusMessage {}

    /**
     * Every node has to end a viewer's sessions, see {@link NodeMessage.Removed}.
     *
     * @param number that the requesting node gave the request
     * @param blockMillis how long the viewer may not join again
     */
    record RemovalRequest(String from, long number, AuctionId auction, String viewerKey, long blockMillis)
            implements CensusMessage {}

    /**
     * Every node's outbox has to carry out the command, see {@link NodeMessage.OutboxAnswer}.
     *
     * @param number that the requesting node gave the request
     */
    record OutboxRequest(String from, long number, Command command) implements CensusMessage {}
}
