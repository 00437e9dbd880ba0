package dev.turnout.engine.contract;

import dev.turnout.testkit.clients.ClientKind;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Promises of the contract that an engine does not keep. The test of each must fail, and with these words; when it does
 * not, the fault is gone and has to be taken off the list.
 */
interface KnownFault {

    String name();

    /** The methods of the contract that show it every time. */
    Set<String> promises();

    /** With which clients; null stands for a test without a client of its own. */
    boolean shows(@Nullable ClientKind kind);

    /** What the failed test says. */
    String symptom();

    /** Whether any other promise may run into it now and then with this client, and wait for something in vain. */
    boolean lurks(@Nullable ClientKind kind);

    /** The known faults of the engine that a contract test is about. */
    static Stream<KnownFault> of(Class<?> contractTest) {
        KnownFaults known = contractTest.getAnnotation(KnownFaults.class);
        return known == null ? Stream.empty() : Arrays.stream(known.value().getEnumConstants());
    }
}
