package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.AllClients;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.CountryFile;
import dev.turnout.testkit.clients.ClientKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Viewers per country, from a file, behind a proxy. */
class CountriesTest {

    private static final String IN_SWITZERLAND = "192.0.2.77";

    @RegisterExtension
    static final Product product = Product.withBothServers()
            .shortMinutes()
            .socket("GEO_DB", CountryFile.temporary("192.0.2.0/24", "CH").toString())
            .socket("TRUSTED_PROXIES", "127.0.0.1");

    private static void joinsFromSwitzerland(String auction) {
        assertThat(product.socketServer()
                        .http()
                        .with("X-Forwarded-For", IN_SWITZERLAND)
                        .post("/api/stream/" + auction + "/viewer/join", "{}")
                        .status())
                .isEqualTo(200);
    }

    private static String ticket(String auction) {
        return product.admin()
                .http()
                .get("/api/v1/auctions/" + auction + "/stats-ticket")
                .json()
                .path("ticket")
                .textValue();
    }

    @AllClients
    void anAdminReceivesThemAndNobodyElseDoes(ClientKind client) {
        String auction = product.newAuction();
        product.admin().createsAuction(auction);
        Viewer admin = product.viewer(client)
                .withQuery("stats", "1")
                .withQuery("statsTicket", ticket(auction))
                .joins(auction);
        admin.receives(
                "viewerStats", Json.of("{'current':1,'peak':1,'unique':1,'sections':{},'countries':{'unknown':1}}"));
        joinsFromSwitzerland(auction);
        admin.receives(
                "viewerStats",
                Json.of("{'current':2,'peak':2,'unique':2,'sections':{},'countries':{'CH':1,'unknown':1}}"));

        Viewer other =
                product.viewer(client).withQuery("stats", "1").joins(auction).sees(3);
        other.receives("viewerStats", Json.of("{'current':3,'peak':3,'unique':3,'sections':{}}"));
        admin.receives(
                "viewerStats",
                Json.of("{'current':3,'peak':3,'unique':3,'sections':{},'countries':{'CH':1,'unknown':2}}"));
    }

    @Test
    void theyAreInTheSnapshotsTheSummaryAndTheCsvAndTheAddressIsNowhere() throws IOException {
        String auction = product.newAuction();
        product.admin().createsAuction(auction);
        joinsFromSwitzerland(auction);
        product.viewer().joins(auction).sees(2);

        eventually(() -> {
            JsonNode summary =
                    product.admin().analytics(auction, "timeRange=all").path("summary");
            assertThat(summary.path("countries")).isEqualTo(Json.of("{'CH':1,'unknown':1}"));
        });
        assertThat(product.admin()
                        .http()
                        .get("/api/v1/auctions/" + auction + "/analytics/viewers.csv")
                        .body())
                .contains(",countries\r\n")
                .contains(",CH=1 unknown=1\r\n");
        for (String server : List.of("socket-server", "backend-api")) {
            assertThat(contents(product.dataDirectory(server))).doesNotContain(IN_SWITZERLAND);
        }
        assertThat(product.socketServer().log()).doesNotContain(IN_SWITZERLAND);
        assertThat(product.backendApi().log()).doesNotContain(IN_SWITZERLAND);
    }

    private static String contents(Path directory) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    @Test
    void aFileThatIsDamagedAtTheStartKeepsNobodyAway() throws IOException {
        Path file = CountryFile.temporary("192.0.2.0/24", "CH");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        Product damaged = product.another(Product.withFakeBackend().socket("GEO_DB", file.toString()));
        damaged.viewer().joins(damaged.newAuction()).sees(1);
        assertThat(damaged.socketServer().http().get("/metrics").body()).contains("turnout_geo_stale 1.0");
        assertThat(damaged.socketServer().log()).contains("the country database (GEO_DB) cannot be read");
    }
}
