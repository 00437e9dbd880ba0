package dev.turnout.socket;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * SIGTERM and SIGINT: the first one asks the server to stop, a second one ends the process at once.
 *
 * <p>A shutdown hook could not tell a second signal from the first. {@code sun.misc.Signal} can, and is open to all
 * (module {@code jdk.unsupported}), but naming it in the source is a compiler warning that cannot be switched off.
 */
final class StopSignals {

    private static final List<String> NAMES = List.of("TERM", "INT");
    private static final int ENDED_BY_SIGNAL = 130;

    private final CountDownLatch first = new CountDownLatch(1);

    /** @throws ReflectiveOperationException when this Java has been built without {@code jdk.unsupported} */
    void install() throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Method handle = signal.getMethod("handle", signal, handlerType);
        InvocationHandler onCall = (proxy, method, args) -> {
            if (method.getName().equals("handle")) {
                arrived();
            }
            return null;
        };
        Object handler = Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, onCall);
        for (String name : NAMES) {
            Object unused =
                    handle.invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
        }
    }

    private void arrived() {
        if (first.getCount() == 0) {
            Runtime.getRuntime().halt(ENDED_BY_SIGNAL);
        }
        first.countDown();
    }

    void await() throws InterruptedException {
        first.await();
    }
}
