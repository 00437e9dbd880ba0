package dev.turnout.socket;

import dev.turnout.process.ExitCode;
import dev.turnout.process.ServerCommand;
import dev.turnout.process.StopSignals;
import dev.turnout.settings.BadSettings;
import dev.turnout.settings.Settings;
import java.io.IOException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** Reads the settings, starts the server, and waits for a stop signal. */
@Command(
        name = "socket-server",
        description = "Counts the live audiences of auctions, broadcasts the counts and reports them to backend-api.")
public final class SocketServerMain extends ServerCommand {

    private static final Logger LOG = LoggerFactory.getLogger(SocketServerMain.class);

    private SocketServerMain() {
        super(System.getenv());
    }

    public static void main(String[] args) {
        new SocketServerMain().runAndExit(args);
    }

    @Override
    protected int run(Settings settings) throws BadSettings, InterruptedException, ReflectiveOperationException {
        SocketServerConfig config = SocketServerConfig.read(settings);
        logWarnings(settings);
        warnOfOpenFiles(config.limits().maxConnections());
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
            return ExitCode.COULD_NOT_START;
        }
        int exitCode = awaitStop(signals);
        server.close();
        return exitCode;
    }
}
