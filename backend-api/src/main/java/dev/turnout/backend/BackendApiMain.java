package dev.turnout.backend;

import dev.turnout.backend.storage.StorageException;
import dev.turnout.settings.Settings;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads the settings, starts the server, and waits for the signal to end. */
@Command(
        name = "backend-api",
        description = "Keeps the minutes that socket-server counts, and gives admins the switch and the numbers.",
        mixinStandardHelpOptions = true,
        versionProvider = BackendApiMain.Version.class)
public final class BackendApiMain implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final int WRONG_SETTINGS = 2;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings as NAME=value lines.")
    private @Nullable Path file;

    @Option(
            names = "--reset-admin-password",
            description = "Set the admin's password to ADMIN_PASSWORD or a new one, end all sessions, and exit.")
    private boolean reset;

    @Spec
    private @Nullable CommandSpec spec;

    private final Map<String, String> environment;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    BackendApiMain(Map<String, String> environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
    }

    public static void main(String[] args) {
        System.exit(commandLine(new BackendApiMain(System.getenv(), InstantSource.system()))
                .execute(args));
    }

    static CommandLine commandLine(BackendApiMain main) {
        CommandLine command = new CommandLine(main);
        command.getCommandSpec()
                .usageMessage()
                .footer(("%nSettings, as config/backend-api.env has them:%n%n"
                                + shippedSettings().replace("%", "%%"))
                        .split("\n", -1));
        return command;
    }

    @Override
    public Integer call() throws InterruptedException {
        BackendApiConfig config;
        try {
            config = BackendApiConfig.read(settings());
        } catch (BackendApiConfig.Wrong wrong) {
            err().println("backend-api does not start, because of its settings:");
            wrong.problems().forEach(problem -> err().println("  " + problem));
            return WRONG_SETTINGS;
        }
        BackendApi server = new BackendApi(config, clock);
        try {
            return reset ? reset(server) : run(server);
        } catch (StorageException | JavalinException e) {
            err().println("backend-api does not start: " + e.getMessage());
            return FAILED;
        }
    }

    private Settings settings() {
        return file == null ? Settings.of(environment) : Settings.of(environment, file);
    }

    private int reset(BackendApi server) {
        try (server) {
            show(server.resetAdminPassword());
            return 0;
        }
    }

    private void show(String password) {
        out().println("Admin password (shown only now): " + password);
        out().flush();
    }

    private int run(BackendApi server) throws InterruptedException {
        server.start(this::show);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        stopped.await();
        return 0;
    }

    private void stop(BackendApi server) {
        server.close();
        stopped.countDown();
    }

    private PrintWriter out() {
        return command().getOut();
    }

    private PrintWriter err() {
        return command().getErr();
    }

    private CommandLine command() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets this before it calls");
        }
        return spec.commandLine();
    }

    private static String shippedSettings() {
        try (InputStream in = BackendApiMain.class.getResourceAsStream("/backend-api.env")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = BackendApiMain.class.getPackage().getImplementationVersion();
            return new String[] {"backend-api " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
