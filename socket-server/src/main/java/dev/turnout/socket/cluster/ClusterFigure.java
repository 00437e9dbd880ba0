package dev.turnout.socket.cluster;

/** What {@code /metrics} shows of a cluster. */
public enum ClusterFigure {
    MEMBERS(Kind.GAUGE, "turnout.cluster.members", "Nodes that are counted together, this one included"),
    DEAF(
            Kind.GAUGE,
            "turnout.cluster.deaf",
            "1 while own census messages do not come back and peers are frozen. Alert when it stays 1"),
    ECHO_DELAY(
            Kind.GAUGE,
            "turnout.cluster.echo.delay.seconds",
            "Time until the newest own census message came back. Alert above 0.5"),
    EPOCH(Kind.GAUGE, "turnout.cluster.epoch", "Number of the current epoch"),
    EPOCH_FAILED(
            Kind.GAUGE,
            "turnout.cluster.epoch.failed",
            "1 while the epoch can be neither read nor renewed: Redis is away or refuses it. Alert when it stays 1"),
    PUBLISHED(Kind.COUNTER, "turnout.cluster.messages.published", "Census messages published"),
    RECEIVED(Kind.COUNTER, "turnout.cluster.messages.received", "Census messages received, own ones included"),
    MALFORMED(
            Kind.COUNTER,
            "turnout.cluster.messages.malformed",
            "Messages that could not be read, or of a later version"),
    REBUILDS(
            Kind.COUNTER, "turnout.cluster.subscription.rebuilds", "Subscriptions replaced because this node was deaf"),
    EVENTS(Kind.COUNTER, "turnout.cluster.events.appended", "Events appended to the stream"),
    LOCAL_EVENTS(
            Kind.COUNTER,
            "turnout.cluster.events.local",
            "Events sent to this node's sessions without the stream. Alert when it rises"),
    POSTED(Kind.COUNTER, "turnout.cluster.minutes.posted", "Minutes that this node owned and posted"),
    LEFT(Kind.COUNTER, "turnout.cluster.minutes.left", "Finished minutes that this node left to the others"),
    UNOWNED(
            Kind.COUNTER,
            "turnout.cluster.minutes.unowned",
            "Finished minutes that no node posts, since no epoch has begun yet. Alert when it rises"),
    INCOMPLETE(
            Kind.COUNTER,
            "turnout.cluster.minutes.incomplete",
            "Minutes posted without the unique viewers, sections and session lengths of some node"),
    FROZEN(
            Kind.GAUGE,
            "turnout.cluster.peers.frozen",
            "Peers whose counts are kept as known last, since this node is deaf"),
    STREAM_LAG(
            Kind.GAUGE,
            "turnout.cluster.stream.lag.seconds",
            "Time until the newest own event was read back from the stream, or since the oldest was appended that has"
                    + " not been. Alert above 1");

    private enum Kind {
        GAUGE,
        COUNTER
    }

    private final Kind kind;
    private final String metric;
    private final String description;

    ClusterFigure(Kind kind, String metric, String description) {
        this.kind = kind;
        this.metric = metric;
        this.description = description;
    }

    public boolean isCounter() {
        return kind == Kind.COUNTER;
    }

    public String metric() {
        return metric;
    }

    public String description() {
        return description;
    }
}
