package dev.turnout.socket;

import dev.turnout.engine.NetworkObserver;
import dev.turnout.logging.OncePerMinute;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs, at most once a minute each, requests that were refused or attributed to the proxy because a setting is missing. */
final class ConfigurationHints implements NetworkObserver {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationHints.class);
    private static final int MAX_LOGGED_ORIGIN = 200;

    private final OncePerMinute repeatedLines;

    ConfigurationHints(OncePerMinute repeatedLines) {
        this.repeatedLines = repeatedLines;
    }

    @Override
    public void originRefused(String origin) {
        repeatedLines.log(
                "refused origin",
                times -> LOG.atWarn()
                        .addKeyValue("origin", printable(origin))
                        .addKeyValue("times", times)
                        .log("origin refused: add it to ALLOWED_ORIGIN"));
    }

    @Override
    public void forwardedForIgnored() {
        repeatedLines.log(
                "ignored X-Forwarded-For",
                times -> LOG.atWarn()
                        .addKeyValue("times", times)
                        .log(
                                "X-Forwarded-For ignored: the sender is not among TRUSTED_PROXIES, so its address is used as"
                                        + " the client's"));
    }

    private static String printable(String origin) {
        String visible = origin.replaceAll("[^!-~]", "?");
        return visible.length() > MAX_LOGGED_ORIGIN ? visible.substring(0, MAX_LOGGED_ORIGIN) + "..." : visible;
    }
}
