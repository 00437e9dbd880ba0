package dev.turnout.socket.geo;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import com.maxmind.db.Reader.FileMode;
import dev.turnout.thread.OwnerThread;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the country of an address in a file of MaxMind's format, which is held in memory and read again when it changes.
 * While it cannot be read (removed, half written, not permitted) the one read before stays in use, and each check tries
 * again. Look-ups on any thread, reading on the one it was given.
 */
public final class CountryDatabase {

    /** For addresses without a country, and for private ones. */
    public static final String UNKNOWN = "unknown";

    private static final Logger LOG = LoggerFactory.getLogger(CountryDatabase.class);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(10);
    private static final Pattern CODE = Pattern.compile("[A-Z]{2}");

    /** Identifies a version of the file. */
    private record Version(
            long size, long modifiedMillis, @Nullable Object fileKey) {}

    private final Path file;
    private final OwnerThread thread;
    private final AtomicLong reloads = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile @Nullable Reader reader;
    private @Nullable Version version;

    /** Why the file cannot be read now. */
    private volatile @Nullable String problem;

    /** @param thread reads the file */
    public CountryDatabase(Path file, OwnerThread thread) {
        this.file = file;
        this.thread = thread;
    }

    /** Reads the file and begins to watch it. While it cannot be read every country is unknown. */
    public void start() {
        try {
            load();
        } catch (IOException e) {
            failed(e);
        }
        thread.after(CHECK_INTERVAL, this::check);
    }

    /** @return false when the file is the one that was read last */
    private boolean load() throws IOException {
        Version current = version();
        if (current.equals(version)) {
            return false;
        }
        reader = read();
        version = current;
        return true;
    }

    private void check() {
        reloadIfChanged();
        thread.after(CHECK_INTERVAL, this::check);
    }

    /** On the thread of this database. */
    void reloadIfChanged() {
        try {
            if (load()) {
                reloads.incrementAndGet();
                LOG.atInfo().addKeyValue("file", file.getFileName()).log("read the changed country database");
            } else if (problem != null) {
                LOG.atInfo().addKeyValue("file", file.getFileName()).log("the country database is back, unchanged");
            }
            problem = null;
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException failure) {
        String reason = failure.toString();
        if (!reason.equals(problem)) {
            problem = reason;
            failures.incrementAndGet();
            LOG.atWarn()
                    .addKeyValue("file", file.getFileName())
                    .addKeyValue("reason", reason)
                    .addKeyValue("countries", reader == null ? "unknown" : "as before")
                    .log("the country database (GEO_DB) cannot be read; tried again every 10 s");
        }
    }

    private Version version() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new IOException("not a regular file");
        }
        return new Version(attributes.size(), attributes.lastModifiedTime().toMillis(), attributes.fileKey());
    }

    /** In memory, a reader holds nothing that must be closed; a look-up may still use the one before. */
    private Reader read() throws IOException {
        try {
            return new Reader(file.toFile(), FileMode.MEMORY, new CHMCache());
        } catch (RuntimeException e) { // a damaged part of the file that describes it
            throw new IOException("not a country database", e);
        }
    }

    /** The ISO 3166 code of an address, or {@link #UNKNOWN}. */
    public String countryOf(InetAddress address) {
        Reader current = reader;
        try {
            CountryRecord found = current == null ? null : current.get(address, CountryRecord.class);
            return found == null ? UNKNOWN : code(found);
        } catch (IOException | RuntimeException e) {
            failures.incrementAndGet(); // a damaged record
            return UNKNOWN;
        }
    }

    private static String code(CountryRecord found) {
        String code = found.isoCode();
        return code != null && CODE.matcher(code).matches() ? code.intern() : UNKNOWN;
    }

    /** Whether the file cannot be read now, so that one read before is in use, or none. Any thread. */
    public boolean isStale() {
        return problem != null;
    }

    /** How often a changed file was read. Any thread. */
    public long reloads() {
        return reloads.get();
    }

    /** Files and records that could not be read. Any thread. */
    public long failures() {
        return failures.get();
    }
}
