package dev.turnout.acceptance.kit;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** A real redis-server on a free port, without persistence. */
public final class RedisProcess implements AutoCloseable {

    private final int port = FreePorts.next();
    private Process process;

    public RedisProcess() {
        process = launch();
        awaitReady();
    }

    private Process launch() {
        try {
            return new ProcessBuilder(List.of(
                            "redis-server",
                            "--port",
                            String.valueOf(port),
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            "",
                            "--appendonly",
                            "no"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("redis-server is not installed: run scripts/setup", e);
        }
    }

    private void awaitReady() {
        eventually(() -> assertThat(command("PING")).isEqualTo("+PONG"));
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    /** Sends one inline command; the first line of the answer. */
    public String command(String command) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            return String.valueOf(
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                            .readLine());
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** How often a command was executed since the start; those that were refused do not count. */
    public long calls(String command) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("INFO commandstats\r\nQUIT\r\n".getBytes(StandardCharsets.UTF_8));
            String statistics = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Pattern.compile("cmdstat_" + command + ":calls=(\\d+)")
                    .matcher(statistics)
                    .results()
                    .mapToLong(calls -> Long.parseLong(calls.group(1)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts again at the same port, empty. */
    public void restart() {
        process = launch();
        awaitReady();
    }

    @Override
    public void close() {
        kill();
    }
}
