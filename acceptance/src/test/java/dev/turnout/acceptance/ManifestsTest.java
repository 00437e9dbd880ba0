package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.turnout.acceptance.kit.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests in {@code deploy/kubernetes} against the schemas of Kubernetes, and the units of systemd. */
class ManifestsTest {

    private static final Path MANIFESTS = Path.of("..", "deploy", "kubernetes");

    @Test
    void areValid() {
        assertThat(Programs.run(MANIFESTS.resolve("check"), "node", "validate.mjs", ".."))
                .contains(" 0 invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket-server", "backend-api"})
    void theUnitsAreHardenedAndTheirSettingsMayBeSecret(String server) throws IOException {
        assumeThat(Programs.has("systemd-analyze")).as("systemd is installed").isTrue();
        String unit = "turnout-" + server + ".service";
        Path folder = Path.of("..", "deploy", "systemd");
        assertThat(Programs.run(folder, "systemd-analyze", "security", "--offline=true", "--threshold=25", unit))
                .contains("Overall exposure level");
        assertThat(Files.readString(folder.resolve(unit)))
                .contains("LoadCredential=" + server + ".env:/etc/turnout/" + server + ".env")
                .contains("--config \"$CREDENTIALS_DIRECTORY/" + server + ".env\"");
    }

    @Test
    void aFieldOfAnotherTypeWouldBeFound(@TempDir Path folder) throws IOException {
        String manifest = Files.readString(MANIFESTS.resolve("turnout.yaml"));
        Files.writeString(folder.resolve("turnout.yaml"), manifest.replace("replicas: 2", "replicas: two"));
        assertThat(Programs.output(MANIFESTS.resolve("check"), "node", "validate.mjs", folder.toString()))
                .contains("StatefulSet socket-server: data/spec/replicas must be integer", " 1 invalid");
    }
}
