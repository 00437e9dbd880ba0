package dev.turnout.backend.storage.mongo;

import com.mongodb.ConnectionString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The options of a connection string. The driver only logs a warning about an option that it does not have, and about a
 * boolean that is none, and connects without it; its own list of options is private.
 */
final class MongoOptions {

    /** In lower case, as the driver compares them. A test compares this list with the driver's. */
    static final Set<String> NAMES = Set.of(
            "appname",
            "authmechanism",
            "authmechanismproperties",
            "authsource",
            "compressors",
            "connecttimeoutms",
            "directconnection",
            "enableoverloadretargeting",
            "gssapiservicename",
            "heartbeatfrequencyms",
            "journal",
            "loadbalanced",
            "localthresholdms",
            "maxadaptiveretries",
            "maxconnecting",
            "maxidletimems",
            "maxlifetimems",
            "maxpoolsize",
            "maxstalenessseconds",
            "minpoolsize",
            "proxyhost",
            "proxypassword",
            "proxyport",
            "proxyusername",
            "readconcernlevel",
            "readpreference",
            "readpreferencetags",
            "replicaset",
            "retryreads",
            "retrywrites",
            "safe",
            "servermonitoringmode",
            "serverselectiontimeoutms",
            "sockettimeoutms",
            "srvallowedhostssuffix",
            "srvmaxhosts",
            "srvservicename",
            "ssl",
            "sslinvalidhostnameallowed",
            "timeoutms",
            "tls",
            "tlsallowinvalidhostnames",
            "tlsinsecure",
            "uuidrepresentation",
            "w",
            "waitqueuetimeoutms",
            "wtimeoutms",
            "zlibcompressionlevel");

    /** Former names that the driver still reads. */
    static final Set<String> FORMER_NAMES = Set.of("j", "wtimeout");

    static final Set<String> BOOLEANS = Set.of(
            "directconnection",
            "enableoverloadretargeting",
            "j",
            "journal",
            "loadbalanced",
            "retryreads",
            "retrywrites",
            "safe",
            "ssl",
            "sslinvalidhostnameallowed",
            "tls",
            "tlsallowinvalidhostnames",
            "tlsinsecure");

    /** Those that the driver reads as booleans, some with a warning. */
    private static final Set<String> BOOLEAN_VALUES = Set.of("true", "false", "yes", "no", "1", "0");

    private MongoOptions() {}

    /**
     * @param text a connection string that the driver accepts
     * @throws IllegalArgumentException with the name of an option that the driver would ignore
     */
    static void check(String text) {
        for (String option : options(text)) {
            String name = name(option);
            String key = name.toLowerCase(Locale.ROOT);
            if (!NAMES.contains(key) && !FORMER_NAMES.contains(key)) {
                throw new IllegalArgumentException(
                        "has the option '" + name + "', which the driver of MongoDB does not have");
            }
            String value = option.substring(option.indexOf('=') + 1).toLowerCase(Locale.ROOT);
            if (BOOLEANS.contains(key) && !BOOLEAN_VALUES.contains(value)) {
                throw new IllegalArgumentException(
                        "has the option '" + name + "' with a wrong value; valid are true, false");
            }
        }
    }

    /**
     * The option because of which the driver refuses a connection string: without it the string is accepted. Empty when
     * there is no such option.
     */
    static Optional<String> refused(String text) {
        List<String> options = options(text);
        for (int i = 0; i < options.size(); i++) {
            List<String> others = new ArrayList<>(options);
            String option = others.remove(i);
            if (isAccepted(text.substring(0, start(text)) + String.join("&", others))) {
                return Optional.of(name(option));
            }
        }
        return Optional.empty();
    }

    private static boolean isAccepted(String text) {
        try {
            // not with mongodb+srv, for which the driver asks the DNS
            ConnectionString unused = new ConnectionString(text.replaceFirst("^mongodb\\+srv:", "mongodb:"));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<String> options(String text) {
        return Arrays.stream(text.substring(start(text)).split("[&;]"))
                .filter(option -> !option.isEmpty())
                .toList();
    }

    /** Index after the question mark; the length when there is none. */
    private static int start(String text) {
        int path = text.indexOf('/', text.indexOf("://") + "://".length());
        int mark = text.indexOf('?', Math.max(path, 0));
        return mark < 0 ? text.length() : mark + 1;
    }

    private static String name(String option) {
        int equals = option.indexOf('=');
        return equals < 0 ? option : option.substring(0, equals);
    }
}
