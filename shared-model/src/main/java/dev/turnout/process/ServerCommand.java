package dev.turnout.process;

import dev.turnout.settings.BadSettings;
import dev.turnout.settings.Settings;
import dev.turnout.thread.ScheduledOwnerThread;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command line of a server: {@code --config}, {@code --help} with every setting, {@code --version}. A subclass names
 * itself with {@link Command}; its class path holds {@code /<name>.env} with every setting.
 */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = ServerCommand.Version.class,
        footerHeading = "%nSettings, from the environment or from the file given with --config:%n%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.STOPPED + ":stopped by a signal",
            ExitCode.COULD_NOT_START + ":could not start",
            ExitCode.BAD_SETTINGS + ":invalid options or settings",
            ExitCode.FAILED + ":ended by an error, which was logged",
            ExitCode.KILLED_BY_SECOND_SIGNAL + ":ended at once by a second signal"
        })
public abstract class ServerCommand implements Callable<Integer> {

    private static final int HELP_WIDTH = 120;
    private static final Duration JAR_CHECK = Duration.ofSeconds(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Lines of NAME=value; the environment takes precedence.")
    private @Nullable Path file;

    @Spec
    private @Nullable CommandSpec spec;

    private final Map<String, String> environment;

    /** Made and checked once before the start: an overwritten jar has no class any more that was not used before. */
    private final Optional<RunningJar> jar;

    protected ServerCommand(Map<String, String> environment) {
        this.environment = environment;
        jar = RunningJar.of(getClass()).filter(running -> !running.wasOverwritten());
    }

    public final CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(this);
        commandLine
                .getCommandSpec()
                .usageMessage()
                .width(HELP_WIDTH)
                .footer(shippedSettings(commandLine.getCommandName())
                        .replace("%", "%%")
                        .split("\n", -1));
        return commandLine;
    }

    /**
     * Runs the command and ends the process, also after an error that nothing handles: threads of libraries would keep a
     * process alive that does not serve any more.
     */
    protected final void runAndExit(String[] args) {
        int exitCode = ExitCode.FAILED;
        try {
            exitCode = commandLine().execute(args);
        } catch (Error e) {
            try {
                logOverwrittenJar();
                LoggerFactory.getLogger(getClass()).error("ended by an error", e);
            } finally {
                Runtime.getRuntime().halt(ExitCode.FAILED);
            }
        }
        System.exit(exitCode);
    }

    @Override
    public final Integer call() throws Exception {
        Settings settings = file == null ? Settings.of(environment) : Settings.of(environment, file);
        try {
            return run(settings);
        } catch (BadSettings e) {
            err().println(command().getCommandName() + " does not start: " + e.getMessage());
            return ExitCode.BAD_SETTINGS;
        }
    }

    /**
     * Runs the server until it has stopped.
     *
     * @return the exit code
     */
    protected abstract int run(Settings settings) throws Exception;

    /** Logs what is allowed but probably a mistake. */
    protected final void logWarnings(Settings settings) {
        Logger log = LoggerFactory.getLogger(getClass());
        settings.warnings().forEach(warning -> log.atWarn().log("setting: {}", warning));
    }

    /**
     * Logs a warning when this process may open fewer files than its connections need.
     *
     * @param maxConnections value of MAX_CONNECTIONS; 0 for no limit
     */
    protected final void warnOfOpenFiles(int maxConnections) {
        Logger log = LoggerFactory.getLogger(getClass());
        OpenFiles.limit().stream()
                .mapToObj(limit -> OpenFiles.warning(limit, maxConnections))
                .flatMap(Optional::stream)
                .forEach(log::warn);
    }

    /**
     * Waits for a stop signal, or until the jar was overwritten: then requests hang, threads fail again and again, and even
     * health has no answer. From its return on the process has half a minute to stop, and is ended after that.
     *
     * @return the exit code
     */
    protected final int awaitStop(StopSignals signals) throws InterruptedException {
        int exitCode = ExitCode.STOPPED;
        boolean signalled = signals.await(JAR_CHECK);
        while (!signalled && exitCode == ExitCode.STOPPED) {
            if (logOverwrittenJar()) {
                exitCode = ExitCode.FAILED;
            } else {
                signalled = signals.await(JAR_CHECK);
            }
        }
        new ScheduledOwnerThread("stop limit")
                .after(STOP_LIMIT, () -> Runtime.getRuntime().halt(ExitCode.FAILED));
        return exitCode;
    }

    private boolean logOverwrittenJar() {
        Optional<RunningJar> overwritten = jar.filter(RunningJar::wasOverwritten);
        overwritten.ifPresent(file -> LoggerFactory.getLogger(getClass())
                .atError()
                .addKeyValue("file", file)
                .log("the jar was overwritten while the server runs, so it stops: start it again, and put the next"
                        + " jar in place with mv"));
        return overwritten.isPresent();
    }

    protected final PrintWriter out() {
        return command().getOut();
    }

    protected final PrintWriter err() {
        return command().getErr();
    }

    private CommandLine command() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the field before it calls the command");
        }
        return spec.commandLine();
    }

    private String shippedSettings(String name) {
        try (InputStream in = getClass().getResourceAsStream("/" + name + ".env")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static final class Version implements IVersionProvider {

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public String[] getVersion() {
            if (spec == null) {
                throw new IllegalStateException("picocli sets the field before it reads the version");
            }
            String version = spec.userObject().getClass().getPackage().getImplementationVersion();
            return new String[] {spec.name() + " " + (version == null ? "(not packaged)" : version)};
        }
    }
}
