package dev.turnout.engine.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.turnout.engine.Network.TlsFiles;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Mode;
import dev.turnout.testkit.clients.RealClient;
import dev.turnout.testkit.clients.Target;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The oldest and the newest client by https and wss, on more loops than one. */
class TlsClientsTest {

    private static final int BURST = 300;
    private static final Pki PKI = new Pki();

    @TempDir
    static Path directory;

    private static AbusedEngine engine;

    @BeforeAll
    static void start() throws IOException {
        TlsFiles files = Pki.write(directory, PKI.serverOfDeputy(Algorithm.rsa2048));
        engine = AbusedEngine.with(knobs -> {
            knobs.tls = Optional.of(files);
            knobs.packetsPerSecond = 0;
            knobs.eventLoops = 3;
        });
    }

    @AfterAll
    static void stop() throws IOException {
        engine.close();
    }

    static Stream<ClientKind> clients() {
        return ClientKind.inBrowsers();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void everyTransportWorks(ClientKind kind) {
        Target target = Target.of(engine.port(), AbusedEngine.PATH).trusting(PKI.rootPem());
        RealClient client = RealClient.open(kind, target);
        client.burst("n", BURST, true);
        client.receivesBurstAcks(BURST);
        client.receivesNumbers("n", BURST);
        if (kind.mode() == Mode.UPGRADING) {
            client.upgraded();
        }
        TextNode large = TextNode.valueOf("ä".repeat(20_000));
        assertThat(client.emitWithAck("large", large)).containsExactly(large);
        client.disconnect();
    }
}
