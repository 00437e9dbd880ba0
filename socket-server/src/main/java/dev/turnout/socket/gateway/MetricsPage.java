package dev.turnout.socket.gateway;

import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The metrics as a page that is rendered at most once a second, however many requests come. The figures that the audience
 * thread owns are gathered there in one task; all text is made on the answers thread. When the audience thread does not
 * gather in time, the page shows the figures gathered before.
 */
public final class MetricsPage {

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration GATHERED_WITHIN = Duration.ofMillis(500);

    private final Runnable gather;
    private final Supplier<String> render;
    private final Executor audienceThread;
    private final OwnerThread answersThread;
    private final LongSupplier nanoClock;
    private volatile @Nullable Page page;
    private List<HttpExchange> waiting = new ArrayList<>(); // answers thread
    private long round; // answers thread

    private record Page(long madeAt, HttpReply reply) {}

    /**
     * @param gather reads the figures that the audience thread owns; runs there
     * @param render makes the text of the figures gathered last; runs on the answers thread
     */
    public MetricsPage(
            Runnable gather,
            Supplier<String> render,
            Executor audienceThread,
            OwnerThread answersThread,
            LongSupplier nanoClock) {
        this.gather = gather;
        this.render = render;
        this.audienceThread = audienceThread;
        this.answersThread = answersThread;
        this.nanoClock = nanoClock;
    }

    void reply(HttpExchange exchange) {
        Page last = page;
        if (last != null && nanoClock.getAsLong() - last.madeAt < FRESH_NANOS) {
            exchange.reply(last.reply);
        } else {
            answersThread.execute(() -> replyOnceMade(exchange));
        }
    }

    private void replyOnceMade(HttpExchange exchange) {
        waiting.add(exchange);
        if (waiting.size() > 1) {
            return; // the page is being made
        }
        long thisRound = round;
        audienceThread.execute(() -> {
            gather.run();
            answersThread.execute(() -> make(thisRound));
        });
        answersThread.after(GATHERED_WITHIN, () -> make(thisRound));
    }

    private void make(long ofRound) {
        if (ofRound != round) {
            return; // made already
        }
        round++;
        List<HttpExchange> answered = waiting;
        waiting = new ArrayList<>();
        HttpReply reply = HttpGateway.failed();
        try {
            reply = HttpReply.of(200, PROMETHEUS_TEXT, render.get());
            page = new Page(nanoClock.getAsLong(), reply);
        } finally {
            for (HttpExchange exchange : answered) {
                exchange.reply(reply);
            }
        }
    }
}
