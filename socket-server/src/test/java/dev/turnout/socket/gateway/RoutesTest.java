package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.model.OpenApi;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The routing table and {@code docs/openapi/socket-server.yaml} say the same. */
class RoutesTest {

    private final OpenApi document = new OpenApi("socket-server");
    private final Map<String, Route> routes = new GatewayFixture()
            .gateway.routes().stream()
                    .collect(Collectors.toMap(
                            route -> route.method() + " " + route.path(),
                            route -> route,
                            (one, again) -> {
                                throw new AssertionError(one.path() + " is there twice");
                            },
                            TreeMap::new));

    @Test
    void everyRouteIsDescribedAndEveryDescriptionIsARoute() {
        assertThat(document.operations().keySet()).isEqualTo(routes.keySet());
    }

    @Test
    void eachRouteIsOpenToTheClientsInTheDescription() {
        document.operations()
                .forEach((route, operation) -> assertThat(OpenApi.schemes(operation))
                        .as(route)
                        .isEqualTo(
                                Objects.requireNonNull(routes.get(route)).internal()
                                        ? List.of("internalKey")
                                        : List.of()));
    }

    @Test
    void everyPathNamesItsParameters() {
        routes.values().forEach(route -> {
            JsonNode parameters = document.path(route.path()).path("parameters");
            assertThat(parameters.toString().contains("AuctionId"))
                    .as(route.path())
                    .isEqualTo(route.path().contains("{id}"));
            assertThat(parameters.toString().contains("\"source\""))
                    .as(route.path())
                    .isEqualTo(route.path().contains("{source}"));
        });
    }
}
