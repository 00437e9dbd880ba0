package dev.turnout.socket.cluster;

import io.lettuce.core.RedisCommandExecutionException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Describes for the log why Redis cannot be used, without addresses and passwords. */
final class RedisFailure {

    private static final int MAX_CAUSES = 20;
    private static final int MAX_REASON = 200;

    /** Redis answers an unknown command with its arguments, and those of AUTH are secret. */
    private static final String ARGUMENTS = ",? with args.*";

    private RedisFailure() {}

    /** The error with which Redis itself answered, for example {@code WRONGPASS …}. Empty if it did not answer. */
    static Optional<String> reply(Throwable failure, RedisSettings settings) {
        return causes(failure)
                .filter(RedisCommandExecutionException.class::isInstance)
                .map(error -> shown(String.valueOf(error.getMessage()), settings))
                .reduce((outer, inner) -> inner);
    }

    /** Whether Redis itself answered with an error. */
    static boolean isReply(@Nullable Throwable failure) {
        return failure != null && causes(failure).anyMatch(RedisCommandExecutionException.class::isInstance);
    }

    static String describe(Throwable failure, RedisSettings settings) {
        return reply(failure, settings)
                .orElseGet(() -> causes(failure)
                        .map(cause -> ofConnection(cause, settings))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElse("connection lost"));
    }

    /** Nothing has failed, and nothing has been answered. A Redis without TLS waits for more bytes of the handshake. */
    static String noAnswer(RedisSettings settings) {
        return isTls(settings) ? "no answer; rediss:// needs TLS at Redis" : "no answer";
    }

    private static boolean isTls(RedisSettings settings) {
        return settings.url().startsWith("rediss:");
    }

    private static Optional<String> ofConnection(Throwable cause, RedisSettings settings) {
        if (cause instanceof UnknownHostException) {
            return Optional.of("host name cannot be resolved");
        }
        // Those of Netty, Lettuce and Java have no class in common; Netty's one of a connect is a ConnectException.
        if (cause.getClass().getSimpleName().contains("Timeout")) {
            return Optional.of(isTls(settings) ? noAnswer(settings) : "timed out");
        }
        if (cause instanceof ConnectException) {
            return Optional.of("connection refused");
        }
        if (cause instanceof SSLException) {
            return Optional.of("TLS failed: " + cause.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        }
        return Optional.empty();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && causes.size() < MAX_CAUSES; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes.stream();
    }

    private static String shown(String message, RedisSettings settings) {
        String clean = message.replaceAll("(?s)" + ARGUMENTS, "").replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ");
        for (String secret : secrets(settings)) {
            clean = clean.replace(secret, "…");
        }
        return clean.substring(0, Math.min(clean.length(), MAX_REASON));
    }

    private static List<String> secrets(RedisSettings settings) {
        String credentials = URI.create(settings.url()).getUserInfo();
        return credentials == null
                ? List.of()
                : Stream.of(credentials.substring(credentials.indexOf(':') + 1))
                        .filter(secret -> !secret.isEmpty())
                        .toList();
    }
}
