package dev.turnout.acceptance.kit;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** Receives the snapshots of socket-server in place of backend-api, and answers as the test decides. */
public final class FakeBackend implements AutoCloseable {

    /**
     * A snapshot as it arrived.
     *
     * @param path of the request
     * @param key value of X-Internal-Request
     * @param status what it was answered
     */
    public record Post(String path, String key, String contentType, JsonNode body, int status) {

        public String auction() {
            return path.split("/", -1)[4];
        }
    }

    private final int port = FreePorts.next();
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private volatile Function<Post, Integer> answer = post -> 200;
    private MockWebServer server = new MockWebServer();

    FakeBackend() {
        begin();
    }

    private void begin() {
        server = new MockWebServer();
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder().code(record(request)).build();
            }
        });
        try {
            server.start(InetAddress.getLoopbackAddress(), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int record(RecordedRequest request) {
        var body = request.getBody();
        Post post = new Post(
                request.getTarget(),
                String.valueOf(request.getHeaders().get("X-Internal-Request")),
                String.valueOf(request.getHeaders().get("Content-Type")),
                Json.parse(body == null ? "{}" : body.utf8()),
                0);
        int status = answer.apply(post);
        posts.add(new Post(post.path, post.key, post.contentType, post.body, status));
        return status;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Answers every snapshot with this status from now on. */
    public void answers(int status) {
        answer = post -> status;
    }

    /** Decides the status for each snapshot. */
    public void answers(Function<Post, Integer> decision) {
        answer = decision;
    }

    /** Every POST for this auction, in the order of arrival. */
    public List<Post> posts(String auction) {
        return posts.stream().filter(post -> post.auction().equals(auction)).toList();
    }

    /** The snapshots of this auction that were answered with 2xx, in the order of arrival. */
    public List<JsonNode> accepted(String auction) {
        return posts(auction).stream()
                .filter(post -> post.status() / 100 == 2)
                .map(Post::body)
                .toList();
    }

    /** Waits until at least this many snapshots of the auction were accepted. */
    public List<JsonNode> awaitAccepted(String auction, int count) {
        eventually(() -> assertThat(accepted(auction))
                .as("accepted snapshots of %s", auction)
                .hasSizeGreaterThanOrEqualTo(count));
        return accepted(auction);
    }

    /** Refuses connections until {@link #comesBack}. */
    public void goesAway() {
        server.close();
    }

    public void comesBack() {
        begin();
    }

    @Override
    public void close() {
        server.close();
    }
}
