package dev.turnout.testkit.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A Chromium whose hidden tabs are hidden: without Playwright, which makes each page believe that it is visible. Timers of
 * a tab that has been hidden for some seconds (for a user it takes five minutes) run once a minute. Pages report to the
 * test by requests.
 */
public final class ThrottlingChromium implements AutoCloseable {

    private static final int START_SECONDS = 60;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path profile;
    private final Process process;
    private final String debugger;

    private ThrottlingChromium(Path profile, Process process, String debugger) {
        this.profile = profile;
        this.process = process;
        this.debugger = debugger;
    }

    public static ThrottlingChromium start() {
        try {
            Path profile = Files.createTempDirectory("turnout-chromium-");
            List<String> command = new ArrayList<>();
            command.add(Chromium.executable().toString());
            command.addAll(Chromium.FLAGS);
            command.addAll(List.of(
                    "--headless=new",
                    "--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/1",
                    "--remote-debugging-port=0",
                    "--user-data-dir=" + profile,
                    "about:blank"));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("TMPDIR", profile.toString()); // a killed browser leaves its files
            Process process = builder.start();
            return new ThrottlingChromium(profile, process, "http://127.0.0.1:" + debuggerPort(profile));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String debuggerPort(Path profile) throws IOException {
        Path file = profile.resolve("DevToolsActivePort");
        Awaitility.await()
                .pollInSameThread()
                .atMost(START_SECONDS, TimeUnit.SECONDS)
                .until(() -> Files.isRegularFile(file) && Files.size(file) > 0);
        return Files.readAllLines(file).get(0);
    }

    /** Opens a page in a new tab, in front of the tab that was opened before, which is hidden from then on. */
    public void opensInFront(String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(debugger + "/json/new?" + url))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            int status =
                    HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new IllegalStateException("no tab for " + url + ": " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            profile.toFile().deleteOnExit(); // a process of the browser was still writing
        }
    }
}
