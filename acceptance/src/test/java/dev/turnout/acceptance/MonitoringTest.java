package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.ClusterProduct;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Programs;
import dev.turnout.testkit.CountryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Alerts and dashboard in {@code deploy/}: what they read exists, and the alerts fire when they should. */
class MonitoringTest {

    private static final Path DEPLOY = Path.of("..", "deploy");
    private static final Path RULES = DEPLOY.resolve("prometheus/turnout.rules.yml");
    private static final Path DASHBOARD = DEPLOY.resolve("grafana/turnout.json");
    private static final Path OPERATIONS = Path.of("..", "docs", "OPERATIONS.md");
    private static final Pattern METRIC = Pattern.compile("\\b(?:turnout|jvm|process|system)_[a-z_]+\\b");
    /** A row of a table that begins with metrics and ends with an alert. */
    private static final Pattern ALERT_ROW = Pattern.compile("\\| `turnout_.*\\| [^|]+ \\|");

    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+)[{ ]");

    @RegisterExtension
    final Product product = Product.withBothServers();

    @RegisterExtension
    static final ClusterProduct cluster = ClusterProduct.of(1)
            .socket("GEO_DB", CountryFile.temporary("192.0.2.0/24", "CH").toString());

    @Test
    void everyMetricOfTheAlertsAndTheDashboardExistsAndEveryMetricIsDescribed() throws IOException {
        Set<String> shown = shownByTheServers();
        assertThat(metricsIn(Files.readString(RULES))).isNotEmpty().isSubsetOf(shown);
        assertThat(metricsIn(queries(Json.parse(Files.readString(DASHBOARD)))))
                .hasSizeGreaterThan(20)
                .isSubsetOf(shown);
        Set<String> own = shown.stream()
                .filter(name -> name.startsWith("turnout_"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(metricsIn(Files.readString(OPERATIONS)))
                .as("metrics in docs/OPERATIONS.md")
                .containsAll(own);
    }

    @Test
    void whatIsDescribedAsAnAlertIsOne() throws IOException {
        Set<String> alerting = metricsIn(Files.readString(RULES));
        assertThat(Files.readString(OPERATIONS).lines().filter(ALERT_ROW.asMatchPredicate()))
                .hasSizeGreaterThan(25)
                .allSatisfy(row -> assertThat(metricsIn(row)).containsAnyElementsOf(alerting));
    }

    /** A cluster member with GEO_DB shows every metric of socket-server. */
    private Set<String> shownByTheServers() {
        product.backendApi().http().get("/api/v1/auctions");
        product.backendApi().http().post("/api/v1/admin/session", "{\"name\":\"admin\",\"password\":\"wrong\"}");
        String auction = product.newAuction();
        product.admin().createsAuction(auction).http().post("/api/v1/auctions/" + auction + "/player-sold", "{}");
        Set<String> shown = new TreeSet<>();
        for (String page : List.of(
                product.backendApi().http().get("/metrics").body(),
                cluster.node(1).socketServer().http().get("/metrics").body())) {
            SAMPLE.matcher(page).results().map(result -> result.group(1)).forEach(shown::add);
        }
        return shown;
    }

    private static Set<String> metricsIn(String text) {
        return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String queries(JsonNode dashboard) {
        return String.join("\n", dashboard.findValuesAsText("expr"));
    }

    @Test
    void theAlertsPassTheirTests() {
        assumeThat(Programs.has("promtool"))
                .as("promtool is installed (Debian: apt-get install prometheus; scripts/setup does it)")
                .isTrue();
        Path folder = DEPLOY.resolve("prometheus");
        assertThat(Programs.run(folder, "promtool", "test", "rules", "turnout.rules.test.yml"))
                .contains("SUCCESS");
        assertThat(Programs.run(folder, "promtool", "check", "config", "prometheus.yml"))
                .contains("SUCCESS");
    }
}
