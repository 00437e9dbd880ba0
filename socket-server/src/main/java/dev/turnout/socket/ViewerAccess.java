package dev.turnout.socket;

import dev.turnout.model.StatsTicket;
import dev.turnout.socket.cluster.Cluster;
import dev.turnout.socket.gateway.AudienceAnswers;
import dev.turnout.socket.gateway.AudienceHandler;
import dev.turnout.socket.gateway.ClusterLink;
import dev.turnout.socket.gateway.HttpSessions;
import dev.turnout.socket.gateway.ViewerBlocks;
import dev.turnout.socket.gateway.ViewerHash;
import dev.turnout.socket.gateway.ViewerIdentity;
import dev.turnout.socket.gateway.ViewerRemoval;
import dev.turnout.socket.geo.CountryDatabase;
import java.util.Optional;

/**
 * How viewers join and are removed, with a socket and without one.
 *
 * @param link the servers that count together
 * @param hash of viewer keys; has no salt before the start
 * @param handler of the audience's sockets
 * @param httpSessions sessions without a socket
 */
record ViewerAccess(
        ClusterLink link,
        AudienceAnswers answers,
        ViewerHash hash,
        Optional<CountryDatabase> countries,
        ViewerIdentity identity,
        ViewerBlocks blocks,
        AudienceHandler handler,
        HttpSessions httpSessions,
        ViewerRemoval removal) {

    static ViewerAccess of(ServerBase base, Counting counting, Optional<Cluster> cluster) {
        SocketServerConfig config = base.config();
        ClusterLink link = cluster.map(ViewerAccess::link).orElse(ClusterLink.NONE);
        AudienceAnswers answers =
                new AudienceAnswers(counting.audience(), base.audienceThread(), base.answersThread(), base::now, link);

        ViewerHash hash = new ViewerHash("");
        Optional<CountryDatabase> countries =
                config.viewers().countries().map(file -> new CountryDatabase(file, base.answersThread()));
        ViewerIdentity identity = new ViewerIdentity(
                hash,
                config.viewers().tokens(base.clock()),
                address ->
                        countries.map(database -> database.countryOf(address)).orElse(null));
        ViewerBlocks blocks = new ViewerBlocks(base::now);

        AudienceHandler handler = new AudienceHandler(
                answers,
                counting.counts(),
                identity,
                blocks,
                (auction, ticket) -> StatsTicket.isValid(
                        config.keys(), auction, ticket, base.clock().instant()),
                id -> cluster.ifPresent(nodes -> nodes.recovered(id)));
        HttpSessions httpSessions = new HttpSessions(
                counting.audience(),
                base.audienceThread(),
                base::now,
                config.httpLimits().sessions(),
                base.ledger().httpViewers(config.httpLimits().sessionsPerAddress()));
        ViewerRemoval removal = new ViewerRemoval(httpSessions, answers, blocks);
        return new ViewerAccess(link, answers, hash, countries, identity, blocks, handler, httpSessions, removal);
    }

    private static ClusterLink link(Cluster nodes) {
        return new ClusterLink(
                nodes::status,
                nodes::externalReported,
                nodes::refreshDetails,
                nodes::removeViewer,
                nodes::requestOutboxes);
    }
}
