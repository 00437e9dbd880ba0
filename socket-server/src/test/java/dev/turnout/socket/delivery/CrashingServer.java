package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionMinute;
import dev.turnout.model.InternalKeys;
import dev.turnout.socket.delivery.DeliveryConfig.Keeping;
import dev.turnout.socket.delivery.DeliveryConfig.Sending;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * A process that samples and delivers, and ends without a word at the point it is told. Says on standard output what it
 * has drafted and what is safely on disk.
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
        HALF_WRITTEN,
        WRITTEN_NOT_SENT,
        SENT_NOT_ANSWERED,
        ANSWERED_NOT_FORGOTTEN
    }

    private static final Sending QUICK = new Sending(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            4,
            Duration.ofMillis(5),
            Duration.ofMillis(50),
            Duration.ofSeconds(1));

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
                Keeping.DEFAULT,
                QUICK);
        SnapshotDelivery delivery = new SnapshotDelivery(
                config, InstantSource.fixed(Minutes.BEGIN), new Random(1), new HaltingDisk(), client());
        delivery.start();
        awaitDraft(directory, false);
        for (int minute = 0; minute < minutes; minute++) {
            live(delivery, directory, run, minute);
        }
        while (delivery.counts().waiting() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
        delivery.close(Duration.ofSeconds(10));
        System.out.println(delivery.counts());
    }

    private void live(SnapshotDelivery delivery, Path directory, String run, int minute) {
        delivery.draft(sampled(run, minute, 11));
        awaitDraft(directory, true);
        System.out.println("drafted " + run + " " + minute);
        pass(Point.SAMPLED_NOT_WRITTEN);
        delivery.append(sampled(run, minute, 12));
        awaitDraft(directory, false);
        System.out.println("kept " + run + " " + minute);
    }

    /** The draft is there from when it is written until its minute is on disk. */
    private static void awaitDraft(Path directory, boolean present) {
        while (Files.exists(directory.resolve("drafts")) != present) {
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

    private OkHttpClient client() {
        return SnapshotSender.client(QUICK)
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
        pass(Point.WRITTEN_NOT_SENT);
        Response response = chain.proceed(chain.request());
        pass(Point.ANSWERED_NOT_FORGOTTEN);
        return response;
    }

    private final class HaltingDisk extends Disk {

        @Override
        FileChannel open(Path file, OpenOption... options) throws IOException {
            FileChannel channel = super.open(file, options);
            return file.toString().endsWith(".log") ? new HaltingChannel(channel) : channel;
        }
    }

    private final class HaltingChannel extends ForwardingChannel {

        HaltingChannel(FileChannel channel) {
            super(channel);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int half = source.remaining() / 2;
            int written = super.write(source.slice(source.position(), half));
            pass(Point.HALF_WRITTEN);
            source.position(source.position() + written);
            return written + super.write(source);
        }
    }
}
