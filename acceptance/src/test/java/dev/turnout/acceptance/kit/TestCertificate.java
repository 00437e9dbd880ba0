package dev.turnout.acceptance.kit;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** A self-signed certificate of 127.0.0.1, its key, and clients that trust nothing else. */
public final class TestCertificate {

    private final X509Bundle identity;

    private TestCertificate(X509Bundle identity) {
        this.identity = identity;
    }

    public static TestCertificate selfSigned() {
        try {
            return new TestCertificate(new CertificateBuilder()
                    .ecp256()
                    .subject("CN=turnout")
                    .addSanIpAddress("127.0.0.1")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned());
        } catch (Exception e) {
            throw new IllegalStateException("no certificate", e);
        }
    }

    /** What clients have to trust, as PEM. */
    public String authority() {
        return identity.getCertificatePEM();
    }

    /** Writes both as PEM, the key first: a server that reads in between finds that they do not belong together. */
    public void writeTo(Path certificate, Path key) {
        try {
            Files.writeString(key, identity.getPrivateKeyPEM());
            Files.writeString(certificate, identity.getCertificatePathPEM());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Requests over TLS to a server that shows this certificate. */
    public Http http(int port) {
        return Http.over(trustingContext(), "https://127.0.0.1:" + port);
    }

    /** Of clients that trust this certificate. */
    SSLContext trustingContext() {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {identity.toTrustManager()}, null);
            return tls;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
