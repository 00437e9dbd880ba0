package dev.turnout.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.SocketIoEngine;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Library;
import dev.turnout.testkit.clients.Mode;
import dev.turnout.testkit.clients.RealClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** Starting and stopping. */
interface LifePromises extends OnStage {

    @Test
    default void aTakenPortIsAClearFailure() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SocketIoEngine engine = stage().another(taken.getLocalPort())) {
            assertThatThrownBy(engine::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    default void closingEndsEverySessionAndFreesThePort() throws IOException {
        RealClient client = stage().connect(new ClientKind(Library.SIO_4_8, Mode.WEBSOCKET));
        int port = stage().engine().port();

        stage().engine().close();
        stage().engine().close();

        assertThat(stage().app().onlyCloseReason()).isEqualTo(CloseReason.SERVER_SHUTTING_DOWN);
        assertThat(client.disconnectReason()).isIn("transport close", "transport error");
        try (SocketIoEngine next = stage().another(port)) {
            next.start();
            assertThat(next.port()).isEqualTo(port);
        }
    }

    @Test
    default void anEngineThatNeverStartedCanBeClosed() {
        stage().another(0).close();
    }

    @Test
    default void onlyEndpointsOfTheConfigurationExist() {
        assertThat(stage().engine().endpoint("/auction/", "/")).isNotNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stage().engine().endpoint("/elsewhere/", "/"))
                .withMessageContaining("/elsewhere/");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stage().engine().endpoint("/auction/", "/elsewhere"))
                .withMessageContaining("/elsewhere");
    }
}
