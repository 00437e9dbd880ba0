package dev.turnout.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.gateway.AudienceLag;
import dev.turnout.thread.ManualOwnerThread;
import dev.turnout.thread.ScheduledOwnerThread;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MetersTest {

    /** Otherwise the alert for it would never fire when it matters. */
    @Test
    void theLagIsShownWhileTheAudienceThreadGathersNothing() {
        ManualOwnerThread time = new ManualOwnerThread();
        AudienceLag lag = new AudienceLag(time, time::nanoTime);
        lag.start();
        Meters meters = new Meters();
        meters.audience(new Audience(CountBy.SESSIONS), () -> 7, new ScheduledOwnerThread("never started"), lag);
        meters.gather();
        assertThat(meters.render())
                .contains("turnout_audience_lag_seconds 0.0\n", "turnout_audience_unknown_events_total 7.0\n");

        time.freeze(Duration.ofSeconds(20));
        assertThat(meters.render()).contains("turnout_audience_lag_seconds 19.5\n");
    }
}
