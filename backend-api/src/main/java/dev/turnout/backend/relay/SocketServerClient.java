package dev.turnout.backend.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.backend.relay.Delivery.Delivered;
import dev.turnout.backend.relay.Delivery.Failed;
import dev.turnout.model.AuctionId;
import dev.turnout.model.InternalKeys;
import dev.turnout.model.Json;
import dev.turnout.model.LiveRooms;
import dev.turnout.model.PublishedEvent;
import dev.turnout.model.Wire;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests with the internal key to socket-server. Calls block for at most their timeout, on any thread. Each
 * request is counted by its result; an event that failed is logged here.
 */
public final class SocketServerClient implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SocketServerClient.class);
    private static final MediaType JSON = MediaType.get("application/json");
    private static final Duration CONNECT = Duration.ofSeconds(2);

    /** Counts are an optional part of answers, which must not wait long for them. */
    private static final Duration COUNTS = Duration.ofSeconds(1);

    private record Answer(int delivered, @Nullable Integer currentViewers) {}

    private record Retried(int retried) {}

    /** A tag of a request: whether there has been a connection for it. */
    private static final class Connected extends AtomicBoolean {}

    /** A body that OkHttp never sends a second time, since an event whose answer was lost may have been delivered. */
    private static final class SentOnce extends RequestBody {

        private final byte[] bytes;

        SentOnce(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public MediaType contentType() {
            return JSON;
        }

        @Override
        public long contentLength() {
            return bytes.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(bytes);
        }
    }

    private interface Read<T> {
        T from(String body) throws IOException;
    }

    /** An answer or a failure. */
    private record Asked<T>(Optional<T> answer, RelayFailure failure) {}

    private final HttpUrl server;
    private final InternalKeys keys;
    private final OkHttpClient client;
    private final OkHttpClient hurried;

    /**
     * For requests that are never sent twice. It keeps no connections: one that the server has closed, for example by a
     * restart, is found out only by the request that is lost on it.
     */
    private final OkHttpClient once;

    private final MeterRegistry meters;

    public SocketServerClient(HttpUrl server, InternalKeys keys, Duration timeout, MeterRegistry meters) {
        this.server = server;
        this.keys = keys;
        this.meters = meters;
        this.client = new OkHttpClient.Builder()
                // Without TLS among them, OkHttp does not read the certificates of all authorities at the start.
                .connectionSpecs(List.of(server.isHttps() ? ConnectionSpec.MODERN_TLS : ConnectionSpec.CLEARTEXT))
                .connectTimeout(CONNECT)
                .readTimeout(timeout)
                .writeTimeout(timeout)
                .callTimeout(timeout)
                .followRedirects(false)
                .addNetworkInterceptor(chain -> {
                    Objects.requireNonNull(chain.request().tag(Connected.class)).set(true);
                    return chain.proceed(chain.request());
                })
                .build();
        this.hurried = client.newBuilder().callTimeout(COUNTS).build();
        this.once = client.newBuilder()
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.NANOSECONDS))
                .build();
    }

    /** Sends an event to the room of an auction. */
    public Delivery publish(AuctionId id, String event, JsonNode data) {
        byte[] body;
        try {
            body = Json.MAPPER.writeValueAsBytes(new PublishedEvent(event, data));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("data of an event is always JSON", e);
        }
        Request request = request(Wire.eventsPath(id)).post(new SentOnce(body)).build();
        Asked<Answer> asked = ask(once, request, event, text -> Json.MAPPER.readValue(text, Answer.class));
        if (asked.answer().isPresent()) {
            Answer answer = asked.answer().get();
            return new Delivered(answer.delivered(), answer.currentViewers());
        }
        log.atWarn()
                .addKeyValue("auction", id)
                .addKeyValue("event", event)
                .addKeyValue("reason", asked.failure().tag())
                .log("event not sent: {}", asked.failure().advice());
        return new Failed(asked.failure());
    }

    /** The rooms that have viewers; empty when socket-server does not answer. */
    Optional<LiveRooms> rooms() {
        Request request = request(Wire.LIVE_ROOMS_PATH).build();
        return ask(hurried, request, "rooms", text -> Json.MAPPER.readValue(text, LiveRooms.class))
                .answer();
    }

    /**
     * The state of socket-server's outbox, as it reports it. Of several socket-servers behind one address, the one
     * that answers.
     */
    public ObjectNode outbox() throws RelayException {
        Request request = request(Wire.OUTBOX_PATH).build();
        return answered(ask(client, request, "outbox", text -> Json.MAPPER.readValue(text, ObjectNode.class)));
    }

    /** Sends the snapshots again that were set aside there; their number. */
    public int retryOutbox() throws RelayException {
        Request request =
                request(Wire.OUTBOX_RETRY_PATH).post(new SentOnce(new byte[0])).build();
        return answered(ask(once, request, "outbox retry", text -> Json.MAPPER.readValue(text, Retried.class)))
                .retried();
    }

    private static <T> T answered(Asked<T> asked) throws RelayException {
        if (asked.answer().isEmpty()) {
            throw new RelayException(asked.failure());
        }
        return asked.answer().get();
    }

    private Request.Builder request(String path) {
        return new Request.Builder()
                .url(server.newBuilder().encodedPath(path).build())
                .header(Wire.INTERNAL_KEY_HEADER, keys.current());
    }

    private <T> Asked<T> ask(OkHttpClient with, Request request, String what, Read<T> read) {
        Asked<T> asked = answer(with, request, read);
        String result = asked.answer().isPresent() ? "ok" : asked.failure().tag();
        meters.counter("turnout.relay.requests", "what", what, "result", result).increment();
        return asked;
    }

    private static <T> Asked<T> answer(OkHttpClient with, Request request, Read<T> read) {
        Connected connected = new Connected();
        Call call = with.newCall(
                request.newBuilder().tag(Connected.class, connected).build());
        try (Response response = call.execute()) {
            if (response.isSuccessful()) {
                return new Asked<>(Optional.of(read.from(response.body().string())), RelayFailure.BROKEN);
            }
            return failed(RelayFailure.ofStatus(response.code()));
        } catch (JsonProcessingException e) {
            return failed(RelayFailure.BROKEN);
        } catch (IOException e) {
            if (!connected.get()) {
                return failed(RelayFailure.UNREACHABLE);
            }
            return failed(e instanceof InterruptedIOException ? RelayFailure.TIMED_OUT : RelayFailure.CONNECTION_LOST);
        }
    }

    private static <T> Asked<T> failed(RelayFailure why) {
        return new Asked<>(Optional.empty(), why);
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
