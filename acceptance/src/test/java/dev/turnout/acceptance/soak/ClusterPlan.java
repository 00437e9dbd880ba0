package dev.turnout.acceptance.soak;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Size and times of a run of a cluster.
 *
 * @param sample time between two samples
 * @param minute time between two snapshots
 * @param publishing time between two events of an auction
 * @param outage how long at least a node is paused, or Redis away
 * @param within how long after a fault every count has to be exact again
 * @param shutdownSpread over how long a node that stops ends its sessions
 * @param longestAbsence of a client that has lost its connection
 * @param wholeMinutes whether each round ends with a minute without faults, and a rolling restart lets one node observe each
 *     minute as a whole
 * @param folder of all files, which the caller deletes; null for that of the tests
 */
record ClusterPlan(
        int nodes,
        int clients,
        int auctions,
        long seed,
        Duration sample,
        Duration minute,
        Duration publishing,
        Duration outage,
        Duration within,
        Duration shutdownSpread,
        Duration longestAbsence,
        boolean wholeMinutes,
        @Nullable Path folder) {

    /** 3 nodes, and times as short as they can be. */
    static ClusterPlan small() {
        return new ClusterPlan(
                3,
                60,
                3,
                1,
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                Duration.ofMillis(250),
                Duration.ZERO,
                Duration.ofSeconds(30),
                Duration.ZERO,
                Duration.ofSeconds(1),
                false,
                null);
    }
}
