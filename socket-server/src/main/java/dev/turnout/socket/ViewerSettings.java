package dev.turnout.socket;

import dev.turnout.settings.Settings;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.gateway.ViewerTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How viewers are counted and identified. Printing it shows no secret.
 *
 * @param salt of the hashes of viewer keys; empty for one that is made once and kept in the data directory
 * @param tokenSecrets empty when clients identify their viewers themselves
 * @param lobbyWatches auctions that the lobby watches, summed over the different sets of them
 * @param countries file with the country of each address; empty when countries are not looked up
 */
record ViewerSettings(
        CountBy countBy, Secret salt, List<Secret> tokenSecrets, int lobbyWatches, Optional<Path> countries) {

    private static final int SHORTEST_SALT = 16;

    /** A text that is not printed. */
    record Secret(String text) {
        @Override
        public String toString() {
            return text.isEmpty() ? "(none)" : "(secret)";
        }
    }

    static ViewerSettings read(Settings settings) {
        CountBy countBy = settings.parsed("COUNT_BY", CountBy.SESSIONS, ViewerSettings::countBy);
        Secret salt = settings.parsed("VIEWER_HASH_SALT", new Secret(""), ViewerSettings::salt);
        List<Secret> secrets = settings.parsed("VIEWER_JWT_SECRET", List.of(), ViewerSettings::secrets);
        int lobbyWatches = settings.integer("LOBBY_WATCHES", 5_000_000, 0, 100_000_000);
        Optional<Path> countries = settings.parsed("GEO_DB", Optional.empty(), text -> Optional.of(file(text)));
        return new ViewerSettings(countBy, salt, secrets, lobbyWatches, countries);
    }

    private static Path file(String text) {
        Path file = Path.of(text);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IllegalArgumentException("'" + text + "' is not a file that can be read");
        }
        return file;
    }

    private static CountBy countBy(String text) {
        return Arrays.stream(CountBy.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not one of sessions, viewers"));
    }

    private static Secret salt(String text) {
        if (text.length() < SHORTEST_SALT) {
            throw new IllegalArgumentException("must have at least " + SHORTEST_SALT + " characters");
        }
        return new Secret(text);
    }

    private static List<Secret> secrets(String text) {
        List<String> secrets = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(secret -> !secret.isEmpty())
                .toList();
        if (secrets.isEmpty() || secrets.size() > 2) {
            throw new IllegalArgumentException("must be one secret, or two while one replaces the other");
        }
        Object unused = new ViewerTokens(secrets, () -> Instant.EPOCH);
        return secrets.stream().map(Secret::new).toList();
    }

    Optional<ViewerTokens> tokens(InstantSource clock) {
        return tokenSecrets.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ViewerTokens(tokenSecrets.stream().map(Secret::text).toList(), clock));
    }

    /** Reads the salt's file, or makes it, when no salt is configured; blocks on the disk. */
    String hashSalt(Path dataDir) throws IOException {
        return salt.text().isEmpty() ? SaltFile.in(dataDir).read() : salt.text();
    }
}
