package dev.turnout.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloseReasonTest {

    @ParameterizedTest
    @EnumSource(CloseReason.class)
    void aSessionThatCanBeRecoveredIsOneWhoseClientReconnects(CloseReason reason) {
        assertThat(reason.isRecoverable()).isIn(false, reason.mayReconnect());
    }

    @ParameterizedTest
    @EnumSource(CloseReason.class)
    void theCloseCodeIsOneThatAServerMaySend(CloseReason reason) {
        assertThat(reason.closeCode()).isIn(1000, 1001, 1002, 1008, 1009);
    }

    @Test
    void onlyADisconnectFromTheNamespacePreventsReconnection() {
        assertThat(Arrays.stream(CloseReason.values()).filter(reason -> !reason.mayReconnect()))
                .containsExactly(CloseReason.CLIENT_NAMESPACE_DISCONNECT, CloseReason.SERVER_NAMESPACE_DISCONNECT);
    }

    @Test
    void eachReasonHasATextOfItsOwn() {
        assertThat(Arrays.stream(CloseReason.values()).map(CloseReason::text)).doesNotHaveDuplicates();
    }
}
