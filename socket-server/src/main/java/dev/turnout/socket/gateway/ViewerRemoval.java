package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.BlockedViewer;
import dev.turnout.socket.audience.Moment;
import dev.turnout.socket.audience.ViewerSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends all sessions of one viewer in one auction, and blocks the viewer for some time if requested. Event loops. */
public final class ViewerRemoval {

    private static final Logger LOG = LoggerFactory.getLogger(ViewerRemoval.class);
    private static final int LONGEST_BLOCK_MINUTES = 7 * 24 * 60;

    private final HttpSessions httpSessions;
    private final AudienceAnswers answers;
    private final ViewerBlocks blocks;

    public ViewerRemoval(HttpSessions httpSessions, AudienceAnswers answers, ViewerBlocks blocks) {
        this.httpSessions = httpSessions;
        this.answers = answers;
        this.blocks = blocks;
    }

    void remove(HttpExchange exchange, String auction, String viewerId) {
        AuctionId id = RequestPath.auction(auction);
        Duration block = Duration.ofMinutes(minutes(exchange.query().getOrDefault("blockMinutes", "0")));
        if (!block.isZero() && !blocks.block(id, viewerId, block)) {
            exchange.reply(HttpReply.problem(409, "too many viewers are blocked; wait until a block ends"));
            return;
        }
        answers.execute(exchange, arrived -> {
            int here = end(id, viewerId, arrived);
            answers.cluster()
                    .removal()
                    .remove(id, viewerId, block, (others, missing) -> exchange.reply(ended(here + others, missing)));
        });
    }

    /** In a cluster also which servers did not answer in time; their sessions are not included. */
    private static HttpReply ended(int sessions, List<String> missing) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("ended", sessions);
        if (!missing.isEmpty()) {
            ArrayNode names = body.put("incomplete", true).putArray("missing");
            missing.forEach(names::add);
        }
        return HttpReply.json(200, body.toString());
    }

    /**
     * The same on request of another server. Audience thread.
     *
     * @return how many sessions were ended
     */
    public int removeHere(AuctionId id, String viewerId, Duration block) {
        if (!block.isZero() && !blocks.block(id, viewerId, block)) {
            LOG.warn("too many viewers are blocked; one that another server blocks may join here");
        }
        return end(id, viewerId, answers.clock().now());
    }

    /** Viewers that may not join now. */
    public List<BlockedViewer> blocked() {
        return blocks.current();
    }

    /** Another server blocks these: here too, and sessions that they have begun here end. Audience thread. */
    public void applyReported(List<BlockedViewer> viewers) {
        Map<AuctionId, Set<String>> added = new HashMap<>();
        viewers.stream()
                .filter(blocks::addReported)
                .forEach(viewer -> added.computeIfAbsent(viewer.auction(), id -> new HashSet<>())
                        .add(viewer.viewerKey()));
        Moment now = answers.clock().now();
        added.forEach((id, keys) -> answers.audience().room(id).stream()
                .flatMap(room -> sessionsOf(room, keys).stream())
                .forEach(session -> end(session, now)));
    }

    private static List<ViewerSession> sessionsOf(AuctionRoom room, Set<String> keys) {
        List<ViewerSession> found = new ArrayList<>();
        room.forEachSession(session -> {
            String key = session.viewerKey();
            if (key != null && keys.contains(key)) {
                found.add(session);
            }
        });
        return found;
    }

    private static int minutes(String text) {
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= LONGEST_BLOCK_MINUTES) {
            return Integer.parseInt(text);
        }
        throw new BadRequest("blockMinutes must be a whole number from 0 to " + LONGEST_BLOCK_MINUTES);
    }

    private int end(AuctionId id, String viewerId, Moment now) {
        List<ViewerSession> sessions = answers.audience()
                .room(id)
                .map(room -> room.sessionsOf(viewerId))
                .orElse(List.of());
        sessions.forEach(session -> end(session, now));
        return sessions.size();
    }

    private void end(ViewerSession session, Moment now) {
        if (session instanceof SocketViewerSession socket) {
            socket.socket().disconnect();
            answers.audience().leave(session, now);
        } else {
            httpSessions.end(session, HttpSessions.End.VIEWER_REMOVED, now);
        }
    }
}
