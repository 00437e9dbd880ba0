package dev.turnout.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomIdsTest {

    @Test
    void idsAreTwentyCharactersForUrlsAndNeverTheSame() {
        RandomIds ids = new RandomIds(new SecureRandom());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            String id = ids.next();
            assertThat(id).matches("[A-Za-z0-9_-]{20}");
            assertThat(seen.add(id)).isTrue();
        }
    }
}
