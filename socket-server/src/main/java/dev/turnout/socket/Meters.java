package dev.turnout.socket;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.EngineStats;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.Transport;
import dev.turnout.http.KeyGuard;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.delivery.DeliveryCounts;
import dev.turnout.socket.gateway.AudienceHandler;
import dev.turnout.socket.gateway.HttpSessions;
import dev.turnout.socket.publishing.CountPublisher;
import dev.turnout.socket.publishing.EventPublisher;
import dev.turnout.socket.sampling.Sampler;
import dev.turnout.thread.ScheduledOwnerThread;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** The names under which {@code /metrics} shows what each part counts. Scraped on the audience thread. */
final class Meters {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** The registry itself holds what it reads counters from by weak references only. */
    private final List<DoubleSupplier> held = new ArrayList<>();

    Meters() {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    String scrape() {
        return registry.scrape();
    }

    void audience(Audience audience, AudienceHandler handler, ScheduledOwnerThread thread) {
        gauge("turnout.audience.sessions", "Sessions that are counted now", audience::sessions);
        gauge(
                "turnout.audience.rooms",
                "Auctions that somebody watches or just watched",
                () -> audience.rooms().size());
        gauge("turnout.audience.backlog", "Tasks that wait for the audience thread", thread::backlog);
        counter("turnout.audience.failures", "Tasks of the audience thread that failed", thread::failures);
        counter("turnout.audience.unknown.events", "Events from clients that mean nothing", handler::unknownEvents);
    }

    /** Their books: joined = watching + ended. */
    void httpSessions(HttpSessions sessions) {
        gauge("turnout.http.sessions", "Sessions without a socket that are counted now", sessions::watching);
        gauge("turnout.http.places", "Places taken by those, and by those who left within a minute", sessions::places);
        counter("turnout.http.joined", "Sessions without a socket that have begun", sessions::joined);
        for (HttpSessions.End why : HttpSessions.End.values()) {
            counter(
                    "turnout.http.ended",
                    "Sessions without a socket that have ended",
                    Tags.of("reason", why.text()),
                    () -> sessions.ended(why));
        }
        for (HttpSessions.Refusal why : HttpSessions.Refusal.values()) {
            counter(
                    "turnout.http.refused",
                    "Joins without a socket that were turned away",
                    Tags.of("reason", why.text()),
                    () -> sessions.refused(why));
        }
    }

    void publishing(CountPublisher counts, EventPublisher events) {
        counter("turnout.counts.fanouts", "Counts sent to a whole room", counts::fanOuts);
        counter("turnout.counts.frames", "Count frames, one per session and count", counts::frames);
        counter("turnout.counts.welcomes", "Counts sent to a newcomer alone", counts::welcomes);
        counter("turnout.counts.failures", "Counts that could not be sent", counts::failures);
        gauge("turnout.counts.stretch", "How much longer rooms wait because all want to send", counts::stretch);
        counter("turnout.events.published", "Events the backend published", events::events);
        counter("turnout.events.frames", "Frames of published events, one per session and event", events::frames);
    }

    void sampling(Sampler sampler) {
        gauge("turnout.sampling.auctions", "Auctions that are sampled", sampler::auctions);
        counter("turnout.sampling.snapshots", "Minutes that were finished", sampler::snapshots);
    }

    /** The books of delivery: sampled = posted + waiting + set aside + dropped. */
    void delivery(Supplier<DeliveryCounts> counts) {
        counter(
                "turnout.delivery.sampled",
                "Snapshots handed to delivery",
                () -> counts.get().sampled());
        counter(
                "turnout.delivery.posted",
                "Snapshots the backend took",
                () -> counts.get().posted());
        gauge(
                "turnout.delivery.waiting",
                "Snapshots the backend has not answered for",
                () -> counts.get().waiting());
        gauge(
                "turnout.delivery.set.aside",
                "Snapshots the backend refused for good",
                () -> counts.get().setAside());
        dropped("too old", () -> counts.get().droppedTooOld());
        dropped("too many", () -> counts.get().droppedTooMany());
        dropped("damaged", () -> counts.get().droppedDamaged());
        dropped("unwritable", () -> counts.get().droppedUnwritable());
        gauge(
                "turnout.delivery.in.memory",
                "Snapshots that wait and are not on disk",
                () -> counts.get().inMemory());
        gauge(
                "turnout.delivery.disk.bytes",
                "Size of the outbox on disk",
                () -> counts.get().diskBytes());
        counter(
                "turnout.delivery.failed.posts",
                "Attempts that are repeated",
                () -> counts.get().failedPosts());
        counter(
                "turnout.delivery.failed.writes",
                "Writes to disk that failed",
                () -> counts.get().failedWrites());
        gauge(
                "turnout.delivery.backend.away",
                "1 while no attempt succeeds",
                () -> counts.get().backendAway() ? 1 : 0);
    }

    private void dropped(String why, DoubleSupplier value) {
        counter("turnout.delivery.dropped", "Snapshots that are lost", Tags.of("why", why), value);
    }

    void engine(EngineStats stats) {
        for (Transport transport : Transport.values()) {
            Gauge.builder("turnout.engine.sessions", () -> stats.live(transport))
                    .description("Sessions that are connected now")
                    .tags(Tags.of("transport", transport.wireName()))
                    .register(registry);
        }
        for (CloseReason reason : CloseReason.values()) {
            counter(
                    "turnout.engine.closed",
                    "Sessions that have ended",
                    Tags.of("reason", reason.text()),
                    () -> stats.closed(reason));
        }
        for (Refusal refusal : Refusal.values()) {
            counter(
                    "turnout.engine.refused",
                    "Connections and requests turned away",
                    Tags.of("reason", refusal.text()),
                    () -> stats.refused(refusal));
        }
        counter("turnout.engine.opened", "Sessions that have begun", stats::opened);
        counter("turnout.engine.events.sent", "Events handed to transports", stats::eventsSent);
        counter("turnout.engine.events.replaced", "Values replaced by a newer one", stats::eventsReplaced);
        counter("turnout.engine.recovered", "Sessions continued after a lost line", stats::recovered);
    }

    void guard(KeyGuard guard) {
        counter("turnout.internal.refused", "Requests without a right internal key", guard::refused);
    }

    private void gauge(String name, String description, DoubleSupplier value) {
        Gauge.builder(name, value::getAsDouble).description(description).register(registry);
    }

    private void counter(String name, String description, DoubleSupplier value) {
        counter(name, description, Tags.empty(), value);
    }

    private void counter(String name, String description, Tags tags, DoubleSupplier value) {
        held.add(value);
        FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
