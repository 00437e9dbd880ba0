package dev.turnout.engine.contract;

import dev.turnout.engine.contract.EachClient.Those;
import dev.turnout.testkit.clients.ClientKind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The clients of an {@link EachClient}. One that cannot even connect is asserted where connecting is promised; the rest
 * is not asked of it.
 */
final class ServedClients implements ArgumentsProvider, AnnotationConsumer<EachClient> {

    private static final String CONNECTING = "everyClientConnects";

    private Those those = Those.ALL;

    @Override
    public void accept(EachClient asked) {
        those = asked.value();
    }

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        boolean connecting = context.getRequiredTestMethod().getName().equals(CONNECTING);
        return those.kinds()
                .filter(kind -> connecting || canConnect(kind, context.getRequiredTestClass()))
                .map(Arguments::of);
    }

    /** Every client that the engine under test can serve. */
    static List<ClientKind> of(Class<?> contractTest) {
        return ClientKind.all().filter(kind -> canConnect(kind, contractTest)).toList();
    }

    private static boolean canConnect(ClientKind kind, Class<?> contractTest) {
        return KnownFault.of(contractTest)
                .noneMatch(fault -> fault.promises().contains(CONNECTING) && fault.shows(kind));
    }
}
