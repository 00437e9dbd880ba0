package dev.turnout.socket.cluster;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** What connects the nodes. Any thread; a stage fails when Redis is away or does not answer in time. */
interface ClusterBus {

    /** An entry of the event stream, in the order of {@link #position}, which is the same on all nodes. */
    record Entry(long position, String content) {}

    /** Called on the bus's own threads; must not block. A call about the stream that fails is logged, and reading continues. */
    interface Receiver {

        /** A message of the census channel, perhaps an own one. */
        void message(String text);

        /** A message that was sent to this node alone. */
        void direct(String text);

        /**
         * The first call about the stream.
         *
         * @param begin every entry after it is given to this receiver
         * @param end the entries up to it are given to {@link #recent}, those after it to {@link #entry}
         */
        void streamBegins(long begin, long end);

        /** The next entry that is in the stream already, in order. */
        void recent(Entry entry);

        /** All recent entries have been given. */
        void streamPositioned();

        /** The next entry, in order; each once unless the stream is rewound. */
        void entry(Entry entry);

        /** All entries have been given that were in the stream at the last call. */
        void streamReadToEnd();

        /**
         * Another Redis has taken over that gives entries positions from before the newest one. Some that have been read are
         * read again.
         *
         * @param newest position of the newest entry so far
         * @param from the next entries have positions after this one
         */
        void streamRewound(long newest, long from);
    }

    /**
     * The epoch as Redis has it.
     *
     * @param number ascends, and is 0 while there is none
     * @param run names the time from the first node's start to the last one's end
     */
    record Epoch(long number, List<Member> members, String run) {}

    /** @param since from when on the node observes whole minutes, milliseconds since the epoch of the wall clock */
    record Member(String node, long since) {

        @Override
        public String toString() {
            return node + "@" + since;
        }

        static Member parse(String text) {
            int at = text.indexOf('@');
            return new Member(text.substring(0, at), Long.parseLong(text.substring(at + 1)));
        }
    }

    void start(Receiver receiver);

    /** To all nodes, this one too; lost when Redis is away. */
    void publish(String message);

    /** To one node, perhaps this one; lost when Redis is away. */
    void send(String node, String message);

    /** Replaces all connections by new ones: own messages do not come back, and any of them may be the reason. */
    void resubscribe();

    /** Adds an entry to the event stream. */
    CompletionStage<Long> append(String content);

    /**
     * Takes or keeps the lease if it is free or this node's, and begins an epoch if the members have changed.
     *
     * @param members the nodes that are alive in the view of this one; empty for a node that cannot determine them and only reads
     * @param known number of the newest epoch that this node has seen
     * @param run name of the run, unless there is one
     */
    CompletionStage<Epoch> epoch(String self, List<Member> members, long known, String run);

    /** Why Redis cannot be used at the moment, for the log; empty when nothing has failed since something succeeded. */
    default String failure() {
        return "";
    }

    void close();
}
