package dev.turnout.socket.simulation;

import dev.turnout.model.Json;
import dev.turnout.model.Snapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import okhttp3.Dispatcher;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;

/**
 * The backend and the network to it. It stores rows by auction, minute and source as backend-api does, and can refuse, be
 * unreachable, or store without its answer arriving.
 */
final class SimulatedBackend {

    private static final long FASTEST = Duration.ofMillis(1).toNanos();
    private static final long USUAL = Duration.ofMillis(30).toNanos();
    private static final int OK = 200;

    private final World world;
    private final RandomGenerator random;
    private final MinuteBook book;
    private int status = OK;
    private boolean away;
    private boolean mute;

    SimulatedBackend(World world, RandomGenerator random, MinuteBook book) {
        this.world = world;
        this.random = random;
        this.book = book;
    }

    void refuseWith(int newStatus) {
        status = newStatus;
    }

    void goAway() {
        away = true;
    }

    void loseAnswers() {
        mute = true;
    }

    void heal() {
        status = OK;
        away = false;
        mute = false;
    }

    /** The client of one process. A request in flight when the process is killed may be stored all the same. */
    OkHttpClient clientOf(NodeProcess process) {
        Dispatcher dispatcher = new Dispatcher(new Calls(process));
        dispatcher.setMaxRequestsPerHost(64);
        return new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .addInterceptor(this::answer)
                .build();
    }

    private Response answer(Interceptor.Chain chain) throws IOException {
        if (away) {
            throw new IOException("connection reset");
        }
        Request request = chain.request();
        if (status == OK) {
            Buffer body = new Buffer();
            Objects.requireNonNull(request.body()).writeTo(body);
            List<String> path = request.url().pathSegments();
            book.stored(
                    path.get(path.indexOf("auctions") + 1),
                    Json.MAPPER.readValue(body.readByteArray(), Snapshot.class));
        }
        if (mute) {
            throw new IOException("the answer was lost");
        }
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(status)
                .message("simulated")
                .body(ResponseBody.create("{\"message\":\"simulated\"}", MediaType.get("application/json")))
                .build();
    }

    private final class Calls extends AbstractExecutorService {

        private final NodeProcess process;

        Calls(NodeProcess process) {
            this.process = process;
        }

        @Override
        public void execute(Runnable call) {
            world.after(FASTEST + random.nextLong(USUAL), () -> {
                // Of a process that was killed meanwhile nobody takes the answer.
                if (!process.isDead() || random.nextBoolean()) {
                    call.run();
                }
            });
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
