package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.JarRun;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Library;
import dev.turnout.testkit.clients.Mode;
import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings: how they are given and checked, and the origins. */
class SettingsTest {

    private static final String POLLING = "/auction/?EIO=4&transport=polling&slug=auction-1";
    private static final String WEBSOCKET = "/auction/?EIO=4&transport=websocket&slug=auction-1";

    @RegisterExtension
    static final Product product = Product.withFakeBackend()
            .socket("ALLOWED_ORIGIN", "https://shop.example,https://*.live.example,http://localhost:3000");

    @TempDir
    private Path folder = Path.of("");

    // ---- reading and checking

    @ParameterizedTest
    @ValueSource(strings = {"socket-server", "backend-api"})
    void everythingThatIsWrongIsListedAtOnce(String server) throws IOException {
        Path file = Files.writeString(folder.resolve("my.env"), "PORT=x\nNO_SUCH_SETTING=1\nINTERNAL_API_KEY=\n");
        JarRun run = JarRun.of(server, Map.of(), "--config", file.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output())
                .contains("INTERNAL_API_KEY", "PORT", "NO_SUCH_SETTING")
                .doesNotContain("Exception");
    }

    @ParameterizedTest
    @CsvSource({
        "socket-server, INTERNAL_API_KEY, changeme",
        "backend-api, INTERNAL_API_KEY, changeme",
        "socket-server, PING_INTERVAL, 0s",
        "socket-server, PORT, 70000",
        "backend-api, PORT, 70000",
        "socket-server, SNAPSHOT_INTERVAL, 7s",
        "backend-api, RETENTION_DAYS, 0"
    })
    void aWellKnownKeyOrAValueOutOfRangeIsRefused(String server, String name, String value) {
        Map<String, String> settings =
                new HashMap<>(Map.of("INTERNAL_API_KEY", Product.KEY, "DATA_DIR", folder.toString(), "PORT", "0"));
        settings.put(name, value);
        JarRun run = JarRun.of(server, settings);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output()).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket-server", "backend-api"})
    void theHelpListsEverySettingWithItsDefault(String server) throws IOException {
        JarRun help = JarRun.of(server, Map.of(), "--help");
        assertThat(help.exitCode()).isZero();
        List<String> names = Files.readAllLines(Path.of("..", "config", server + ".env")).stream()
                .filter(line -> line.matches("[A-Z_0-9]+=.*"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .toList();
        assertThat(names).hasSizeGreaterThan(10);
        assertThat(names).allSatisfy(name -> assertThat(help.output()).contains(name + "="));
    }

    @Test
    void theOtherEngineIsSelectableAndNamesWhatItLacks() {
        Product other = product.another(Product.withFakeBackend().socket("SOCKETIO_ENGINE", "netty-socketio"));
        String auction = other.newAuction();
        Viewer viewer = other.viewer(new ClientKind(Library.SIO_4_8, Mode.WEBSOCKET))
                .joins(auction)
                .sees(1);
        other.viewer().joins(auction);
        viewer.sees(2);
        assertThat(other.socketServer().log()).contains("level=WARN", "netty-socketio", "no connection state recovery");
    }

    // ---- origins

    private static RawConnection connection() {
        return product.closeAfterTest(RawConnection.to(product.socketServer().port()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://shop.example", "https://eu.live.example", "http://localhost:3000"})
    void anAllowedOriginConnectsOnBothTransportsAndIsNamedInTheAnswer(String origin) {
        HttpAnswer polling = connection().get(POLLING, "Origin: " + origin);
        assertThat(polling.status()).isEqualTo(200);
        assertThat(polling.header("Access-Control-Allow-Origin")).isEqualTo(origin);
        assertThat(polling.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(RawWebSocket.over(connection(), WEBSOCKET, "Origin: " + origin)
                        .text())
                .startsWith("0{");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "http://shop.example",
                "https://shop.example.evil.example",
                "https://live.example",
                "null"
            })
    void anotherOriginIsRefusedOnBothTransports(String origin) {
        HttpAnswer polling = connection().get(POLLING, "Origin: " + origin);
        assertThat(polling.status()).isEqualTo(403);
        assertThat(polling.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(polling.body()).doesNotContain("sid");
        HttpAnswer upgrade = connection()
                .send(RawWebSocket.handshake(WEBSOCKET, "Origin: " + origin))
                .answer();
        assertThat(upgrade.status()).isEqualTo(403);
    }

    @Test
    void aClientWithoutOriginIsAllowed() {
        assertThat(connection().get(POLLING).status()).isEqualTo(200);
    }

    @Test
    void aRefusedOriginIsLoggedWithTheSettingToChange() {
        connection().get(POLLING, "Origin: https://mistake.example");
        eventually(() -> assertThat(product.socketServer().log()).contains("ALLOWED_ORIGIN"));
    }
}
