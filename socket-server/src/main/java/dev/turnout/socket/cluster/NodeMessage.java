package dev.turnout.socket.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.BlockedViewer;
import dev.turnout.socket.audience.RoomDetail;
import java.util.List;
import java.util.Map;

/**
 * What a node sends to one other node. Messages between two nodes arrive in the order in which they were sent, but any of
 * them may be lost.
 */
sealed interface NodeMessage {

    String from();

    String to();

    /**
     * Viewers with a key in the rooms that belong to the receiver.
     *
     * @param all whether these are all of them; else those whose state changed
     */
    record Viewers(String from, String to, boolean all, Map<AuctionId, Map<Long, ViewerState>> rooms)
            implements NodeMessage {}

    /** Digest of what the receiver should know from {@link Viewers}, see {@link ViewerDigest}. */
    record ViewersCheck(String from, String to, long digest) implements NodeMessage {}

    /** Requests all viewers in the rooms that belong to the sender. */
    record ViewersRequest(String from, String to) implements NodeMessage {}

    /** Where the owner of the rooms finds that these viewers, which have sessions on the receiver, are counted. */
    record ViewersCounted(String from, String to, Map<AuctionId, Map<Long, ViewerState>> rooms)
            implements NodeMessage {}

    /**
     * Answers a {@link CensusMessage.DetailRequest} of this number.
     *
     * @param last whether no other part of the answer follows
     */
    record Details(String from, String to, long number, Map<AuctionId, RoomDetail> rooms, boolean last)
            implements NodeMessage {}

    /** Answers a {@link CensusMessage.RemovalRequest} of this number: so many sessions were ended. */
    record Removed(String from, String to, long number, int ended) implements NodeMessage {}

    /** Requests which viewers are blocked. */
    record BlocksRequest(String from, String to) implements NodeMessage {}

    /**
     * Viewers that the sender does not let join.
     *
     * @param last whether no other part of the answer follows
     */
    record Blocks(String from, String to, List<BlockedViewer> viewers, boolean last) implements NodeMessage {}

    /** An event of the receiver has been sent to this many sessions of the sender. */
    record EventDelivered(String from, String to, long event, int sessions) implements NodeMessage {}

    /** Answers a {@link CensusMessage.OutboxRequest} of this number. */
    record OutboxAnswer(String from, String to, long number, ObjectNode content) implements NodeMessage {}

    /**
     * What the sender has seen of the minutes that begin at this time and that the receiver posts.
     *
     * @param start milliseconds since the epoch
     */
    record MinuteParts(String from, String to, long start, List<MinutePart> parts) implements NodeMessage {}
}
