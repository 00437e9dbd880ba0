package dev.turnout.socket;

import dev.turnout.logging.OncePerMinute;
import dev.turnout.socket.admission.Ledger;
import dev.turnout.socket.audience.Moment;
import dev.turnout.thread.ScheduledOwnerThread;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What every part of the server is made with. A thread starts with its first task.
 *
 * @param audienceThread owns the audience
 * @param answersThread makes long answers and reads files
 * @param lobbyThread owns what the lobby watches
 * @param ledger of every limit per address and in total
 */
record ServerBase(
        SocketServerConfig config,
        InstantSource clock,
        LongSupplier nanoClock,
        ScheduledOwnerThread audienceThread,
        ScheduledOwnerThread answersThread,
        ScheduledOwnerThread lobbyThread,
        OncePerMinute repeatedLines,
        Ledger ledger) {

    static ServerBase of(SocketServerConfig config, InstantSource clock, LongSupplier nanoClock) {
        ScheduledOwnerThread audienceThread = new ScheduledOwnerThread("audience");
        return new ServerBase(
                config,
                clock,
                nanoClock,
                audienceThread,
                new ScheduledOwnerThread("answers"),
                new ScheduledOwnerThread("lobby"),
                new OncePerMinute(audienceThread),
                new Ledger(config.limits(), config.admission(), Ticker.systemTicker()));
    }

    /** On both clocks. */
    Moment now() {
        return new Moment(clock.millis(), nanoClock.getAsLong() / 1_000_000);
    }

    void closeThreads(Duration timeoutOfEach) {
        audienceThread.close(timeoutOfEach);
        answersThread.close(timeoutOfEach);
        lobbyThread.close(timeoutOfEach);
    }
}
