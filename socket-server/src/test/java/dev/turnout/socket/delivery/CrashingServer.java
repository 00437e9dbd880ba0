package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionMinute;
import dev.turnout.model.InternalKeys;
import dev.turnout.socket.delivery.DeliveryConfig.OutboxLimits;
import dev.turnout.socket.delivery.DeliveryConfig.SendingLimits;
import dev.turnout.socket.delivery.OutboxCommands.Command;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * A process that samples and delivers, and halts at a given point. Prints what it has drafted and what is committed.
 *
 * <p>Arguments: directory, port of the backend, name of the run, number of minutes, point of the crash, how often that
 * point is passed before.
 */
final class CrashingServer {

    static final int AUCTIONS = 5;
    static final int KILLED = 137;

    enum Point {
        NOWHERE,
        SAMPLED_NOT_WRITTEN,
        WRITTEN_NOT_COMMITTED,
        COMMITTED,
        COMMITTED_NOT_SENT,
        SENT_NOT_ANSWERED,
        ANSWERED_NOT_RECORDED
    }

    private static final SendingLimits QUICK = SendingLimits.DEFAULT
            .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(5))
            .withMaxConcurrentRequests(4)
            .withBackoff(Duration.ofMillis(5), Duration.ofMillis(50))
            .withLongestRetryAfter(Duration.ofSeconds(1));

    private final Point point;
    private final AtomicInteger left;

    private CrashingServer(Point point, int passes) {
        this.point = point;
        this.left = new AtomicInteger(passes);
    }

    public static void main(String[] args) throws IOException {
        CrashingServer server = new CrashingServer(Point.valueOf(args[4]), Integer.parseInt(args[5]));
        server.run(Path.of(args[0]), Integer.parseInt(args[1]), args[2], Integer.parseInt(args[3]));
    }

    private void run(Path directory, int port, String run, int minutes) throws IOException {
        DeliveryConfig config = new DeliveryConfig(
                directory,
                URI.create("http://127.0.0.1:" + port),
                InternalKeys.parse("k3y-for-these-tests"),
                OutboxLimits.DEFAULT,
                QUICK);
        SnapshotDelivery delivery = new SnapshotDelivery(
                config, InstantSource.fixed(Minutes.BEGIN), new Random(1), this::connect, client(config.backend()));
        delivery.start();
        for (int minute = 0; minute < minutes; minute++) {
            live(delivery, run, minute);
        }
        await(() -> delivery.counters().waiting() == 0);
        delivery.close(Duration.ofSeconds(10));
        DeliveryCounters counts = delivery.counters();
        System.out.printf(
                "counters sampled=%d, posted=%d, waiting=%d, setAside=%d, dropped=%d%n",
                counts.sampled(),
                counts.posted(),
                counts.waiting(),
                counts.setAside(),
                counts.snapshots().dropped());
    }

    private void live(SnapshotDelivery delivery, String run, int minute) {
        delivery.draft(sampled(run, minute, 11));
        awaitStored(delivery);
        System.out.println("drafted " + run + " " + minute);
        pass(Point.SAMPLED_NOT_WRITTEN);
        delivery.append(sampled(run, minute, 12));
        awaitStored(delivery);
        System.out.println("kept " + run + " " + minute);
    }

    /** A later task of the same thread has run, so what was handed over before is committed. */
    private static void awaitStored(SnapshotDelivery delivery) {
        delivery.answer(Command.REPORT).toCompletableFuture().join();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    static List<AuctionMinute> sampled(String run, int minute, int samples) {
        return IntStream.range(0, AUCTIONS)
                .mapToObj(auction -> Minutes.minute("a" + auction, minute, run, samples))
                .toList();
    }

    private void pass(Point passed) {
        if (passed == point && left.getAndDecrement() == 0) {
            Runtime.getRuntime().halt(KILLED);
        }
    }

    private OkHttpClient client(URI backend) {
        return SnapshotSender.client(QUICK, backend)
                .newBuilder()
                .addInterceptor(this::around)
                .eventListener(new EventListener() {
                    @Override
                    public void responseHeadersStart(Call call) {
                        pass(Point.SENT_NOT_ANSWERED);
                    }
                })
                .build();
    }

    private Response around(Interceptor.Chain chain) throws IOException {
        pass(Point.COMMITTED_NOT_SENT);
        Response response = chain.proceed(chain.request());
        pass(Point.ANSWERED_NOT_RECORDED);
        return response;
    }

    private Connection connect(Path file) throws SQLException {
        Connection connection = SqliteConnection.open(file);
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    Object result = method.invoke(connection, arguments);
                    return method.getName().equals("createStatement") ? around((Statement) result) : result;
                });
    }

    /** Transactions are controlled with statements of their own. */
    private Statement around(Statement statement) {
        return (Statement) Proxy.newProxyInstance(
                Statement.class.getClassLoader(), new Class<?>[] {Statement.class}, (self, method, arguments) -> {
                    boolean commit = method.getName().equals("execute") && "COMMIT".equals(arguments[0]);
                    if (commit) {
                        pass(Point.WRITTEN_NOT_COMMITTED);
                    }
                    Object result = method.invoke(statement, arguments);
                    if (commit) {
                        pass(Point.COMMITTED);
                    }
                    return result;
                });
    }
}
