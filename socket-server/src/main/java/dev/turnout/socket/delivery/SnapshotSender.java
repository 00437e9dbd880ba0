package dev.turnout.socket.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.model.InternalKeys;
import dev.turnout.model.Json;
import dev.turnout.model.Wire;
import dev.turnout.socket.delivery.DeliveryConfig.SendingLimits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.ByteString;

/**
 * Posts one snapshot and classifies the response. Any thread; results arrive on OkHttp's threads.
 *
 * <p>Each attempt is one request: redirects are not followed and OkHttp does not send the body a second time, so that
 * every attempt is counted and paced by the caller.
 */
final class SnapshotSender {

    private static final MediaType JSON = MediaType.get("application/json");
    private static final String RETRY_AFTER = "Retry-After";
    private static final int MAX_BODY_READ = 4096;
    private static final int MAX_REASON = 200;

    /** Outcome of one attempt to post a snapshot. */
    sealed interface Result {}

    /** 2xx. */
    record Accepted() implements Result {}

    /** 4xx other than 408 and 429: the same request would be refused again until something is corrected. */
    record Refused(int status, String reason) implements Result {

        /** Whether the key is the cause, and not the snapshot. */
        boolean isAboutKey() {
            return status == 401 || status == 403;
        }
    }

    /** 429 or 503 with {@code Retry-After}. */
    record Deferred(int status, Duration pause) implements Result {}

    /** No answer, or one that may be different next time. */
    record Failed(String cause) implements Result {}

    private final OkHttpClient client;
    private final HttpUrl backend;
    private final InternalKeys keys;
    private final Duration longestRetryAfter;
    private final InstantSource clock;

    /** @throws IllegalArgumentException when the backend's address is not one of http or https */
    SnapshotSender(
            OkHttpClient client, URI backend, InternalKeys keys, Duration longestRetryAfter, InstantSource clock) {
        this.client = client;
        this.backend = HttpUrl.get(backend.toString());
        this.keys = keys;
        this.longestRetryAfter = longestRetryAfter;
        this.clock = clock;
    }

    /** A client with the time-outs of the configuration; {@link #close} stops its threads. */
    static OkHttpClient client(SendingLimits limits, URI backend) {
        OkHttpClient client = new OkHttpClient.Builder()
                .connectionSpecs(connections(backend))
                .connectTimeout(limits.connectTimeout())
                .readTimeout(limits.readTimeout())
                .writeTimeout(limits.readTimeout())
                .callTimeout(limits.callTimeout())
                .followRedirects(false)
                .followSslRedirects(false)
                .addNetworkInterceptor(SnapshotSender::boundRetryAfter)
                .build();
        client.dispatcher().setMaxRequests(limits.maxConcurrentRequests());
        client.dispatcher().setMaxRequestsPerHost(limits.maxConcurrentRequests());
        return client;
    }

    /** Without TLS among them, OkHttp does not read the certificates of all authorities at the start. */
    private static List<ConnectionSpec> connections(URI backend) {
        return List.of(
                "https".equalsIgnoreCase(backend.getScheme()) ? ConnectionSpec.MODERN_TLS : ConnectionSpec.CLEARTEXT);
    }

    /** OkHttp 5.5 reads this header too, and an int that overflows ends its thread. */
    private static Response boundRetryAfter(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        String value = Objects.requireNonNullElse(response.header(RETRY_AFTER), "");
        return value.matches("\\d{10,}")
                ? response.newBuilder().header(RETRY_AFTER, "999999999").build()
                : response;
    }

    void post(EncodedSnapshot snapshot, Consumer<Result> then) {
        HttpUrl url = backend.newBuilder()
                .addPathSegments(Wire.snapshotPath(snapshot.auction()).substring(1))
                .build();
        Request request = new Request.Builder()
                .url(url)
                .header(Wire.INTERNAL_KEY_HEADER, keys.current())
                .post(oneShot(snapshot.body()))
                .build();
        client.newCall(request).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException e) {
                then.accept(new Failed(describe(e)));
            }

            @Override
            public void onResponse(Call call, Response response) {
                try (response) {
                    then.accept(classify(response));
                } catch (RuntimeException e) {
                    then.accept(new Failed(
                            "the response cannot be read: " + e.getClass().getSimpleName()));
                }
            }
        });
    }

    private Result classify(Response response) {
        int status = response.code();
        if (response.isSuccessful()) {
            return new Accepted();
        }
        if (status == 429 || status == 503) {
            Duration pause = retryAfter(response);
            return pause.isZero() ? new Failed("HTTP status " + status) : new Deferred(status, pause);
        }
        if (status >= 400 && status < 500 && status != 408) {
            return new Refused(status, reason(response));
        }
        return new Failed(
                status >= 300 && status < 400
                        ? "HTTP status " + status + ": BACKEND_API_URL must not name an address that redirects"
                        : "HTTP status " + status);
    }

    /** RFC 9110, 10.2.3: seconds or a date. Zero if there is none, or none that can be read. */
    private Duration retryAfter(Response response) {
        String value =
                Objects.requireNonNullElse(response.header(RETRY_AFTER), "").strip();
        Duration pause = Duration.ZERO;
        if (value.matches("\\d{1,18}")) {
            pause = Duration.ofSeconds(Long.parseLong(value));
        } else {
            Instant date = response.headers().getInstant(RETRY_AFTER);
            if (date != null) {
                pause = Duration.between(clock.instant(), date);
            }
        }
        return pause.isNegative() ? Duration.ZERO : min(pause, longestRetryAfter);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** The message in the response body, shortened and without control characters or the key. */
    private String reason(Response response) {
        String text = response.message();
        try {
            String body = response.peekBody(MAX_BODY_READ).string();
            text = message(body, text);
        } catch (IOException e) {
            // The status is what counts, and it was received.
        }
        String clean = text.replace(keys.current(), "…").replaceAll("[\\p{Cntrl}\\p{Cf}\\s\\u2028\\u2029]+", " ");
        String stripped = clean.strip();
        return stripped.substring(0, Math.min(stripped.length(), MAX_REASON));
    }

    private static String message(String body, String otherwise) {
        try {
            JsonNode json = Json.MAPPER.readTree(body);
            return Stream.of("message", "detail", "title", "error")
                    .map(json::path)
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::asText)
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException e) {
            return otherwise;
        }
    }

    /** Describes the failure without an address. */
    private static String describe(IOException e) {
        if (e instanceof ConnectException) {
            return "connection refused";
        }
        if (e instanceof InterruptedIOException) {
            return "timed out";
        }
        if (e instanceof UnknownHostException) {
            return "host name cannot be resolved";
        }
        if (e instanceof SSLException) {
            return "TLS failed: " + e.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        }
        return "connection lost";
    }

    /** Cancels the requests in flight; they complete as failures. */
    void close() {
        client.dispatcher().cancelAll();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    /** A body that OkHttp does not send a second time on its own. */
    private static RequestBody oneShot(ByteString content) {
        return new RequestBody() {
            @Override
            public MediaType contentType() {
                return JSON;
            }

            @Override
            public long contentLength() {
                return content.size();
            }

            @Override
            public boolean isOneShot() {
                return true;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.write(content);
            }
        };
    }
}
