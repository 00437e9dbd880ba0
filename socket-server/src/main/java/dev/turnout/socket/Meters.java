package dev.turnout.socket;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.EngineStats;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.Transport;
import dev.turnout.http.KeyGuard;
import dev.turnout.socket.admission.Ledger;
import dev.turnout.socket.admission.Rooms;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.cluster.Cluster;
import dev.turnout.socket.cluster.ClusterFigure;
import dev.turnout.socket.delivery.DeliveryCounters;
import dev.turnout.socket.delivery.StatusCounts.Status;
import dev.turnout.socket.gateway.AudienceLag;
import dev.turnout.socket.gateway.HttpSessions;
import dev.turnout.socket.geo.CountryDatabase;
import dev.turnout.socket.publishing.CountPublisher;
import dev.turnout.socket.publishing.EventPublisher;
import dev.turnout.socket.publishing.Lobby;
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
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The names under which {@code /metrics} shows what each part counts. The figures of a page are read in one task on the
 * audience thread, so that those that belong together balance; the text is made of them on another thread. How far that
 * thread is behind is read without it.
 */
final class Meters {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private final List<DoubleSupplier> sources = new ArrayList<>();
    private final List<Runnable> records = new ArrayList<>();

    /** The registry itself holds what it reads counters from by weak references only. */
    private final List<DoubleSupplier> held = new ArrayList<>();

    private volatile double[] gathered = {};
    private volatile double[] shown = {};

    Meters() {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    /** Reads all figures. Audience thread. */
    void gather() {
        records.forEach(Runnable::run);
        double[] values = new double[sources.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = sources.get(i).getAsDouble();
        }
        gathered = values;
    }

    /** The page with the figures that were gathered last. One thread at a time. */
    String render() {
        shown = gathered;
        return registry.scrape();
    }

    /** What the source returns, read once for each page. */
    private <T> Supplier<T> oncePerPage(Supplier<T> source) {
        List<T> latest = new ArrayList<>(List.of(source.get()));
        records.add(() -> latest.set(0, source.get()));
        return () -> latest.get(0);
    }

    /** A figure as of the page that is rendered. */
    private DoubleSupplier figure(DoubleSupplier source) {
        int index = sources.size();
        sources.add(source);
        DoubleSupplier figure = () -> index < shown.length ? shown[index] : 0;
        held.add(figure);
        return figure;
    }

    void audience(Audience audience, LongSupplier unknownEvents, ScheduledOwnerThread thread, AudienceLag lag) {
        currentGauge(
                "turnout.audience.lag.seconds",
                "Seconds that the audience thread is behind. Alert above 1: counts are late",
                () -> lag.millis() / 1000.0);
        gauge("turnout.audience.sessions", "Sessions that are counted now", audience::sessions);
        gauge(
                "turnout.audience.rooms",
                "Auctions with a viewer now or within the last two minutes",
                () -> audience.rooms().size());
        currentGauge(
                "turnout.audience.backlog", "Tasks that are due and wait for the audience thread", thread::backlog);
        counter("turnout.audience.failures", "Tasks of the audience thread that failed", thread::failures);
        counter(
                "turnout.audience.unknown.events",
                "Events from clients with a name that the server does not handle",
                unknownEvents::getAsLong);
    }

    /** Invariant: joined = sessions + ended. */
    void httpSessions(HttpSessions sessions) {
        gauge("turnout.http.sessions", "Sessions without a socket that are counted now", sessions::watching);
        gauge(
                "turnout.http.slots",
                "Sessions that count against HTTP_SESSIONS: those, and those that left before their lease ended",
                sessions::slots);
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
                    "Joins without a socket that were refused",
                    Tags.of("reason", why.text()),
                    () -> sessions.refused(why));
        }
    }

    void publishing(CountPublisher counts, EventPublisher events) {
        counter("turnout.counts.fanouts", "Counts, and statistics of viewers, sent to a whole room", counts::fanOuts);
        counter("turnout.counts.frames", "Frames of counts and statistics, one per session and value", counts::frames);
        counter(
                "turnout.counts.first",
                "Counts sent to a session that has just joined, and to no other",
                counts::firstCounts);
        counter("turnout.counts.failures", "Counts and statistics that could not be sent", counts::failures);
        gauge(
                "turnout.counts.stretch",
                "Factor by which the intervals between counts are stretched because many rooms send at once",
                counts::stretch);
        counter("turnout.events.published", "Events the backend published", events::events);
        counter("turnout.events.frames", "Frames of published events, one per session and event", events::frames);
    }

    void lobby(Lobby lobby) {
        gauge("turnout.lobby.sessions", "Sessions of the lobby", lobby::sessions);
        gauge("turnout.lobby.watches", "Auctions watched, summed over the different sets of them", lobby::watches);
        counter("turnout.lobby.updates", "Count updates, one per set of watched auctions", lobby::updates);
        counter(
                "turnout.lobby.refused",
                "Requests to watch that were refused",
                Tags.of("reason", "watches"),
                lobby::refused);
    }

    void countries(CountryDatabase database) {
        counter("turnout.geo.reloads", "Changed country databases that were read", database::reloads);
        gauge(
                "turnout.geo.stale",
                "1 while the country database cannot be read, so that the one before, or none, is in use",
                () -> database.isStale() ? 1 : 0);
        counter("turnout.geo.failures", "Country databases and records that could not be read", database::failures);
    }

    void sampling(Sampler sampler) {
        gauge("turnout.sampling.auctions", "Auctions that are sampled now", sampler::auctions);
        counter(
                "turnout.sampling.snapshots",
                "Snapshots, one per auction and minute, that were finished",
                sampler::snapshots);
    }

    /** Invariant: sampled = posted + waiting + set aside + dropped. */
    void delivery(Supplier<DeliveryCounters> source) {
        Supplier<DeliveryCounters> counts = oncePerPage(source);
        counter(
                "turnout.delivery.sampled",
                "Snapshots handed to delivery; equals posted + waiting + set aside + dropped",
                () -> counts.get().sampled());
        counter(
                "turnout.delivery.posted",
                "Snapshots the backend accepted",
                () -> counts.get().posted());
        gauge(
                "turnout.delivery.waiting",
                "Snapshots neither accepted nor refused by the backend. Alert when it grows for 30 minutes",
                () -> counts.get().waiting());
        gauge(
                "turnout.delivery.set.aside",
                "Snapshots the backend refused, stored for a later attempt. Alert when it grows: GET /api/v1/outbox has the reasons",
                () -> counts.get().setAside());
        dropped("too old", () -> counts.get().snapshots().get(Status.TOO_OLD));
        dropped("too many", () -> counts.get().snapshots().get(Status.TOO_MANY));
        dropped("damaged", () -> counts.get().snapshots().get(Status.DAMAGED));
        dropped("unwritable", () -> counts.get().snapshots().get(Status.UNWRITABLE));
        gauge(
                "turnout.delivery.in.memory",
                "Snapshots that wait in memory only. Alert above 0 for a minute: the disk refuses writes",
                () -> counts.get().inMemory());
        gauge(
                "turnout.delivery.disk.bytes",
                "Bytes that the outbox uses on disk. Alert near OUTBOX_MAX_BYTES",
                () -> counts.get().diskBytes());
        counter(
                "turnout.delivery.failed.posts",
                "Attempts to post a snapshot that failed and are repeated",
                () -> counts.get().failedPosts());
        counter(
                "turnout.delivery.failed.writes",
                "Transactions on the outbox that failed. Alert on any increase",
                () -> counts.get().failedWrites());
        counter(
                "turnout.delivery.damaged.databases",
                "Damaged outbox files that were moved aside. Alert on any increase: check the disk",
                () -> counts.get().damagedDatabases());
        gauge(
                "turnout.delivery.backend.unavailable",
                "1 while no attempt to post succeeds, else 0. Alert when 1 for 5 minutes",
                () -> counts.get().backendUnavailable() ? 1 : 0);
    }

    private void dropped(String reason, DoubleSupplier value) {
        counter(
                "turnout.delivery.dropped",
                "Snapshots that are lost. Alert on any increase",
                Tags.of("reason", reason),
                value);
    }

    void engine(EngineStats stats) {
        for (Transport transport : Transport.values()) {
            gauge(
                    "turnout.engine.sessions",
                    "Sessions that are connected now",
                    Tags.of("transport", transport.wireName()),
                    () -> stats.live(transport));
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
                    "Connections and requests that were refused",
                    Tags.of("reason", refusal.text()),
                    () -> stats.refused(refusal));
        }
        counter("turnout.engine.opened", "Sessions that have begun", stats::opened);
        counter("turnout.engine.events.sent", "Events handed to transports", stats::eventsSent);
        counter("turnout.engine.events.replaced", "Values replaced by a newer one", stats::eventsReplaced);
        gauge(
                "turnout.engine.outbound.bytes",
                "Bytes of packets that wait for clients that do not read fast enough",
                stats::outboundBytes);
        counter("turnout.engine.recovered", "Sessions continued after a lost connection", stats::recovered);
        gauge(
                "turnout.engine.recovery.bytes",
                "Bytes of events kept for sessions that may be continued",
                stats::recoveryBytes);
        counter(
                "turnout.engine.recovery.events.dropped",
                "Events dropped early from full recovery logs",
                stats::recoveryEventsDropped);
        counter(
                "turnout.engine.recovery.sessions.dropped",
                "Lost sessions forgotten early because too many waited for their clients",
                stats::recoverySessionsDropped);
    }

    void admission(Ledger ledger) {
        gauge("turnout.admission.connections", "Connections that are open", ledger::connections);
        gauge(
                "turnout.admission.sessions",
                "Engine.IO sessions that are open, also those that have not connected yet or are closing",
                ledger.sessions()::sessions);
        gauge(
                "turnout.admission.pending.sessions",
                "Sessions that have not connected to a namespace yet. Alert when it stays above half of PENDING_SESSIONS",
                ledger.sessions()::pendingSessions);
        gauge(
                "turnout.admission.pending.bytes",
                "Bytes kept for the handshakes of such sessions. Alert when it stays above half of PENDING_BYTES",
                ledger.sessions()::pendingBytes);
        gauge(
                "turnout.admission.incomplete.bytes",
                "Bytes of requests and messages that are not complete. Alert when it stays above half of PENDING_BYTES",
                ledger.sessions()::incompleteBytes);
        gauge(
                "turnout.admission.rooms",
                "Auctions that count against MAX_ROOMS: watched, or watched within two minutes",
                ledger.rooms()::size);
        gauge("turnout.admission.addresses", "Client addresses that the ledger holds", ledger::addresses);
        for (Rooms.Refusal reason : Rooms.Refusal.values()) {
            counter(
                    "turnout.admission.refused",
                    "Clients and requests refused because of a limit per address or in total",
                    Tags.of("reason", reason.text()),
                    () -> ledger.rooms().refused(reason));
        }
        counter(
                "turnout.admission.refused",
                "Clients and requests refused because of a limit per address or in total",
                Tags.of("reason", "requests per second"),
                () -> ledger.requests().refused() + ledger.scrapes().refused());
    }

    void cluster(Cluster cluster) {
        for (ClusterFigure figure : ClusterFigure.values()) {
            if (figure.isCounter()) {
                counter(figure.metric(), figure.description(), () -> cluster.figure(figure));
            } else {
                gauge(figure.metric(), figure.description(), () -> cluster.figure(figure));
            }
        }
    }

    void guard(KeyGuard guard) {
        counter("turnout.internal.refused", "Requests with a missing or wrong internal key", guard::refused);
    }

    private void gauge(String name, String description, DoubleSupplier source) {
        gauge(name, description, Tags.empty(), source);
    }

    private void gauge(String name, String description, Tags tags, DoubleSupplier source) {
        register(name, description, tags, figure(source));
    }

    /** Read when the page is rendered, so that it is true also while the audience thread gathers nothing. Any thread. */
    private void currentGauge(String name, String description, DoubleSupplier source) {
        held.add(source);
        register(name, description, Tags.empty(), source);
    }

    private void register(String name, String description, Tags tags, DoubleSupplier value) {
        Gauge.builder(name, value::getAsDouble)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void counter(String name, String description, DoubleSupplier value) {
        counter(name, description, Tags.empty(), value);
    }

    private void counter(String name, String description, Tags tags, DoubleSupplier source) {
        DoubleSupplier value = figure(source);
        FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
