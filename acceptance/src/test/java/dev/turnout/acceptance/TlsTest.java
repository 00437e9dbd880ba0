package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.TestCertificate;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.clients.ClientKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** socket-server does TLS itself, without a proxy. */
class TlsTest {

    @TempDir
    Path folder;

    private final TestCertificate first = TestCertificate.selfSigned();

    @RegisterExtension
    final Product product = Product.withFakeBackend();

    @BeforeEach
    void setUp() {
        write(first);
        product.socketTls(first, folder.resolve("certificate.pem"), folder.resolve("key.pem"));
    }

    private void write(TestCertificate certificate) {
        certificate.writeTo(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
    }

    private Viewer viewer(ClientKind kind, TestCertificate trusted) {
        return product.viewer(kind).with(target -> target.trusting(trusted.authority()));
    }

    @Test
    void viewersOfEveryTransportAreCountedAndReceiveEvents() {
        String auction = product.newAuction();
        List<Viewer> viewers = ClientKind.oneOfEach()
                .map(kind -> viewer(kind, first).joins(auction))
                .toList();
        viewers.forEach(viewer -> viewer.sees(viewers.size()));
        product.internalApi().publishes(auction, "playerSoldUpdate", Json.of("{'price':1}"));
        viewers.forEach(viewer -> viewer.receives("playerSoldUpdate", Json.of("{'price':1}")));
    }

    @Test
    void aRenewedCertificateIsShownToNewConnectionsAndDisturbsNoOther() {
        String auction = product.newAuction();
        Viewer before = viewer(ClientKind.DEFAULT, first).joins(auction).sees(1);
        TestCertificate second = TestCertificate.selfSigned();
        write(second);
        eventually(() -> assertThat(product.socketServer().log()).contains("the TLS certificate was renewed"));
        viewer(ClientKind.DEFAULT, second).joins(auction).sees(2);
        before.sees(2);
    }

    /** The JDK's is twenty times as dear with the compiler that the servers run with, and nothing else would show it. */
    @Test
    void theLibraryIsBoringSsl() {
        assertThat(product.socketServer().log()).contains("TLS by BoringSSL");
    }
}
