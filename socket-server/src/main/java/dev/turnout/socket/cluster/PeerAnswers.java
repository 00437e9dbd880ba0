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

/** Collects the answers of all peers to a question, for a limited time. Audience thread only. */
final class PeerAnswers<A> {

    /** How long an answer from the memory of the other nodes is waited for. */
    static final Duration WAIT = Duration.ofMillis(200);

    private final OwnerThread thread;
    private final Duration wait;
    private final Map<Long, Question<A>> questions = new HashMap<>();
    private long numbers;

    PeerAnswers(OwnerThread thread, Duration wait) {
        this.thread = thread;
        this.wait = wait;
    }

    private record Question<A>(Set<String> missing, List<A> answers, BiConsumer<List<A>, List<String>> done) {}

    /**
     * @param done receives the answers, and the peers that gave none in time
     * @return the number of the question
     */
    long ask(Set<String> peers, BiConsumer<List<A>, List<String>> done) {
        long number = ++numbers;
        questions.put(number, new Question<>(new TreeSet<>(peers), new ArrayList<>(), done));
        thread.after(wait, () -> end(number));
        return number;
    }

    /** @param last whether the peer sends nothing more */
    void answered(String peer, long number, A answer, boolean last) {
        Question<A> question = questions.get(number);
        if (question == null || !question.missing().contains(peer)) {
            return;
        }
        question.answers().add(answer);
        if (last) {
            question.missing().remove(peer);
            if (question.missing().isEmpty()) {
                end(number);
            }
        }
    }

    private void end(long number) {
        Question<A> question = questions.remove(number);
        if (question != null) {
            question.done().accept(question.answers(), List.copyOf(question.missing()));
        }
    }
}
