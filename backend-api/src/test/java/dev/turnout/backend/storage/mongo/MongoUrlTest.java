package dev.turnout.backend.storage.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.mongodb.ConnectionString;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class MongoUrlTest {

    @Test
    void theTextNamesHostsAndDatabaseButNoPassword() {
        MongoUrl url = MongoUrl.parse("mongodb://ann:p%40ss@a.example:27017,b.example:27018/shop?replicaSet=rs0");

        assertThat(url.database()).isEqualTo("shop");
        assertThat(url.toString())
                .contains("a.example:27017,b.example:27018/shop")
                .doesNotContain("p%40ss")
                .doesNotContain("p@ss");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mongodb://", "mongodb://ann:secret@localhost:27017", "mongodb://ann:secret@:x/y"})
    void anAddressWithoutHostOrDatabaseIsRefused(String text) {
        assertThatThrownBy(() -> MongoUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "bogus=1, has the option 'bogus'",
        "tls=true&tsl=true, has the option 'tsl'",
        "tls=banana, has the option 'tls' with a wrong value",
        "retryWrites=, has the option 'retryWrites' with a wrong value",
        "tls=true&connectTimeoutMS=abc, has the option 'connectTimeoutMS' with a wrong value",
        "authMechanism=secret, has the option 'authMechanism' with a wrong value",
        "w=1;bogus=1, has the option 'bogus'",
    })
    void anOptionThatTheDriverWouldIgnoreIsRefused(String options, String reason) {
        for (String scheme : List.of("mongodb", "mongodb+srv")) {
            assertThatThrownBy(() -> MongoUrl.parse(
                            scheme + "://ann:secret@db.example.invalid/shop?" + options.replace(';', '&')))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(reason)
                    .hasMessageNotContaining("secret");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"replicaSet=rs0&tls=TRUE", "ssl=1", "j=true&wtimeout=5", "W=majority", "authSource=admin", ""})
    void anOptionOfTheDriverIsAccepted(String options) {
        assertThat(MongoUrl.parse("mongodb://ann:secret@localhost/shop?" + options)
                        .database())
                .isEqualTo("shop");
    }

    @Test
    void theOptionsAreThoseOfTheDriver() throws ReflectiveOperationException {
        Field names = ConnectionString.class.getDeclaredField("ALL_KEYS");
        names.setAccessible(true);

        assertThat(MongoOptions.NAMES).isEqualTo(names.get(null));
    }

    @Test
    void theBooleansAreThoseOfTheDriver() {
        Set<String> booleans = new TreeSet<>();
        Stream.of(MongoOptions.NAMES, MongoOptions.FORMER_NAMES)
                .flatMap(Set::stream)
                .filter(MongoUrlTest::isReadAsBoolean)
                .forEach(booleans::add);
        assertThat(booleans).isEqualTo(new TreeSet<>(MongoOptions.BOOLEANS));
    }

    /** Whether the driver logs that a word is no boolean. */
    private static boolean isReadAsBoolean(String name) {
        Logger logger = (Logger) LoggerFactory.getLogger("org.mongodb.driver.uri");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.setLevel(Level.WARN);
        logger.addAppender(log);
        try {
            ConnectionString unused = new ConnectionString("mongodb://localhost/shop?" + name + "=banana");
        } catch (IllegalArgumentException e) {
            return false;
        } finally {
            logger.detachAppender(log);
            logger.setLevel(null);
        }
        return log.list.stream().anyMatch(event -> event.getFormattedMessage().contains("unrecognized boolean"));
    }

    @ParameterizedTest
    @CsvSource({
        "'mongodb://a.invalid,localhost:27018/shop', mongodb://ann:x@127.0.0.1:27018/shop?tls=true, true",
        "mongodb://localhost/shop, mongodb://localhost:27017/shop, true",
        "mongodb://localhost/shop, mongodb://localhost:27018/shop, false",
        "mongodb://localhost/shop, mongodb://localhost/other, false",
    })
    void theSameDatabaseIsFoundWhateverUserAndOptionsAre(String one, String other, boolean same) {
        assertThat(MongoUrl.parse(one).isSameDatabase(MongoUrl.parse(other))).isEqualTo(same);
    }
}
