package dev.turnout.acceptance.kit;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.testkit.raw.RawConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real proxy with TLS in front of socket-servers and backend-api, with its file from {@code deploy/proxy}: only ports,
 * addresses and certificates are replaced.
 */
public final class ReverseProxy implements AutoCloseable {

    private static final Path CONFIGURATIONS = Path.of("..", "deploy", "proxy");

    private static final String HAPROXY_SERVERS =
            "    server socket-1 socket-1:8081 cookie 1\n    server socket-2 socket-2:8081 cookie 2";

    /** The proxies that have a file. */
    public enum Program {
        NGINX("nginx"),
        HAPROXY("haproxy"),
        CADDY("caddy");

        private final String command;

        Program(String command) {
            this.command = command;
        }

        public String command() {
            return command;
        }
    }

    private final TestCertificate certificate = TestCertificate.selfSigned();
    private final int port = FreePorts.next();
    private final Http http = certificate.http(port);
    private final SSLContext tls = certificate.trustingContext();
    private final Path folder;
    private final int maxConnections;
    private final Process process;

    /** @param socketPorts of the socket-servers */
    public ReverseProxy(Program program, List<Integer> socketPorts, int backendPort) {
        this(program, socketPorts, backendPort, 200, Path.of("target", "proxies"));
    }

    /**
     * @param maxConnections of HAProxy, which needs two open files for each
     * @param parent of the folder of its files
     */
    public ReverseProxy(Program program, List<Integer> socketPorts, int backendPort, int maxConnections, Path parent) {
        this.maxConnections = maxConnections;
        try {
            folder = Files.createTempDirectory(Files.createDirectories(parent.toAbsolutePath()), program.command());
            Path chain = folder.resolve("server.crt");
            Path key = folder.resolve("server.key");
            certificate.writeTo(chain, key);
            Files.writeString(folder.resolve("server.pem"), Files.readString(chain) + Files.readString(key));
            process = launch(program, socketPorts, backendPort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            eventually(() -> assertThat(accepts() || !process.isAlive()).isTrue());
        } catch (ConditionTimeoutException e) {
            close();
        }
        if (!process.isAlive()) {
            throw new IllegalStateException(program.command() + " did not start: " + log());
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    private Process launch(Program program, List<Integer> socketPorts, int backendPort) throws IOException {
        List<String> sockets =
                socketPorts.stream().map(each -> "127.0.0.1:" + each).toList();
        return switch (program) {
            case NGINX -> {
                String site = replaced(
                        "nginx.conf",
                        Map.of(
                                "listen 443 ssl;", "listen 127.0.0.1:" + port + " ssl;",
                                "127.0.0.1:8081", String.join("; server ", sockets),
                                "127.0.0.1:8080", "127.0.0.1:" + backendPort,
                                "/etc/turnout/tls/turnout.", folder + "/server."));
                String user = System.getProperty("user.name").equals("root") ? "user root;\n" : "";
                yield run(
                        user + "daemon off;\npid nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n"
                                + "client_body_temp_path t1;\nproxy_temp_path t2;\nfastcgi_temp_path t3;\n"
                                + "uwsgi_temp_path t4;\nscgi_temp_path t5;\n" + site + "}\n",
                        "nginx",
                        "-p",
                        folder + "/",
                        "-e",
                        "stderr",
                        "-c");
            }
            case HAPROXY ->
                run(
                        replaced(
                                "haproxy.cfg",
                                Map.of(
                                        "maxconn 100000",
                                        "maxconn " + maxConnections,
                                        "bind :80",
                                        "bind 127.0.0.1:" + FreePorts.next(),
                                        "bind :443",
                                        "bind 127.0.0.1:" + port,
                                        "/etc/haproxy/tls/turnout.pem",
                                        folder + "/server.pem",
                                        HAPROXY_SERVERS,
                                        haproxyServers(sockets),
                                        "backend-api:8080",
                                        "127.0.0.1:" + backendPort)),
                        "haproxy",
                        "-db",
                        "-f");
            case CADDY ->
                run(
                        "{\n\tadmin off\n\tauto_https disable_redirects\n}\n"
                                + replaced(
                                        "Caddyfile",
                                        Map.of(
                                                "turnout.example {",
                                                "https://127.0.0.1:" + port + " {\n\ttls server.crt server.key",
                                                "127.0.0.1:8081",
                                                String.join(" ", sockets),
                                                "127.0.0.1:8080",
                                                "127.0.0.1:" + backendPort)),
                        "caddy",
                        "run",
                        "--adapter",
                        "caddyfile",
                        "--config");
        };
    }

    private static String haproxyServers(List<String> sockets) {
        return IntStream.rangeClosed(1, sockets.size())
                .mapToObj(i -> "    server socket-" + i + " " + sockets.get(i - 1) + " cookie " + i)
                .collect(Collectors.joining("\n"));
    }

    private static String replaced(String file, Map<String, String> replacements) throws IOException {
        String text = Files.readString(CONFIGURATIONS.resolve(file));
        for (Map.Entry<String, String> each : replacements.entrySet()) {
            assertThat(text).as(file).contains(each.getKey());
            text = text.replace(each.getKey(), each.getValue());
        }
        return text;
    }

    /** The last argument is the configuration's path. */
    private Process run(String configuration, String... command) throws IOException {
        Path file = Files.writeString(folder.resolve("configuration"), configuration);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.command().add(file.toString());
        Map<String, String> environment = builder.environment();
        environment.put("PATH", environment.getOrDefault("PATH", "") + ":/usr/sbin");
        environment.put("HOME", folder.toString());
        environment.put("XDG_DATA_HOME", folder.toString());
        environment.put("XDG_CONFIG_HOME", folder.toString());
        // ProcessBuilder looks programs up in the path of this process, not in that of the new one.
        builder.command().set(0, Programs.path(command[0]));
        return builder.start();
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /**
     * A connection with TLS to this proxy.
     *
     * @param source the loopback address to connect from
     */
    public RawConnection connect(String source) {
        return RawConnection.from(source, port, 0).secured(tls);
    }

    /** What clients have to trust, as PEM. */
    public String authority() {
        return certificate.authority();
    }

    /** A GET or, with a body, a POST over TLS, with one header unless its name is empty. */
    public Http.Answer send(String path, String body, String headerName, String headerValue) {
        Http request = headerName.isEmpty() ? http : http.with(headerName, headerValue);
        return body.isEmpty() ? request.get(path) : request.post(path, body);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit().join();
    }
}
