package dev.turnout.backend.storage.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
}
