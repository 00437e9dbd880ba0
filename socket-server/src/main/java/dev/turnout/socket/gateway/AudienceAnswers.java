package dev.turnout.socket.gateway;

import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.Moment;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.thread.OwnerThread;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers requests with what the audience thread owns. A request is dated when it arrives on its event loop, and sessions
 * whose lease had ended by then have left. A failure is answered, too.
 *
 * @param answersThread makes long answers, so that the audience thread only reads what they contain
 * @param cluster the other servers
 */
public record AudienceAnswers(
        Audience audience,
        OwnerThread audienceThread,
        Executor answersThread,
        MomentSource clock,
        ClusterLink cluster) {

    /** Of a server that is alone. */
    public AudienceAnswers(Audience audience, OwnerThread audienceThread, Executor answersThread, MomentSource clock) {
        this(audience, audienceThread, answersThread, clock, ClusterLink.NONE);
    }

    /** Answers with a short text that is made on the audience thread. */
    void reply(HttpExchange exchange, Supplier<HttpReply> answer) {
        reply(exchange, arrived -> answer.get());
    }

    /** @param answer is given the time at which the request arrived */
    void reply(HttpExchange exchange, Function<Moment, HttpReply> answer) {
        Moment arrived = clock.now();
        audienceThread.execute(() -> answered(exchange, () -> {
            audience.expire(arrived);
            exchange.reply(answer.apply(arrived));
        }));
    }

    /**
     * Answers with a text that may be long.
     *
     * @param read copies what the answer needs; audience thread
     * @param write makes the answer of it; answers thread
     */
    <T> void reply(HttpExchange exchange, Supplier<T> read, Function<T, HttpReply> write) {
        Moment arrived = clock.now();
        audienceThread.execute(() -> answered(exchange, () -> {
            audience.expire(arrived);
            T content = read.get();
            answersThread.execute(() -> answered(exchange, () -> exchange.reply(write.apply(content))));
        }));
    }

    /**
     * The same, of what is shown of rooms on all servers.
     *
     * @param rooms empty for all of them
     */
    <T> void replyWithDetail(
            HttpExchange exchange, Set<AuctionId> rooms, Supplier<T> read, Function<T, HttpReply> write) {
        execute(exchange, arrived -> cluster.details().refresh(rooms, () -> reply(exchange, read, write)));
    }

    /** Does something on the audience thread that replies later; a failure is answered. */
    void execute(HttpExchange exchange, Consumer<Moment> task) {
        Moment arrived = clock.now();
        audienceThread.execute(() -> answered(exchange, () -> task.accept(arrived)));
    }

    private static void answered(HttpExchange exchange, Runnable answer) {
        try {
            answer.run();
        } catch (RuntimeException e) {
            exchange.reply(HttpGateway.failed());
            throw e;
        }
    }

    /** The count, after sessions whose lease has ended have left. Audience thread. */
    int countNow(AuctionId id) {
        audience.expire(clock.now());
        return count(id);
    }

    /** The count that an auction's viewers are shown; 0 for one without viewers. Audience thread. */
    int count(AuctionId id) {
        return audience.room(id).map(AuctionRoom::count).orElse(0);
    }
}
