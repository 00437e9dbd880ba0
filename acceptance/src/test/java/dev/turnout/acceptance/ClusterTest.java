package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.JarRun;
import dev.turnout.acceptance.kit.NotYet;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Several nodes as one, over Redis; backend-api over PostgreSQL and MongoDB. */
class ClusterTest {

    @Test
    @NotYet("several socket-servers as one with REDIS_URL")
    void aRedisUrlIsASettingOfSocketServer() {
        assertThat(JarRun.of("socket-server", Map.of(), "--help").output()).contains("REDIS_URL=");
    }

    @Test
    @NotYet("PostgreSQL and MongoDB with DATABASE_URL")
    void aDatabaseUrlIsASettingOfBackendApi() {
        assertThat(JarRun.of("backend-api", Map.of(), "--help").output()).contains("DATABASE_URL=");
    }
}
