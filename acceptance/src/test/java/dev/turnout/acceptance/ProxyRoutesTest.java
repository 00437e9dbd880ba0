package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.turnout.acceptance.kit.Ingress;
import dev.turnout.acceptance.kit.NamedServer;
import dev.turnout.acceptance.kit.Programs;
import dev.turnout.acceptance.kit.ReverseProxy;
import dev.turnout.acceptance.kit.ReverseProxy.Program;
import dev.turnout.model.OpenApi;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every route in the descriptions of both servers, which other tests keep equal to their routing tables, through the proxies'
 * files and the ingress of Kubernetes.
 */
class ProxyRoutesTest {

    private static final String SOCKET_SERVER = "socket-server";
    private static final String BACKEND_API = "backend-api";
    private static final String NOWHERE = "nowhere";

    /** The Socket.IO endpoints with and without the last slash, which some clients leave out. */
    private static final List<String> SOCKET_IO = List.of("/auction/", "/auction", "/socket/", "/socket");

    /** Those that backend-api answers with its metrics. */
    private static final List<String> METRICS = List.of("/metrics", "/metrics/");

    /** Paths with the server that must answer them. */
    private static Map<String, String> routes() {
        Map<String, String> routes = new TreeMap<>();
        new OpenApi(SOCKET_SERVER).operations().forEach((route, operation) -> {
            boolean open = OpenApi.schemes(operation).isEmpty();
            routes.put(example(route), open ? SOCKET_SERVER : BACKEND_API);
        });
        SOCKET_IO.forEach(path -> routes.put(path, SOCKET_SERVER));
        new OpenApi(BACKEND_API).operations().keySet().forEach(route -> routes.put(example(route), BACKEND_API));
        METRICS.forEach(path -> routes.put(path, NOWHERE));
        return routes;
    }

    private static String example(String route) {
        return route.replaceFirst("^[A-Z]+ ", "")
                .replace("{hash}", "0123456789abcdef")
                .replace("{file}", "socket.io.min.js")
                .replaceAll("\\{[A-Za-z]+}", "a-1");
    }

    private static void assertRoutes(UnaryOperator<String> serverOf) {
        Map<String, String> found = new TreeMap<>(routes());
        found.replaceAll((path, expected) -> serverOf.apply(path));
        assertThat(found).isEqualTo(routes());
    }

    @ParameterizedTest
    @EnumSource
    void eachRouteReachesItsServer(Program program) {
        assumeThat(Programs.has(program.command()))
                .as("%s is installed", program.command())
                .isTrue();
        try (NamedServer socketServer = new NamedServer(SOCKET_SERVER);
                NamedServer backendApi = new NamedServer(BACKEND_API);
                ReverseProxy proxy = new ReverseProxy(program, List.of(socketServer.port()), backendApi.port())) {
            assertRoutes(path -> {
                var answer = proxy.send(path, "", "", "");
                return answer.status() == 404 ? NOWHERE : answer.body();
            });
        }
    }

    @Test
    void eachRouteReachesItsServiceInKubernetes() {
        Ingress ingress = new Ingress();
        assertRoutes(path -> ingress.serviceOf(path).replaceFirst("^none$", NOWHERE));
    }
}
