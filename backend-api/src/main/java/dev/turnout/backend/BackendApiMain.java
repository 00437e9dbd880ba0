package dev.turnout.backend;

import dev.turnout.backend.storage.StorageException;
import dev.turnout.process.ExitCode;
import dev.turnout.process.ServerCommand;
import dev.turnout.process.StopSignals;
import dev.turnout.settings.BadSettings;
import dev.turnout.settings.Settings;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads the settings, starts the server, and waits for a stop signal. */
@Command(
        name = "backend-api",
        description = "Stores the snapshots of socket-server, and serves the admin API, the dashboard and live pages.",
        subcommands = BackendApiMigrate.class)
public final class BackendApiMain extends ServerCommand {

    private static final int PROGRESS_EVERY = 100;

    @Option(
            names = "--reset-admin-password",
            description = "Set the admin's password to ADMIN_PASSWORD or a new one, end all sessions, and exit.")
    private boolean reset;

    @Option(
            names = "--rebuild-roll-ups",
            description = "Compute the hourly and daily roll-ups again from the stored snapshots, and exit.")
    private boolean rebuildRollUps;

    private final InstantSource clock;

    BackendApiMain(Map<String, String> environment, InstantSource clock) {
        super(environment);
        this.clock = clock;
    }

    public static void main(String[] args) {
        new BackendApiMain(System.getenv(), InstantSource.system()).runAndExit(args);
    }

    @Override
    protected int run(Settings settings) throws BadSettings, InterruptedException, ReflectiveOperationException {
        BackendApiConfig config = BackendApiConfig.read(settings);
        logWarnings(settings);
        try (BackendApi server = new BackendApi(config, clock)) {
            if (reset) {
                server.resetAdminPassword()
                        .ifPresentOrElse(this::print, () -> printLine("The admin's password is ADMIN_PASSWORD now"));
                return ExitCode.STOPPED;
            }
            if (rebuildRollUps) {
                server.rebuildRollUps(this::printProgress);
                return ExitCode.STOPPED;
            }
            warnOfOpenFiles(config.maxConnections());
            StopSignals signals = new StopSignals();
            signals.install();
            server.start(this::print);
            return awaitStop(signals);
        } catch (IOException | StorageException | JavalinException e) {
            err().println("backend-api does not start: " + e.getMessage());
            return ExitCode.COULD_NOT_START;
        }
    }

    private void printProgress(int done, int total) {
        if (done == total || done % PROGRESS_EVERY == 0) {
            printLine("Rebuilt the roll-ups of " + done + " of " + total + " auctions");
        }
    }

    private void print(String password) {
        printLine("Admin password (shown only now): " + password);
    }

    private void printLine(String line) {
        out().println(line);
        out().flush();
    }
}
