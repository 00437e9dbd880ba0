package dev.turnout.backend.migration;

import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.StorageException;
import dev.turnout.backend.storage.StoredSnapshot;
import dev.turnout.backend.storage.Transfer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A storage whose {@link Transfer#keepAll} fails or loses a part. */
final class FailingStorage {

    private FailingStorage() {}

    /** The database fails when so many batches are stored. */
    static Storage afterBatches(Storage storage, int batches) {
        AtomicInteger stored = new AtomicInteger();
        return with(storage, batch -> {
            if (stored.getAndIncrement() == batches) {
                throw new StorageException("the database failed");
            }
            return batch;
        });
    }

    static Storage losingASnapshot(Storage storage) {
        return with(storage, batch -> batch.isEmpty() ? batch : batch.subList(1, batch.size()));
    }

    private static Storage with(Storage storage, UnaryOperator<List<StoredSnapshot>> change) {
        Transfer transfer = proxy(Transfer.class, (method, arguments) -> {
            if (method.getName().equals("keepAll")) {
                @SuppressWarnings("unchecked")
                List<StoredSnapshot> batch = (List<StoredSnapshot>) arguments[1];
                arguments[1] = change.apply(batch);
            }
            return method.invoke(storage.transfer(), arguments);
        });
        return proxy(
                Storage.class,
                (method, arguments) ->
                        method.getName().equals("transfer") ? transfer : method.invoke(storage, arguments));
    }

    private interface Call {
        Object run(Method method, Object[] arguments) throws ReflectiveOperationException;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return call.run(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
