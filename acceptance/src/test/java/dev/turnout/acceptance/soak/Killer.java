package dev.turnout.acceptance.soak;

import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Kills the servers with SIGKILL and starts them again. One thread; the times of the kills may be read by any. */
final class Killer {

    private static final int MOST_MILLIS_DOWN = 2_000;

    private final Product product;
    private final Interruptions interruptions;
    private final Random random;
    private final List<Long> socketKills = new ArrayList<>();
    private int backendKills;

    /** @param interruptions of what ends with a kill of socket-server */
    Killer(Product product, Interruptions interruptions, long seed) {
        this.product = product;
        this.interruptions = interruptions;
        this.random = new Random(seed);
    }

    /** Kills one server or both at a random time within so many milliseconds, and starts what was killed. */
    void strike(int withinMillis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(withinMillis));
        int choice = random.nextInt(100);
        ServerProcess backend = product.backendApi();
        ServerProcess socket = product.socketServer();
        if (choice < 50) {
            kill(socket);
            restart(socket);
        } else if (choice < 85) {
            kill(backend);
            restart(backend);
        } else {
            kill(backend);
            kill(socket);
            restart(socket);
            restart(backend);
        }
    }

    private void kill(ServerProcess server) {
        if (isSocket(server)) {
            interruptions.begin();
            server.kill();
            synchronized (this) {
                socketKills.add(System.currentTimeMillis());
            }
        } else {
            server.kill();
            backendKills++;
        }
    }

    private void restart(ServerProcess server) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(MOST_MILLIS_DOWN));
        server.restart();
        if (isSocket(server)) {
            interruptions.end();
        }
    }

    private boolean isSocket(ServerProcess server) {
        return server == product.socketServer();
    }

    /** When socket-server was killed. */
    synchronized List<Long> socketKills() {
        return List.copyOf(socketKills);
    }

    @Override
    public String toString() {
        return socketKills().size() + " kills of socket-server, " + backendKills + " of backend-api";
    }
}
