package dev.turnout.socket.gateway;

import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Audience;
import dev.turnout.thread.OwnerThread;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Answers requests from the audience thread, which owns what they ask for, once those have left whose time is over; a
 * failure there is answered too.
 */
public record AudienceAnswers(Audience audience, OwnerThread audienceThread, InstantSource clock) {

    void reply(HttpExchange exchange, Supplier<HttpReply> answer) {
        audienceThread.execute(() -> {
            try {
                audience.expire(clock.millis());
                exchange.reply(answer.get());
            } catch (RuntimeException e) {
                exchange.reply(HttpGateway.failed());
                throw e;
            }
        });
    }

    /** What an auction's viewers are shown; 0 for one that nobody watches. Audience thread. */
    int count(AuctionId id) {
        return audience.room(id).map(AuctionRoom::count).orElse(0);
    }
}
