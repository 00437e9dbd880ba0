package dev.turnout.backend;

import dev.turnout.backend.migration.CopyException;
import dev.turnout.backend.migration.DatabaseCopy;
import dev.turnout.backend.storage.DatabaseUrl;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.StorageException;
import dev.turnout.backend.storage.mongo.MongoUrl;
import dev.turnout.backend.storage.postgres.PostgresUrl;
import dev.turnout.backend.storage.sqlite.SqliteFile;
import dev.turnout.process.DataDirectory;
import dev.turnout.process.ExitCode;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Copies one database into another, while no server uses either of them. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = {
            "Copies everything from one database into an empty one and compares both. Stop the server first.",
            "A copy that was interrupted is continued by starting it again. A DATABASE is one of",
            "  sqlite:FILE",
            "  postgres://user:password@host/name",
            "  mongodb://user:password@host/name"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.STOPPED + ":the target is equal to the source",
            ExitCode.COULD_NOT_START + ":a database cannot be used, the target has other data, or the copy differs",
            ExitCode.BAD_SETTINGS + ":invalid options"
        })
final class BackendApiMigrate implements Callable<Integer> {

    private static final String DATABASE = "DATABASE";

    @Option(
            names = "--from",
            required = true,
            paramLabel = DATABASE,
            converter = Address.class,
            description = "The source.")
    private @Nullable DatabaseUrl from;

    @Option(
            names = "--to",
            required = true,
            paramLabel = DATABASE,
            converter = Address.class,
            description = "The target.")
    private @Nullable DatabaseUrl to;

    @Option(
            names = "--retention-days",
            paramLabel = "DAYS",
            defaultValue = "90",
            description =
                    "RETENTION_DAYS of the server; the expiry that MongoDB as the target gets (default: ${DEFAULT-VALUE}).")
    private int retentionDays;

    @Spec
    private @Nullable CommandSpec spec;

    static final class Address implements ITypeConverter<DatabaseUrl> {
        @Override
        public DatabaseUrl convert(String text) {
            if (!SqliteFile.isOne(text) && !PostgresUrl.isOne(text) && !MongoUrl.isOne(text)) {
                throw new TypeConversionException("must begin with sqlite:, postgres:// or mongodb://");
            }
            try {
                return SqliteFile.isOne(text) ? SqliteFile.parse(text) : BackendApiConfig.database(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public Integer call() {
        if (from == null || to == null || spec == null) {
            throw new IllegalStateException("picocli sets the required options");
        }
        refuseTheSame(from, to, spec.commandLine());
        Duration retention = retention(spec.commandLine());
        PrintWriter out = spec.commandLine().getOut();
        try (Opened source = new Opened(from.storageToCopy(), locked(from, true));
                Opened target = new Opened(to.storage(retention), locked(to, false))) {
            source.storage().start();
            target.storage().start();
            DatabaseCopy.Totals totals =
                    new DatabaseCopy(source.storage(), target.storage(), line -> print(out, line)).run();
            print(
                    out,
                    "Copied and verified: " + totals.auctions() + " auctions (" + totals.unchanged()
                            + " of them were there), " + totals.snapshots() + " snapshots, " + totals.records()
                            + " other records, checksum " + totals.checksum());
            return ExitCode.STOPPED;
        } catch (IOException | CopyException | StorageException e) {
            spec.commandLine().getErr().println("backend-api does not migrate: " + e.getMessage());
            return ExitCode.COULD_NOT_START;
        }
    }

    private static void refuseTheSame(DatabaseUrl from, DatabaseUrl to, CommandLine command) {
        if (from.isSameDatabase(to)) {
            throw new ParameterException(command, "--from and --to are the same database");
        }
        if (from instanceof SqliteFile source && to instanceof SqliteFile target && source.isInSameDirectory(target)) {
            throw new ParameterException(
                    command, "--from and --to are files in the same directory: each needs a directory of its own");
        }
    }

    private Duration retention(CommandLine command) {
        if (retentionDays < 1 || retentionDays > BackendApiConfig.MAX_RETENTION_DAYS) {
            throw new ParameterException(
                    command, "--retention-days must be between 1 and " + BackendApiConfig.MAX_RETENTION_DAYS);
        }
        return Duration.ofDays(retentionDays);
    }

    private static void print(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }

    /** A storage, and the lock that keeps a server from using it. */
    private record Opened(Storage storage, Closeable lock) implements Closeable {
        @Override
        public void close() throws IOException {
            storage.close();
            lock.close();
        }
    }

    /** Locks the directory of a database file, so that no server uses the file meanwhile. */
    private static Closeable locked(DatabaseUrl url, boolean mustExist) throws IOException {
        if (!(url instanceof SqliteFile file)) {
            return () -> {};
        }
        if (mustExist && !Files.isRegularFile(file.path())) {
            throw new IOException("there is no file " + file.path());
        }
        Path absolute = file.path().toAbsolutePath();
        Path parent = absolute.getParent();
        Path name = absolute.getFileName();
        if (parent == null || name == null) {
            throw new IOException(absolute + " is not a file");
        }
        DataDirectory directory = DataDirectory.open(parent);
        Path unused = directory.privateFile(name.toString());
        return directory;
    }
}
