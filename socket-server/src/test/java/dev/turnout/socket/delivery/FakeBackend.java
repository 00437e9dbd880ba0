package dev.turnout.socket.delivery;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import okhttp3.Dispatcher;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.ByteString;

/** A backend without a network: requests stay in flight until the test answers them. */
final class FakeBackend {

    /** How it answers a request. */
    interface Behaviour {
        Reply answer(String path, ByteString body) throws IOException;
    }

    record Reply(int status, String retryAfter) {
        static Reply of(int status) {
            return new Reply(status, "");
        }
    }

    private final Queue<Runnable> inFlight = new ArrayDeque<>();
    final StoredRows rows = new StoredRows();
    final List<String> requests = new ArrayList<>();
    final Deque<Behaviour> next = new ArrayDeque<>();
    Behaviour otherwise = (path, body) -> Reply.of(200);

    /** Answers the next request in this way. */
    void then(Behaviour behaviour) {
        next.add(behaviour);
    }

    void then(int status) {
        then((path, body) -> Reply.of(status));
    }

    static Behaviour unreachable() {
        return (path, body) -> {
            throw new IOException("connection reset");
        };
    }

    OkHttpClient client() {
        Dispatcher dispatcher = new Dispatcher(new HeldCalls());
        dispatcher.setMaxRequestsPerHost(64);
        return new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .addInterceptor(this::answer)
                .build();
    }

    private Response answer(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        Buffer sent = new Buffer();
        Objects.requireNonNull(request.body()).writeTo(sent);
        ByteString body = sent.readByteString();
        String path = request.url().encodedPath();
        requests.add(path + " " + body.utf8());
        Behaviour behaviour = next.isEmpty() ? otherwise : next.remove();
        Reply reply = behaviour.answer(path, body);
        if (reply.status() / 100 == 2) {
            rows.store(path, body);
        }
        Response.Builder response = new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(reply.status())
                .message("Scripted")
                .body(ResponseBody.create("{\"message\":\"scripted\"}", MediaType.get("application/json")));
        if (!reply.retryAfter().isEmpty()) {
            response.header("Retry-After", reply.retryAfter());
        }
        return response.build();
    }

    int inFlight() {
        return inFlight.size();
    }

    /** Answers the oldest request in flight. */
    void answerOne() {
        inFlight.remove().run();
    }

    /** Requests in flight are never answered. */
    void forgetInFlight() {
        inFlight.clear();
    }

    private final class HeldCalls extends AbstractExecutorService {

        @Override
        public void execute(Runnable call) {
            inFlight.add(call);
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
