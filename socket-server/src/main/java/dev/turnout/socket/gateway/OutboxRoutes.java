package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.socket.delivery.OutboxCommands;
import dev.turnout.socket.delivery.OutboxCommands.Command;
import dev.turnout.thread.OwnerThread;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the outboxes hold, and the command that sends set-aside snapshots again: of this server and of those that count
 * together with it, since each stores the snapshots of the auctions that it owned. Any thread.
 */
public final class OutboxRoutes {

    private static final int TIMEOUT_SECONDS = 10;
    private static final HttpReply TIMED_OUT =
            unavailable("the outbox did not answer within " + TIMEOUT_SECONDS + " s");
    private static final HttpReply FAILED =
            unavailable("the outbox is closed, or its disk fails; a failure of the disk is in the log");

    /** @param self id of this server, empty for a single server */
    private record Others(String self, Map<String, ObjectNode> answers, List<String> missing) {

        boolean isNone() {
            return self.isEmpty();
        }
    }

    private final OutboxCommands own;
    private final ClusterLink cluster;
    private final OwnerThread audienceThread;

    public OutboxRoutes(OutboxCommands own, ClusterLink cluster, OwnerThread audienceThread) {
        this.own = own;
        this.cluster = cluster;
        this.audienceThread = audienceThread;
    }

    void report(HttpExchange exchange) {
        reply(exchange, Command.REPORT);
    }

    void retry(HttpExchange exchange) {
        reply(exchange, Command.RETRY);
    }

    private void reply(HttpExchange exchange, Command command) {
        CompletableFuture<Others> others = new CompletableFuture<>();
        audienceThread.execute(() -> request(command, others));
        own.answer(command)
                .toCompletableFuture()
                .thenCombine(others, (answer, rest) -> rest.isNone() ? answer : merged(command, answer, rest))
                .thenApply(json -> HttpReply.json(200, json.toString()).withHeader("Cache-Control", "no-store"))
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .whenComplete((reply, failure) -> exchange.reply(failure == null ? reply : problem(failure)));
    }

    private static HttpReply problem(Throwable failure) {
        return failure instanceof TimeoutException ? TIMED_OUT : FAILED;
    }

    private static HttpReply unavailable(String detail) {
        return HttpReply.problem(503, detail).withHeader("Retry-After", "10");
    }

    private void request(Command command, CompletableFuture<Others> others) {
        String self = cluster.status().get().path("self").asText();
        cluster.outboxes().request(command, (answers, missing) -> others.complete(new Others(self, answers, missing)));
    }

    /** With the servers that gave no answer: what they hold is not known. */
    private static ObjectNode merged(Command command, ObjectNode own, Others others) {
        ObjectNode json = command == Command.RETRY ? sum(own, others) : report(own, others);
        ArrayNode missing = json.putArray("missing");
        others.missing().forEach(missing::add);
        return json;
    }

    private static ObjectNode report(ObjectNode own, Others others) {
        own.put("server", others.self());
        ArrayNode servers = own.putArray("others");
        others.answers()
                .forEach((server, answer) ->
                        servers.addObject().put("server", server).setAll(answer));
        return own;
    }

    private static ObjectNode sum(ObjectNode own, Others others) {
        int sum = own.path(OutboxCommands.RETRIED).asInt();
        for (ObjectNode answer : others.answers().values()) {
            sum += answer.path(OutboxCommands.RETRIED).asInt();
        }
        return OutboxCommands.retried(sum);
    }
}
