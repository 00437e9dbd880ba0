package dev.turnout.process;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGTERM and SIGINT: the first one ends {@link ServerCommand#awaitStop}, a second one ends the process at once.
 *
 * <p>A shutdown hook cannot distinguish a second signal from the first. {@code sun.misc.Signal} can, and the module
 * {@code jdk.unsupported} exports it; reflection avoids the compiler warning that cannot be suppressed.
 */
public final class StopSignals {

    private static final List<String> NAMES = List.of("TERM", "INT");

    private final CountDownLatch first = new CountDownLatch(1);

    /** @throws ReflectiveOperationException when the Java runtime lacks the module {@code jdk.unsupported} */
    public void install() throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Method handle = signal.getMethod("handle", signal, handlerType);
        InvocationHandler onCall = (proxy, method, args) -> {
            if (method.getName().equals("handle")) {
                received();
            }
            return null;
        };
        Object handler = Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, onCall);
        for (String name : NAMES) {
            Object unused =
                    handle.invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
        }
    }

    private void received() {
        if (first.getCount() == 0) {
            Runtime.getRuntime().halt(ExitCode.KILLED_BY_SECOND_SIGNAL);
        }
        first.countDown();
    }

    /** Waits for the first signal; false when there was none in this time. */
    boolean await(Duration time) throws InterruptedException {
        return first.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
