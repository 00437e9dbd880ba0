package dev.turnout.socket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** The salt of viewer hashes, made at the first start; a file that only its owner can read. */
record SaltFile(Path path) {

    private static final int BYTES = 32;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    static SaltFile in(Path dataDir) {
        return new SaltFile(dataDir.resolve("viewer-hash-salt"));
    }

    String read() throws IOException {
        if (!Files.exists(path)) {
            make();
        }
        String salt = Files.readString(path).strip();
        if (salt.length() < BYTES) {
            throw new IOException(path + " holds no salt; delete it to get a new one, which counts every viewer anew");
        }
        return salt;
    }

    /** Complete or not there: a crash while it is written leaves no half salt behind. */
    private void make() throws IOException {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        Files.createDirectories(path.toAbsolutePath().getParent());
        Path unfinished = path.resolveSibling(path.getFileName() + ".tmp");
        Files.deleteIfExists(unfinished);
        Files.createFile(unfinished);
        ownerOnly(unfinished);
        Files.write(
                unfinished,
                HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII),
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void ownerOnly(Path file) throws IOException {
        // Files.getFileStore would fail in a chroot whose root is not a mount point.
        PosixFileAttributeView permissions = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (permissions != null) {
            permissions.setPermissions(OWNER_ONLY);
        }
    }
}
