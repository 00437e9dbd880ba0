package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.turnout.acceptance.kit.ClusterProduct;
import dev.turnout.acceptance.kit.Http.Answer;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Programs;
import dev.turnout.acceptance.kit.ReverseProxy;
import dev.turnout.acceptance.kit.ReverseProxy.Program;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Library;
import dev.turnout.testkit.clients.Mode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real clients over TLS through real proxies with the files in {@code deploy/proxy}. */
class ReverseProxyTest {

    @RegisterExtension
    static final Product product = Product.withBothServers().socket("TRUSTED_PROXIES", "127.0.0.1");

    @RegisterExtension
    static final ClusterProduct cluster = ClusterProduct.of(2).perClass();

    private static ReverseProxy start(Program program, List<Integer> socketPorts) {
        assumeThat(Programs.has(program.command()))
                .as("%s is installed (Debian: apt-get install %s)", program.command(), program.command())
                .isTrue();
        return new ReverseProxy(program, socketPorts, product.backendApi().port());
    }

    private static ReverseProxy start(Program program) {
        return start(program, List.of(product.socketServer().port()));
    }

    private static Viewer viewer(ReverseProxy proxy, ClientKind kind) {
        return product.viewerAt(proxy.port(), kind).with(target -> target.trusting(proxy.authority()));
    }

    @ParameterizedTest
    @EnumSource
    void viewersOfEveryTransportAreCountedAndReceiveEvents(Program program) {
        try (ReverseProxy proxy = start(program)) {
            String auction = product.newAuction();
            List<Viewer> viewers = Stream.concat(
                            ClientKind.oneOfEach(), Stream.of(new ClientKind(Library.SIO_4_8, Mode.UPGRADING)))
                    .map(kind -> viewer(proxy, kind).joins(auction))
                    .toList();
            viewers.forEach(viewer -> viewer.sees(5));
            viewers.get(4).client().upgraded();
            product.internalApi().publishes(auction, "playerSoldUpdate", Json.of("{'price':1}"));
            viewers.forEach(viewer -> viewer.receives("playerSoldUpdate", Json.of("{'price':1}")));
            Answer count = proxy.send("/api/stream/" + auction + "/viewers", "", "", "");
            assertThat(count.json().path("currentViewers").asInt()).isEqualTo(5);
            viewers.forEach(Viewer::leaves);
        }
    }

    /** Every viewer of this test has the address 127.0.0.1; one that could choose its address would pass the limit. */
    @ParameterizedTest
    @EnumSource
    void aClientCannotChooseItsAddress(Program program) {
        Product limited = product.another(Product.withFakeBackend()
                .socket("TRUSTED_PROXIES", "127.0.0.1")
                .socket("CONNECTIONS_PER_ADDRESS", "2"));
        try (ReverseProxy proxy = start(program, List.of(limited.socketServer().port()))) {
            String auction = limited.newAuction();
            claiming(proxy, "203.0.113.1").joins(auction);
            claiming(proxy, "203.0.113.2").joins(auction);
            assertThat(claiming(proxy, "203.0.113.3")
                            .connects("auction-" + auction)
                            .connectError())
                    .isNotBlank();
        }
    }

    private static Viewer claiming(ReverseProxy proxy, String address) {
        return viewer(proxy, ClientKind.DEFAULT).with(target -> target.header("X-Forwarded-For", address));
    }

    @ParameterizedTest
    @EnumSource
    void aPollingSessionStaysAtItsServer(Program program) {
        List<Integer> ports =
                cluster.nodes().stream().map(node -> node.socketServer().port()).toList();
        try (ReverseProxy proxy = start(program, ports)) {
            for (int i = 0; i < 4; i++) {
                Answer opened = proxy.send("/auction/?EIO=4&transport=polling&slug=auction-1", "", "", "");
                String sid = opened.body().replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
                String cookie = opened.header("Set-Cookie").split(";", 2)[0];
                String session = "/auction/?EIO=4&transport=polling&sid=" + sid;
                assertThat(proxy.send(session, "40", "Cookie", cookie).status()).isEqualTo(200);
                assertThat(proxy.send(session, "", "Cookie", cookie).body()).contains("40{\"sid\"");
            }
        }
    }

    /** A browser sends it with the requests of another site's page only with both attributes. */
    @ParameterizedTest
    @EnumSource(names = {"HAPROXY", "CADDY"})
    void theCookieOfThePollingSessionsServerIsForOtherSitesPages(Program program) {
        try (ReverseProxy proxy = start(program)) {
            String cookie = proxy.send("/auction/?EIO=4&transport=polling&slug=auction-1", "", "", "")
                    .header("Set-Cookie");
            assertThat(cookie.split("; ", -1)).contains("SameSite=None", "Secure", "HttpOnly");
            assertThat(cookie).startsWith("turnout-node=");
        }
    }
}
