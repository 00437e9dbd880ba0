package dev.turnout.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.backend.HandClock;
import dev.turnout.backend.admin.AdminSessions;
import dev.turnout.backend.admin.AdminToken;
import dev.turnout.backend.admin.Admins;
import dev.turnout.backend.admin.Shares;
import dev.turnout.backend.analytics.Analytics;
import dev.turnout.backend.analytics.SnapshotIntake;
import dev.turnout.backend.auctions.Auctions;
import dev.turnout.backend.auctions.Notes;
import dev.turnout.backend.auctions.PlayerEvents;
import dev.turnout.backend.edge.Edge;
import dev.turnout.backend.edge.TrustedProxies;
import dev.turnout.backend.relay.LiveCounts;
import dev.turnout.backend.relay.SocketServerClient;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.sqlite.SqliteStorage;
import dev.turnout.logging.OncePerMinute;
import dev.turnout.model.InternalKeys;
import dev.turnout.model.OpenApi;
import dev.turnout.model.Origins;
import dev.turnout.thread.ManualOwnerThread;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.javalin.security.Roles;
import io.javalin.security.RouteRole;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

/** The routing table and {@code docs/openapi/backend-api.yaml} say the same. Nothing is started. */
class RoutesTest {

    private static final List<HandlerType> DESCRIBED =
            List.of(HandlerType.GET, HandlerType.POST, HandlerType.PUT, HandlerType.PATCH, HandlerType.DELETE);

    private final Map<String, Endpoint> routes = routes();
    private final OpenApi document = new OpenApi("backend-api");

    @Test
    void everyRouteIsDescribedAndEveryDescriptionIsARoute() {
        assertThat(document.operations().keySet()).isEqualTo(routes.keySet());
    }

    @Test
    void eachRouteIsOpenToTheClientsInTheDescription() {
        document.operations().forEach((route, operation) -> {
            assertThat(OpenApi.schemes(operation)).as(route).isEqualTo(schemesOf(access(route)));
        });
    }

    @Test
    void everyPathNamesItsParameters() {
        routes.values().forEach(route -> {
            JsonNode path = document.path(route.path);
            boolean hasId = path.path("parameters").toString().contains("AuctionId");
            assertThat(hasId).as(route.path).isEqualTo(route.path.contains("{id}"));
        });
    }

    @Test
    void whatIsReadIsAnsweredToHeadAsWell() {
        Set<String> heads = endpoints()
                .filter(endpoint -> endpoint.method.equals(HandlerType.HEAD))
                .map(endpoint -> endpoint.path)
                .collect(Collectors.toSet());
        Set<String> gets = endpoints()
                .filter(endpoint -> endpoint.method.equals(HandlerType.GET))
                .map(endpoint -> endpoint.path)
                .collect(Collectors.toSet());
        assertThat(heads).isEqualTo(gets);
    }

    private RouteRole access(String route) {
        Endpoint endpoint = Objects.requireNonNull(routes.get(route), route + " is no route");
        Roles roles = endpoint.metadata(Roles.class);
        assertThat(roles.getRoles()).as(route).hasSize(1);
        return roles.getRoles().iterator().next();
    }

    private static List<String> schemesOf(RouteRole access) {
        if (access == Access.INTERNAL) {
            return List.of("internalKey");
        }
        if (access == Access.SHARE) {
            return List.of("shareToken");
        }
        if (access == Access.ADMIN_OR_SHARE) {
            return List.of("adminToken", "adminSession", "shareToken");
        }
        return access == Access.ADMIN ? List.of("adminToken", "adminSession") : List.of();
    }

    private static Map<String, Endpoint> routes() {
        return endpoints()
                .filter(endpoint -> DESCRIBED.contains(endpoint.method))
                .collect(Collectors.toMap(
                        endpoint -> endpoint.method.name() + " " + endpoint.path,
                        endpoint -> endpoint,
                        (one, again) -> {
                            throw new AssertionError(one.path + " is there twice");
                        },
                        TreeMap::new));
    }

    private static Stream<Endpoint> endpoints() {
        return server().javalin().unsafe.internalRouter.allHttpHandlers().stream()
                .map(parsed -> parsed.endpoint);
    }

    private static HttpServer server() {
        HandClock clock = new HandClock("2026-05-04T12:00:00Z");
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Storage storage = new SqliteStorage(Path.of("never-opened"));
        InternalKeys keys = InternalKeys.parse("0f3a9c7e5b1d2468aa");
        SocketServerClient socketServer =
                new SocketServerClient(HttpUrl.get("http://127.0.0.1:9"), keys, Duration.ofSeconds(1), meters);
        LiveCounts liveCounts = new LiveCounts(socketServer, clock);
        return new HttpServer(
                new HttpServer.Parts(
                        storage,
                        new Auctions(storage, socketServer, clock),
                        new PlayerEvents(storage, socketServer, liveCounts, clock, meters),
                        new SnapshotIntake(storage, clock, meters),
                        new Analytics(storage, Duration.ofDays(90), clock),
                        socketServer,
                        liveCounts,
                        new Admins(storage, clock),
                        new AdminSessions(storage, Duration.ofHours(1), clock),
                        new Shares(storage, clock),
                        new Notes(storage, clock),
                        new OncePerMinute(new ManualOwnerThread()),
                        clock,
                        meters),
                new HttpServer.Settings(
                        Origins.of(List.of()),
                        TrustedProxies.NONE,
                        "",
                        keys,
                        AdminToken.NONE,
                        Optional.empty(),
                        8081,
                        new FrameAncestors(List.of()),
                        Duration.ofDays(90)),
                new Edge(
                        new Edge.Settings(
                                0,
                                1_024,
                                Duration.ofSeconds(1),
                                Duration.ofMinutes(1),
                                0,
                                0,
                                TrustedProxies.NONE,
                                Origins.of(List.of())),
                        meters));
    }
}
