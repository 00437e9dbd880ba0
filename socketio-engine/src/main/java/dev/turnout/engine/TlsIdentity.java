package dev.turnout.engine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server shows and proves in a TLS handshake, read from PEM files (RFC 7468): a chain of certificates, its own
 * first, and the key that belongs to it, in PKCS#8 without a passphrase. Immutable; printing it shows no key.
 */
public final class TlsIdentity {

    private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final String PKCS_8 = "PRIVATE KEY";

    /** Key algorithms and what they sign with. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private final List<X509Certificate> chain;
    private final PrivateKey key;

    private TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
        this.chain = chain;
        this.key = key;
    }

    /**
     * Reads both files; blocks on the disk.
     *
     * @throws IOException whose message names the file, what is wrong with it, and what to do
     */
    public static TlsIdentity read(Network.TlsFiles files) throws IOException {
        Path certificateFile = files.certificateChain();
        Path keyFile = files.privateKey();
        List<X509Certificate> chain = chain(certificateFile, text(certificateFile));
        PrivateKey key = key(keyFile, text(keyFile));
        if (!belongTogether(chain.get(0), key)) {
            throw new IOException("the key in " + keyFile + " is not the one of the first certificate in "
                    + certificateFile + ": put the server's own certificate first, and its key into the other file");
        }
        return new TlsIdentity(chain, key);
    }

    /** When the server's own certificate expires. */
    public Instant validUntil() {
        return chain.get(0).getNotAfter().toInstant();
    }

    public List<X509Certificate> chain() {
        return chain;
    }

    public PrivateKey key() {
        return key;
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<X509Certificate> chain(Path file, String text) throws IOException {
        if (block(text, "CERTIFICATE").isEmpty()) {
            throw new IOException(file + " holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
        }
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds a certificate that cannot be read", e);
        }
    }

    private static PrivateKey key(Path file, String text) throws IOException {
        Optional<String> pkcs8 = block(text, PKCS_8);
        if (pkcs8.isPresent()) {
            return key(file, bytes(file, pkcs8.get()));
        }
        if (text.contains("ENCRYPTED")) {
            throw new IOException(file + " holds an encrypted key; decrypt it with: openssl pkey -in " + file
                    + " -out decrypted.pem");
        }
        if (text.contains(PKCS_8)) {
            throw new IOException(file + " holds a key in an older form than PKCS#8; convert it with: openssl pkey -in "
                    + file + " -out converted.pem");
        }
        throw new IOException(file + " holds no key in PEM form (-----BEGIN PRIVATE KEY-----)");
    }

    private static PrivateKey key(Path file, byte[] encoded) throws IOException {
        for (String algorithm : SIGNATURES.keySet()) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (GeneralSecurityException e) {
                // another kind of key, perhaps
            }
        }
        throw new IOException(file + " holds a key that cannot be read; RSA, EC and Ed25519 can");
    }

    private static byte[] bytes(Path file, String base64) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds a key whose base64 is broken", e);
        }
    }

    private static Optional<String> block(String text, String type) {
        Matcher blocks = PEM.matcher(text);
        while (blocks.find()) {
            if (blocks.group(1).equals(type)) {
                return Optional.of(blocks.group(2));
            }
        }
        return Optional.empty();
    }

    /** Whether the certificate's key verifies what the private one signs. */
    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance(signatureOf(key));
            byte[] anything = certificate.getEncoded();
            signature.initSign(key);
            signature.update(anything);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(anything);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // a key of another kind
        }
    }

    private static String signatureOf(PrivateKey key) {
        return SIGNATURES.getOrDefault(key.getAlgorithm(), "none");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TlsIdentity that && chain.equals(that.chain) && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return chain.hashCode();
    }

    @Override
    public String toString() {
        return "TlsIdentity of " + chain.get(0).getSubjectX500Principal();
    }
}
