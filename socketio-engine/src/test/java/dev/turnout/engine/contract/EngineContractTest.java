package dev.turnout.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.Engines;
import dev.turnout.testkit.clients.ClientKind;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What any engine behind the API promises, asked with the real clients. The promises stand in the interfaces; what an
 * engine does not keep stands in its {@link KnownFaults}.
 */
@ExtendWith(FaultsAreReal.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class EngineContractTest
        implements HandshakePromises,
                EventPromises,
                OrderPromises,
                RoomPromises,
                LeavingPromises,
                RecoveryPromises,
                OriginPromises,
                PlainHttpPromises,
                BrowserPromises,
                LifePromises {

    private final Stage stage;

    EngineContractTest(Engines engine) {
        stage = new Stage(engine, ServedClients.of(getClass()));
    }

    @Override
    public Stage stage() {
        return stage;
    }

    @AfterEach
    void clearTheStage() {
        stage.close();
    }

    @Test
    void everyKnownFaultNamesAPromise() {
        List<String> promises =
                Arrays.stream(getClass().getMethods()).map(Method::getName).toList();
        assertThat(KnownFault.of(getClass())).allSatisfy(fault -> {
            assertThat(promises).containsAll(fault.promises());
            assertThat(Stream.concat(
                            Stream.of(fault.shows(null)), ClientKind.all().map(fault::shows)))
                    .contains(true);
        });
    }
}
