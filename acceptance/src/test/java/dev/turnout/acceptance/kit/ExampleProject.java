package dev.turnout.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A copy of one of the projects in {@code examples/} that installs the kit from the server under test. */
public final class ExampleProject {

    private static final String DEFAULT_SERVER = "http://localhost:8081";

    private final Path folder;

    private ExampleProject(Path folder) {
        this.folder = folder;
    }

    /** Installs the packages: the kit from this server, others from the npm registry or npm's cache. */
    public static ExampleProject installed(String name, ServerProcess server) {
        try {
            Path root = Files.createDirectories(Path.of("target", "examples").toAbsolutePath());
            Path folder = Files.createTempDirectory(root, name + "-");
            copy(Path.of("..", "examples", name), folder);
            Path manifest = folder.resolve("package.json");
            Files.writeString(manifest, Files.readString(manifest).replace(DEFAULT_SERVER, server.url()));
            ExampleProject project = new ExampleProject(folder);
            project.runs("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error");
            return project;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path inside = from.relativize(file);
                if (!inside.startsWith("node_modules") && !inside.startsWith("dist")) {
                    Path target = to.resolve(inside.toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
    }

    /** Checks the types and builds; the folder with the built page, which may be served below any path. */
    public Path built() {
        runs("npm", "run", "--silent", "typecheck");
        runs("npm", "run", "--silent", "build", "--", "--base", "./", "--logLevel", "error");
        return folder.resolve("dist");
    }

    /** Evaluates an ES module in Node, with the packages of this project; its output. */
    public String evaluates(String module) {
        return runs("node", "--input-type=module", "--eval", module);
    }

    private String runs(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as("%s: %s", String.join(" ", command), output)
                    .isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
