package dev.turnout.engine.leaks;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBufAllocator;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What Netty's leak detector has to say, gathered from its log. Any thread. */
public final class LeakReports {

    private static final String DETECTOR = "io.netty.util.ResourceLeakDetector";
    private static final int ENOUGH_TO_BE_TRACKED = 16;
    private static final long PATIENCE_MILLIS = 10_000;

    private final Queue<String> reports = new ConcurrentLinkedQueue<>();

    /** Starts to listen. */
    public void begin() {
        Logger detector = (Logger) LoggerFactory.getLogger(DETECTOR);
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                String report = event.getFormattedMessage();
                // netty-socketio, the baseline, leaks on its own account
                if (report.startsWith("LEAK: ByteBuf") && !report.contains("com.corundumstudio")) {
                    reports.add(event.getFormattedMessage());
                }
            }
        };
        appender.setContext(detector.getLoggerContext());
        appender.start();
        detector.addAppender(appender);
    }

    /** Collects the garbage, and with it every buffer that nobody released; returns what is new. */
    public List<String> collect() {
        // the second collection takes what the first one's finalizers and reference queues still held
        for (int round = 0; round < 2; round++) {
            collectGarbage();
            askDetector();
        }
        List<String> fresh = new ArrayList<>();
        for (String report = reports.poll(); report != null; report = reports.poll()) {
            fresh.add(report);
        }
        return fresh;
    }

    private static void collectGarbage() {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        WeakReference<Object> sentinel = new WeakReference<>(new Object(), collected);
        System.gc();
        try {
            if (collected.remove(PATIENCE_MILLIS) == null) {
                throw new IllegalStateException("the garbage collector does not collect");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Reference.reachabilityFence(sentinel);
        }
    }

    /** The detector reports when something new is allocated. */
    private static void askDetector() {
        for (int i = 0; i < ENOUGH_TO_BE_TRACKED; i++) {
            ByteBufAllocator.DEFAULT.buffer(1).release();
            ByteBufAllocator.DEFAULT.directBuffer(1).release();
        }
    }
}
