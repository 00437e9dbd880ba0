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
class LifeContractTest extends ContractTest {

    @Test
    void aTakenPortIsAClearFailure() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SocketIoEngine engine = fixture.another(taken.getLocalPort())) {
            assertThatThrownBy(engine::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    void closingEndsEverySessionAndFreesThePort() throws IOException {
        RealClient client = fixture.connect(new ClientKind(Library.SIO_4_8, Mode.WEBSOCKET));
        int port = fixture.engine().port();

        fixture.engine().close();
        fixture.engine().close();

        assertThat(fixture.app().onlyCloseReason()).isEqualTo(CloseReason.SERVER_SHUTTING_DOWN);
        assertThat(client.disconnectReason()).isIn("transport close", "transport error");
        try (SocketIoEngine next = fixture.another(port)) {
            next.start();
            assertThat(next.port()).isEqualTo(port);
        }
    }

    @Test
    void anEngineThatNeverStartedCanBeClosed() {
        fixture.another(0).close();
    }

    @Test
    void onlyEndpointsOfTheConfigurationExist() {
        assertThat(fixture.engine().endpoint("/auction/", "/")).isNotNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixture.engine().endpoint("/elsewhere/", "/"))
                .withMessageContaining("/elsewhere/");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixture.engine().endpoint("/auction/", "/elsewhere"))
                .withMessageContaining("/elsewhere");
    }
}
