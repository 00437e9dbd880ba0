package dev.turnout.socket.cluster;

import dev.turnout.socket.cluster.CensusMessage.Beat;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the settings of the peers with those of this node, which have to be the same. Audience thread only. */
final class PeerSettings implements Census.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(PeerSettings.class);

    private final String own;
    private final Set<String> different = new HashSet<>();

    PeerSettings(String own) {
        this.own = own;
    }

    @Override
    public void peers(Set<String> living) {
        different.retainAll(living);
    }

    @Override
    public void deaf(boolean deaf) {}

    /** Logs a difference once for each peer, and again when it has been away. */
    void compare(Beat beat) {
        if (beat.settings().isEmpty() || beat.settings().equals(own)) {
            return;
        }
        if (different.add(beat.from())) {
            LOG.atWarn()
                    .addKeyValue("node", beat.from())
                    .addKeyValue("own", own)
                    .addKeyValue("other", beat.settings())
                    .log(
                            "a server of the cluster has other settings; counts and minutes are wrong until it has the same");
        }
    }
}
