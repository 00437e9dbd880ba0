package dev.turnout.engine.abuse;

import dev.turnout.engine.Network.TlsFiles;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Certificates for 127.0.0.1, made when they are needed: a root, and what it or its deputy signs. */
public final class Pki {

    private final X509Bundle root;

    public Pki() {
        root = made(() -> authority("CN=root").buildSelfSigned());
    }

    private static CertificateBuilder authority(String name) {
        return new CertificateBuilder().ecp256().subject(name).setIsCertificateAuthority(true);
    }

    private interface Making {
        // the library declares no more than this
        @SuppressWarnings("PMD.SignatureDeclareThrowsException")
        X509Bundle make() throws Exception;
    }

    private static X509Bundle made(Making making) {
        try {
            return making.make();
        } catch (Exception e) {
            throw new IllegalStateException("no certificate", e);
        }
    }

    /** A server's certificate signed by the root. */
    public X509Bundle server(Algorithm key) {
        return made(() -> server().algorithm(key).buildIssuedBy(root));
    }

    /** A server's certificate signed by a deputy of the root. */
    X509Bundle serverOfDeputy(Algorithm key) {
        return made(() ->
                server().algorithm(key).buildIssuedBy(authority("CN=deputy").buildIssuedBy(root)));
    }

    private static CertificateBuilder server() {
        return new CertificateBuilder()
                .subject("CN=server")
                .addSanIpAddress("127.0.0.1")
                .addExtendedKeyUsageServerAuth();
    }

    /** What clients that trust the root have to be given. */
    String rootPem() {
        return root.getCertificatePEM();
    }

    /** A client that trusts the root and nobody else. */
    SSLContext client() throws GeneralSecurityException {
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, new TrustManager[] {root.toTrustManager()}, null);
        return client;
    }

    /** Writes the two files that a server is given, or writes them anew. */
    public static TlsFiles write(Path directory, X509Bundle identity) throws IOException {
        return new TlsFiles(
                Files.writeString(directory.resolve("cert.pem"), identity.getCertificatePathPEM()),
                Files.writeString(directory.resolve("key.pem"), identity.getPrivateKeyPEM()));
    }
}
