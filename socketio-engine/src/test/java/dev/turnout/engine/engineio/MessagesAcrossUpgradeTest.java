package dev.turnout.engine.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A client that polls, tries to upgrade, fails, tries again and succeeds, at random moments, while both sides send:
 * every message arrives once, in order.
 */
class MessagesAcrossUpgradeTest {

    private static final int RUNS = 300;
    private static final int STEPS = 60;
    private static final int STEP_MILLIS = 50;
    private static final int STEPS_PER_POLL = 3; // or the client misses a ping
    private static final int STEPS_PER_PING = 8;

    @ParameterizedTest
    @EnumSource(WireForm.class)
    void noneIsLostDoubledOrReordered(WireForm form) {
        int messages = 0;
        int upgrades = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            Run run = new Run(form, new Random(seed));
            run.play();
            assertThat(run.gotByClient).as("to the client, seed %d", seed).isEqualTo(run.sentByServer);
            assertThat(run.gotByServer).as("to the server, seed %d", seed).isEqualTo(run.sentByClient);
            messages += run.gotByClient.size();
            upgrades += run.upgraded ? 1 : 0;
        }
        assertThat(messages).as("messages of all runs").isGreaterThan(RUNS * 20);
        assertThat(upgrades).as("runs that upgraded").isBetween(RUNS / 2, RUNS - 1);
    }

    private static final class Run {

        private final WireForm form;
        private final Random random;
        private final Steps steps;
        private final List<String> sentByServer = new ArrayList<>();
        private final List<String> gotByClient = new ArrayList<>();
        private final List<String> sentByClient = new ArrayList<>();
        private final List<String> gotByServer = new ArrayList<>();
        private @Nullable PollRecorder get;
        private @Nullable WebSocketRecorder socket;
        private boolean probed;
        private boolean upgraded;

        Run(WireForm form, Random random) {
            this.form = form;
            this.random = random;
            this.steps = Steps.polling(form);
        }

        void play() {
            for (int i = 0; i < STEPS; i++) {
                step();
                if (i % STEPS_PER_POLL == 0) {
                    poll();
                }
                if (i % STEPS_PER_PING == 0 && form.revision() == 3) {
                    clientSays("2");
                }
                steps.passMillis(STEP_MILLIS);
                receive();
            }
            poll();
            receive();
            steps.assertBalanced();
        }

        private void step() {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> serverSends(1 + random.nextInt(2));
                case 3 -> clientSends();
                case 4 -> receive();
                case 5, 6 -> poll();
                default -> upgradeFurther();
            }
        }

        private void serverSends(int messages) {
            for (int i = 0; i < messages; i++) {
                String message = "m" + sentByServer.size();
                sentByServer.add("4" + message);
                steps.send(message);
            }
        }

        private void clientSends() {
            String message = "c" + sentByClient.size();
            sentByClient.add(message);
            clientSays("4" + message);
        }

        private void clientSays(String packet) {
            if (upgraded && socket != null) {
                socket.sends(packet);
            } else {
                steps.post(form.revision() == 4 ? packet : packet.length() + ":" + packet);
            }
        }

        /** A client has one GET under way at most, and none after it has upgraded. */
        private void poll() {
            if (!upgraded && get == null) {
                get = steps.get();
            }
        }

        private void upgradeFurther() {
            if (upgraded) {
                return;
            }
            if (socket == null) {
                socket = steps.beginUpgrade();
                probed = false;
            } else if (random.nextInt(4) == 0) {
                socket.closesConnection();
                socket = null;
            } else if (!probed) {
                socket.sends("2probe");
                probed = true;
            } else if (get == null) {
                socket.sends("5");
                upgraded = true;
            }
        }

        private void receive() {
            if (get != null && !get.waits()) {
                packets(get.answer()).forEach(this::got);
                get = null;
            }
            if (socket != null) {
                socket.gets().stream().filter(packet -> !packet.equals("ping")).forEach(this::got);
            }
            gotByServer.addAll(steps.received());
        }

        private Collection<String> packets(String payload) {
            if (form.revision() == 4) {
                return List.of(payload.split("\u001e", -1));
            }
            List<String> packets = new ArrayList<>();
            int start = 0;
            while (start < payload.length()) {
                int colon = payload.indexOf(':', start);
                int end = colon + 1 + Integer.parseInt(payload.substring(start, colon));
                packets.add(payload.substring(colon + 1, end));
                start = end;
            }
            return packets;
        }

        private void got(String packet) {
            if (packet.equals("2")) {
                clientSays("3");
            } else if (packet.equals("close 1002")) {
                socket = null; // the upgrade took too long
            } else if (!Set.of("3", "6", "3probe").contains(packet)) {
                gotByClient.add(packet);
            }
        }
    }
}
