package dev.turnout.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.engine.Network.TlsFiles;
import dev.turnout.engine.abuse.Pki;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsIdentityTest {

    private static final Pki PKI = new Pki();
    private static final X509Bundle SERVER = PKI.server(Algorithm.ecp256);

    @TempDir
    Path directory;

    private TlsFiles files;

    @BeforeEach
    void write() throws IOException {
        files = Pki.write(directory, SERVER);
    }

    private void isRefused(String because) {
        assertThatThrownBy(() -> TlsIdentity.read(files))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(because);
    }

    @Test
    void aMatchingKeyAndChainAreRead() throws IOException {
        TlsIdentity identity = TlsIdentity.read(files);
        assertThat(identity.chain()).containsExactly(SERVER.getCertificate());
        assertThat(identity).isEqualTo(TlsIdentity.read(files)).hasToString("TlsIdentity of CN=server");
    }

    @Test
    void textAroundTheBlocksDoesNotMatter() throws IOException {
        Files.writeString(files.certificateChain(), "subject=CN=server\n" + SERVER.getCertificatePathPEM() + "\n");
        Files.writeString(
                files.privateKey(),
                "Bag Attributes\r\n" + SERVER.getPrivateKeyPEM().replace("\n", "\r\n"));
        assertThat(TlsIdentity.read(files).key()).isEqualTo(SERVER.getKeyPair().getPrivate());
    }

    @Test
    void aFileThatIsMissingIsNamed() throws IOException {
        Files.delete(files.privateKey());
        isRefused("key.pem does not exist");
        Files.delete(files.certificateChain());
        isRefused("cert.pem does not exist");
    }

    @Test
    void aCertificateThatIsNoneIsNamed() throws IOException {
        Files.writeString(files.certificateChain(), "");
        isRefused("cert.pem holds no certificate in PEM form");
        Files.write(files.certificateChain(), new byte[] {0x30, (byte) 0x82, 1, 2, 3});
        isRefused("cert.pem holds no certificate in PEM form");
        Files.writeString(files.certificateChain(), SERVER.getPrivateKeyPEM());
        isRefused("cert.pem holds no certificate in PEM form");
        Files.writeString(files.certificateChain(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        isRefused("cert.pem holds a certificate that cannot be read");
    }

    @ParameterizedTest
    @CsvSource({
        "EC PRIVATE KEY, a key in an older form than PKCS#8; convert it with: openssl pkey",
        "RSA PRIVATE KEY, a key in an older form than PKCS#8; convert it with: openssl pkey",
        "ENCRYPTED PRIVATE KEY, an encrypted key; decrypt it with: openssl pkey",
        "CERTIFICATE, no key in PEM form",
        "PRIVATE KEY, a key that cannot be read; RSA, EC and Ed25519 can",
    })
    void aKeyOfAnotherFormIsNamed(String label, String because) throws IOException {
        Files.writeString(files.privateKey(), "-----BEGIN " + label + "-----\nAAAA\n-----END " + label + "-----\n");
        isRefused("key.pem holds " + because);
    }

    @Test
    void anEncryptedKeyOfTheOlderFormIsNamed() throws IOException {
        Files.writeString(
                files.privateKey(),
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        isRefused("key.pem holds an encrypted key");
    }

    @Test
    void aKeyWhoseBase64IsCutIsNamed() throws IOException {
        Files.writeString(files.privateKey(), "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n");
        isRefused("key.pem holds a key whose base64 is broken");
    }

    @Test
    void aKeyOfAnotherCertificateIsNamed() throws IOException {
        for (Algorithm other : new Algorithm[] {Algorithm.ecp256, Algorithm.rsa2048, Algorithm.ed25519}) {
            Files.writeString(files.privateKey(), PKI.server(other).getPrivateKeyPEM());
            isRefused("key.pem is not the one of the first certificate in");
        }
    }

    @Test
    void printingItShowsNoKey() throws IOException {
        assertThat(TlsIdentity.read(files).toString()).doesNotContain("BEGIN", "sun.security");
    }
}
