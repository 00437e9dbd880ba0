package dev.turnout.socket;

import dev.turnout.http.KeyGuard;
import dev.turnout.socket.cluster.Cluster;
import dev.turnout.socket.delivery.SnapshotDelivery;
import dev.turnout.socket.gateway.AuctionRoutes;
import dev.turnout.socket.gateway.AudienceAnswers;
import dev.turnout.socket.gateway.AudienceLag;
import dev.turnout.socket.gateway.ClientFiles;
import dev.turnout.socket.gateway.CountRoutes;
import dev.turnout.socket.gateway.HealthRoutes;
import dev.turnout.socket.gateway.HttpGateway;
import dev.turnout.socket.gateway.MetricsPage;
import dev.turnout.socket.gateway.OutboxRoutes;
import dev.turnout.socket.gateway.ViewerRoutes;
import dev.turnout.socket.publishing.EventDelivery;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What is answered beside Socket.IO.
 *
 * @param clientFiles has none before the start
 */
record HttpParts(HttpGateway gateway, KeyGuard guard, AudienceLag lag, ClientFiles clientFiles) {

    /** @param ready whether the server has started and does not stop */
    static HttpParts of(
            ServerBase base,
            Counting counting,
            SnapshotDelivery delivery,
            Optional<Cluster> cluster,
            ViewerAccess access,
            Meters meters,
            BooleanSupplier ready) {
        KeyGuard guard = new KeyGuard(base.config().keys(), base.repeatedLines());
        AudienceLag lag = new AudienceLag(base.audienceThread(), base.nanoClock());
        MetricsPage page = new MetricsPage(
                () -> gather(access.answers(), meters),
                meters::render,
                base.audienceThread(),
                base.answersThread(),
                base.nanoClock());
        ClientFiles clientFiles = new ClientFiles();
        EventDelivery events = cluster.map(Cluster::events).orElseGet(() -> EventDelivery.local(counting.events()));
        HttpGateway gateway = new HttpGateway(
                guard,
                base.ledger(),
                base.repeatedLines(),
                base.answersThread(),
                new AuctionRoutes(access.httpSessions(), events, access.answers(), access.link()),
                new ViewerRoutes(
                        access.httpSessions(),
                        base.ledger().rooms(),
                        access.answers(),
                        access.identity(),
                        access.blocks()),
                access.removal(),
                new CountRoutes(access.answers()),
                new OutboxRoutes(delivery, access.link(), base.audienceThread()),
                new HealthRoutes(
                        lag, ready, page, () -> cluster.map(Cluster::health).orElse("")),
                clientFiles);
        return new HttpParts(gateway, guard, lag, clientFiles);
    }

    /** Audience thread. */
    private static void gather(AudienceAnswers answers, Meters meters) {
        answers.audience().expire(answers.clock().now());
        meters.gather();
    }
}
