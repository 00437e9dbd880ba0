package dev.turnout.socket.cluster;

import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** Collects the answers of all peers to a request, for a limited time. Audience thread only. */
final class PeerAnswers<A> {

    /** How long an answer from the memory of the other nodes is waited for. */
    static final Duration WAIT = Duration.ofMillis(200);

    private final OwnerThread thread;
    private final Duration wait;
    private final Map<Long, Request<A>> requests = new HashMap<>();
    private long numbers;

    PeerAnswers(OwnerThread thread, Duration wait) {
        this.thread = thread;
        this.wait = wait;
    }

    private record Request<A>(Set<String> missing, List<A> answers, BiConsumer<List<A>, List<String>> done) {}

    /**
     * @param done receives the answers, and the peers that gave none in time
     * @return the number of the request
     */
    long request(Set<String> peers, BiConsumer<List<A>, List<String>> done) {
        long number = ++numbers;
        requests.put(number, new Request<>(new TreeSet<>(peers), new ArrayList<>(), done));
        thread.after(wait, () -> end(number));
        return number;
    }

    /** @param last whether the peer sends nothing more */
    void answered(String peer, long number, A answer, boolean last) {
        Request<A> request = requests.get(number);
        if (request == null || !request.missing().contains(peer)) {
            return;
        }
        request.answers().add(answer);
        if (last) {
            request.missing().remove(peer);
            if (request.missing().isEmpty()) {
                end(number);
            }
        }
    }

    private void end(long number) {
        Request<A> request = requests.remove(number);
        if (request != null) {
            request.done().accept(request.answers(), List.copyOf(request.missing()));
        }
    }
}
