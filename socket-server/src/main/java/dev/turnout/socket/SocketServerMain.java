package dev.turnout.socket;

import dev.turnout.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads the settings, starts the server, and waits until it is asked to stop. */
@Command(
        name = "socket-server",
        description = "Counts the audiences of live auctions and tells them, and the backend, how many they are.",
        mixinStandardHelpOptions = true,
        versionProvider = SocketServerMain.Version.class,
        footerHeading = "%nSettings, from the environment or the file given with --config:%n%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:stopped as asked", " 1:could not start", " 2:wrong options or settings"})
public final class SocketServerMain implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(SocketServerMain.class);
    private static final int COULD_NOT_START = 1;
    private static final int BAD_SETTINGS = 2;
    private static final int HELP_WIDTH = 120;

    @Option(names = "--config", paramLabel = "FILE", description = "Lines of NAME=value; the environment wins.")
    private @Nullable Path config;

    private SocketServerMain() {}

    public static void main(String[] args) {
        CommandLine commandLine = new CommandLine(new SocketServerMain());
        commandLine
                .getCommandSpec()
                .usageMessage()
                .width(HELP_WIDTH)
                .footer(shippedSettings().split("\n", -1));
        System.exit(commandLine.execute(args));
    }

    @Override
    public Integer call() throws InterruptedException, ReflectiveOperationException {
        Settings settings = config == null ? Settings.of(System.getenv()) : Settings.of(System.getenv(), config);
        try {
            return run(SocketServerConfig.read(settings));
        } catch (BadSettings e) {
            System.err.println(e.getMessage());
            return BAD_SETTINGS;
        }
    }

    private static int run(SocketServerConfig config) throws InterruptedException, ReflectiveOperationException {
        StopSignals signals = new StopSignals();
        signals.install();
        SocketServer server = new SocketServer(config, InstantSource.system(), System::nanoTime);
        try {
            server.start();
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("host", config.listening().host())
                    .addKeyValue("port", config.listening().port())
                    .addKeyValue("data_dir", config.dataDir())
                    .log("could not start: {}", e.getMessage());
            server.close();
            return COULD_NOT_START;
        }
        signals.await();
        server.close();
        return 0;
    }

    private static String shippedSettings() {
        try (var file = SocketServerMain.class.getResourceAsStream("/socket-server.env")) {
            return file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8).replace("%", "%%");
        } catch (IOException e) {
            return "";
        }
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = SocketServerMain.class.getPackage().getImplementationVersion();
            return new String[] {"socket-server " + (version == null ? "(not packaged)" : version)};
        }
    }
}
