package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.RedisProcess;
import dev.turnout.acceptance.kit.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Redis that cannot be used is named in the log with its own reason, and does not keep the server from starting. */
class RedisErrorsTest {

    private static final String PASSWORD = "guessed-password";

    @RegisterExtension
    final Product product = Product.withFakeBackend();

    private final RedisProcess redis = new RedisProcess();

    @AfterEach
    void close() {
        redis.close();
    }

    private ServerProcess start(String url) {
        product.socket("REDIS_URL", url);
        ServerProcess server = product.socketServer();
        assertThat(server.http().get("/health/ready").body()).contains("\"cluster\":\"degraded\"");
        return server;
    }

    private static String onRedis(String log) {
        return String.join(
                "\n", log.lines().filter(line -> line.contains("Redis")).toList());
    }

    @Test
    void aMissingPassword() {
        redis.command("CONFIG SET requirepass secret");
        assertThat(onRedis(start(redis.url()).log()))
                .containsPattern("reason=\"NOAUTH [^\"]*\".* msg=\"Redis cannot be used; this server counts alone");
    }

    @Test
    void aWrongPassword() {
        redis.command("CONFIG SET requirepass secret");
        ServerProcess server = start(redis.url().replace("//", "//:" + PASSWORD + "@"));
        assertThat(onRedis(server.log()))
                .containsPattern("reason=\"WRONGPASS [^\"]*\".* msg=\"Redis cannot be used; this server counts alone")
                .doesNotContain(PASSWORD, "127.0.0.1");
    }

    @Test
    void nobodyListens() {
        redis.kill();
        assertThat(onRedis(start(redis.url()).log()))
                .contains("reason=\"connection refused\"")
                .doesNotContain("127.0.0.1");
    }

    @Test
    void noTlsWhereItIsExpected() {
        assertThat(onRedis(start(redis.url().replace("redis://", "rediss://")).log()))
                .contains("reason=\"no answer; rediss:// needs TLS at Redis\"");
    }

    private ServerProcess startWithUser(String permissions) {
        assertThat(redis.command("ACL SETUSER viewer on >" + PASSWORD + " ~turnout:* &turnout:* " + permissions))
                .isEqualTo("+OK");
        product.socket("REDIS_URL", redis.url().replace("//", "//viewer:" + PASSWORD + "@"));
        return product.socketServer();
    }

    private static String permissionsInTheDocumentation() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "OPERATIONS.md"));
        Matcher list = Pattern.compile("`(\\+publish [^`]*)`").matcher(text);
        assertThat(list.find()).isTrue();
        return list.group(1).replaceAll("\\s+", " ");
    }

    @Test
    void theDocumentedPermissionsAreEnough() throws IOException {
        ServerProcess server = startWithUser(permissionsInTheDocumentation());
        // An XREAD without an entry, and what is asked after it.
        eventually(() -> {
            assertThat(server.http().get("/health/ready").body())
                    .contains("\"cluster\":\"connected\"")
                    .doesNotContain("\"epoch\":0");
        });
        eventually(() -> assertThat(redis.calls("xrevrange")).isGreaterThan(1));
        assertThat(onRedis(server.log())).isEmpty();
    }

    @Test
    void aUserThatMayNotDoWhatIsNeeded() throws IOException {
        product.shortMinutes();
        ServerProcess server = startWithUser(permissionsInTheDocumentation().replace("+eval", ""));
        product.viewer().joins(product.newAuction());
        eventually(() -> assertThat(onRedis(server.log()))
                .containsPattern("reason=\"NOPERM [^\"]*eval[^\"]*\".* msg=\"Redis answers with an error\"")
                .doesNotContain(PASSWORD));
        assertThat(server.http().get("/health/ready").body()).contains("\"cluster\":\"degraded\"");
        assertThat(server.metric("turnout_cluster_epoch_failed")).isOne();
        eventually(() -> assertThat(server.metric("turnout_cluster_minutes_unowned_total"))
                .isPositive());
        assertThat(server.metric("turnout_cluster_minutes_left_total")).isZero();
    }
}
