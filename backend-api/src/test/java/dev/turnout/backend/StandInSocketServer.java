package dev.turnout.backend;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;

/** Stands in for socket-server: answers as it does, or fails as it might, and remembers what it was asked. */
public final class StandInSocketServer implements AutoCloseable {

    private final MockWebServer server = new MockWebServer();
    private final List<String> published = new CopyOnWriteArrayList<>();
    private volatile MockResponse events = json("{\"delivered\":7}");
    private volatile MockResponse rooms = json("{\"auctions\":[]}");
    private volatile MockResponse outbox = json("{\"waiting\":0}");
    private volatile Runnable whenPublished = () -> {};
    private final AtomicInteger roomsAsked = new AtomicInteger();

    public StandInSocketServer() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request);
            }
        });
        server.start();
    }

    private MockResponse answer(RecordedRequest request) {
        if (!Backend.KEY.equals(request.getHeaders().get("X-Internal-Request"))) {
            return new MockResponse.Builder().code(401).build();
        }
        if (request.getTarget().equals("/api/v1/auctions")) {
            roomsAsked.incrementAndGet();
            return rooms;
        }
        if (request.getTarget().equals("/api/v1/outbox")) {
            return outbox;
        }
        if (request.getTarget().equals("/api/v1/outbox/retry")) {
            return json("{\"retried\":4}");
        }
        var body = request.getBody();
        published.add(request.getMethod() + " " + request.getTarget() + " " + (body == null ? "" : body.utf8()));
        whenPublished.run();
        return events;
    }

    public String url() {
        return server.url("/").toString();
    }

    /** What it was asked to send, each as method, path and body. */
    public List<String> published() {
        return published;
    }

    public int roomsAsked() {
        return roomsAsked.get();
    }

    public void hasRooms(String json) {
        rooms = json(json);
    }

    public void reportsOutbox(int status, String body) {
        outbox = new MockResponse.Builder().code(status).body(body).build();
    }

    public void answersEventsWith(int status, String body) {
        events = new MockResponse.Builder().code(status).body(body).build();
    }

    public void neverAnswersEvents() {
        events = new MockResponse.Builder().headersDelay(1, TimeUnit.MINUTES).build();
    }

    /** Runs this before it answers an event. */
    public void whenPublished(Runnable action) {
        whenPublished = action;
    }

    public void tearsConnections() {
        events = new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build();
        rooms = events;
    }

    /** As one does that is restarted after each. */
    public void closesConnectionsAfterAnswers() {
        events = closing(events);
        rooms = closing(rooms);
    }

    private static MockResponse closing(MockResponse answer) {
        return answer.newBuilder().onResponseEnd(new SocketEffect.CloseSocket()).build();
    }

    private static MockResponse json(String body) {
        return new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    @Override
    public void close() {
        server.close();
    }
}
