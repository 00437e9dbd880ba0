package dev.turnout.testkit.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Prepares {@code scripts/fuzz}: writes a target's seeds to files, prints the name of its class. */
public final class Seeds {

    private Seeds() {}

    /**
     * @param all the targets of a module
     * @param args the target, the folder for its seeds
     */
    public static void write(Stream<FuzzTarget> all, String... args) throws IOException {
        FuzzTarget target = all.filter(each -> each.name().equals(args[0]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no target " + args[0]));
        Path folder = Files.createDirectories(Path.of(args[1]));
        List<byte[]> seeds = target.seeds();
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(folder.resolve("seed-" + i), seeds.get(i));
        }
        System.out.println(target.type().getName());
    }
}
