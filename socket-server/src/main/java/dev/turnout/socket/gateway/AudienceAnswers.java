package dev.turnout.socket.gateway;

import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.socket.thread.OwnerThread;
import java.util.function.Supplier;

/** Answers requests from the audience thread, which owns what they ask for; a failure there is answered too. */
record AudienceAnswers(OwnerThread audienceThread) {

    void reply(HttpExchange exchange, Supplier<HttpReply> answer) {
        audienceThread.execute(() -> {
            try {
                exchange.reply(answer.get());
            } catch (RuntimeException e) {
                exchange.reply(HttpGateway.failed());
                throw e;
            }
        });
    }
}
