package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests in {@code deploy/kubernetes} against the schemas of Kubernetes. */
class ManifestsTest {

    private static final Path MANIFESTS = Path.of("..", "deploy", "kubernetes");

    @Test
    void areValid() {
        assertThat(Programs.run(MANIFESTS.resolve("check"), "node", "validate.mjs", ".."))
                .contains(" 0 invalid");
    }

    @Test
    void aFieldOfAnotherTypeWouldBeFound(@TempDir Path folder) throws IOException {
        String manifest = Files.readString(MANIFESTS.resolve("turnout.yaml"));
        Files.writeString(folder.resolve("turnout.yaml"), manifest.replace("replicas: 2", "replicas: two"));
        assertThat(Programs.output(MANIFESTS.resolve("check"), "node", "validate.mjs", folder.toString()))
                .contains("StatefulSet socket-server: data/spec/replicas must be integer", " 1 invalid");
    }
}
