package dev.turnout.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.turnout.engine.EngineConfig.EndpointConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that no client could reach are rejected. */
class EngineConfigTest {

    private static EndpointConfig endpoint(String path, String namespace) {
        return new EndpointConfig(path, namespace, new SessionHandler() {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "socket.io", "/socket.io", "socket.io/"})
    void aPathHasASlashOnBothSides(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> endpoint(path, "/"))
                .withMessageContaining("\"" + path + "\"")
                .withMessageContaining("\"/socket.io/\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "chat", "/chat,room", "/chat?token=1"})
    void aNamespaceBeginsWithASlash(String namespace) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> endpoint("/socket.io/", namespace))
                .withMessageContaining("\"" + namespace + "\"")
                .withMessageContaining("\"/chat\"");
    }

    @Test
    void anEngineHasAnEndpoint() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EngineConfig.of(Network.loopback()))
                .withMessageContaining("(\"/socket.io/\", \"/\", handler)");
    }

    @Test
    void aNamespaceIsServedOnceUnderAPath() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EngineConfig.of(
                        Network.loopback(),
                        endpoint("/socket.io/", "/"),
                        endpoint("/socket.io/", "/chat"),
                        endpoint("/socket.io/", "/chat")))
                .withMessageContaining("two endpoints")
                .withMessageContaining("\"/socket.io/\"")
                .withMessageContaining("\"/chat\"");
    }

    @Test
    void pathsMayHaveSeveralNamespacesAndNamespacesSeveralPaths() {
        EngineConfig config = EngineConfig.of(
                Network.loopback(),
                endpoint("/", "/"),
                endpoint("/socket.io/", "/"),
                endpoint("/socket.io/", "/chat"),
                endpoint("/a/b/", "/chat"));
        assertThat(config.endpoints()).hasSize(4);
    }
}
