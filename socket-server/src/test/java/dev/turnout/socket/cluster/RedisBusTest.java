package dev.turnout.socket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.thread.ManualOwnerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** From where the stream of events is read. */
class RedisBusTest {

    private static final Duration KEPT = Duration.ofSeconds(165);

    private final ManualOwnerThread thread = new ManualOwnerThread();
    private final FakeTransport redis = new FakeTransport();
    private final RedisBus bus = new RedisBus(redis, "self", KEPT, thread);
    private final Recording receiver = new Recording();

    private void begin() {
        redis.stream.add(entry("500000-0", "before"));
        bus.start(receiver);
    }

    private static RedisTransport.StreamEntry entry(String id, String content) {
        return new RedisTransport.StreamEntry(id, content);
    }

    @Test
    void everyReadContinuesWhereTheOneBeforeEnded() {
        begin();
        assertThat(redis.readAfter).isEqualTo("500000-0");
        redis.answer(List.of(entry("500001-0", "one"), entry("500001-1", "two")));
        assertThat(receiver.entries).containsExactly("before", "one", "two");
        assertThat(redis.readAfter).isEqualTo("500001-1");
    }

    @Test
    void aReadOfFewerEntriesThanRequestedHasReachedTheEnd() {
        begin();
        redis.answer(IntStream.range(0, RedisTransport.ENTRIES_PER_READ)
                .mapToObj(i -> entry("500001-" + i, "event"))
                .toList());
        assertThat(receiver.readToEnd).isZero();
        redis.answer(List.of(entry("500002-0", "last")));
        assertThat(receiver.readToEnd).isEqualTo(1);
        redis.answer(List.of());
        assertThat(receiver.readToEnd).isEqualTo(2);
    }

    @Test
    void readingContinuesAfterAnEntryThatCannotBeApplied() {
        begin();
        receiver.unusable = "bad";
        redis.answer(List.of(entry("500001-0", "bad"), entry("500001-1", "good")));
        assertThat(receiver.entries).containsExactly("before", "good");
        assertThat(redis.readAfter).isEqualTo("500001-1");
        redis.answer(List.of(entry("500002-0", "next")));
        assertThat(receiver.entries).containsExactly("before", "good", "next");
    }

    @Test
    void readingContinuesWhenTheEndOfTheStreamCannotBeApplied() {
        begin();
        receiver.failsAtEnds = true;
        redis.answer(List.of(entry("500001-0", "one")));
        redis.stream.set(0, entry("499999-0", "new"));
        redis.answer(List.of());
        assertThat(redis.readAfter).as("rewound").isEqualTo("470001-0");
        redis.answer(List.of(entry("500001-1", "two")));
        assertThat(receiver.entries).containsExactly("before", "one", "two");
    }

    @Test
    void theStreamBeginsAlsoWithAnEntryThatCannotBeApplied() {
        receiver.unusable = "bad";
        redis.stream.add(entry("500000-1", "bad"));
        redis.stream.add(entry("500000-2", "good"));
        bus.start(receiver);
        assertThat(receiver.entries).containsExactly("good");
        assertThat(receiver.isPositioned).isTrue();
        assertThat(redis.readAfter).isEqualTo("500000-2");
    }

    @Test
    void nothingIsReadAgainWhileTheStreamEndsWhereItWasReadTo() {
        begin();
        redis.answer(List.of());
        assertThat(redis.readAfter).isEqualTo("500000-0");
        assertThat(receiver.rewound).isEmpty();
    }

    /** A replica that lacks the newest entries has taken over, and its clock is behind. */
    @Test
    void aStreamThatEndsBeforeWhatHasBeenReadIsReadAgain() {
        begin();
        redis.answer(List.of(entry("500001-0", "lost")));
        redis.stream.set(0, entry("499999-0", "new"));
        redis.answer(List.of());
        assertThat(receiver.rewound).containsExactly(StreamPosition.of("500001-0"), StreamPosition.of("470001-0"));
        assertThat(redis.readAfter).isEqualTo("470001-0");
        redis.answer(List.of(entry("499999-0", "new")));
        assertThat(receiver.entries).containsExactly("before", "lost", "new");
        redis.answer(List.of());
        assertThat(receiver.rewound).as("once").hasSize(2);
    }

    @Test
    void aServerThatStartsReadsTheEventsThatALostSessionMayNeed() {
        redis.stream.add(entry("100000-0", "old"));
        redis.stream.add(entry("200000-0", "needed"));
        redis.stream.add(entry("500000-0", "newest"));
        new RedisBus(redis, "self", Duration.ofMinutes(5), thread).start(receiver);
        assertThat(receiver.entries).containsExactly("needed", "newest");
        assertThat(receiver.begins.get(0)).isLessThanOrEqualTo(StreamPosition.of("200000-0"));
    }

    @Test
    void aStreamWhoseNewestEntryIsOldBeginsWithIt() {
        redis.stream.add(entry("5-7", "hours ago"));
        redis.stream.add(entry("20-1", "the last one"));
        bus.start(receiver);
        assertThat(receiver.begins).containsExactly(StreamPosition.of("20-1"), StreamPosition.of("20-1"));
        assertThat(redis.readAfter).isEqualTo("20-1");
        redis.answer(List.of());
        assertThat(receiver.rewound).isEmpty();
    }

    @Test
    void anEmptyStreamGetsAFirstEntry() {
        bus.start(receiver);
        long first = StreamPosition.of(FakeTransport.TIME + "-0");
        assertThat(receiver.begins.get(1)).isEqualTo(first);
        redis.time += Duration.ofHours(1).toMillis();
        Recording later = new Recording();
        new RedisBus(redis, "later", KEPT, thread).start(later);
        assertThat(later.begins).containsExactly(first, first);
        assertThat(receiver.entries).containsExactly(ClusterEvent.FIRST_ENTRY);
        assertThat(later.entries).containsExactly(ClusterEvent.FIRST_ENTRY);
    }

    @Test
    void aRedisThatRefusesWritesCanBeReadFrom() {
        redis.refusesWrites = true;
        bus.start(receiver);
        assertThat(redis.readAfter).isEqualTo(FakeTransport.TIME + "-0");
    }

    @Test
    void ofAStreamThatMayHaveBeenTrimmedOnlyTheEntriesThatAreThereAreKnown() {
        for (int i = 0; i < RedisTransport.STREAM_ENTRIES; i++) {
            redis.stream.add(entry("500000-" + i, "event"));
        }
        bus.start(receiver);
        assertThat(receiver.begins.get(0)).isEqualTo(StreamPosition.of("500000-0"));
    }

    @Test
    void anEmptyStreamIsNoReason() {
        begin();
        redis.stream.clear();
        redis.answer(List.of());
        assertThat(receiver.rewound).isEmpty();
        assertThat(redis.readAfter).isEqualTo("500000-0");
    }

    @Test
    void whenTheEndCannotBeReadItIsTriedAgain() {
        begin();
        redis.away = true;
        redis.answer(List.of());
        assertThat(redis.reads).isEqualTo(1);
        redis.away = false;
        thread.advance(Duration.ofSeconds(1));
        assertThat(redis.reads).isEqualTo(2);
    }

    private static final class Recording implements ClusterBus.Receiver {

        private final List<String> entries = new ArrayList<>();
        private final List<Long> begins = new ArrayList<>();
        private final List<Long> rewound = new ArrayList<>();
        private int readToEnd;
        private String unusable = "";
        private boolean failsAtEnds;
        private boolean isPositioned;

        @Override
        public void message(String text) {}

        @Override
        public void direct(String text) {}

        @Override
        public void streamBegins(long begin, long end) {
            begins.addAll(List.of(begin, end));
        }

        @Override
        public void recent(ClusterBus.Entry entry) {
            entry(entry);
        }

        @Override
        public void streamPositioned() {
            isPositioned = true;
        }

        @Override
        public void entry(ClusterBus.Entry entry) {
            if (entry.content().equals(unusable)) {
                throw new IllegalStateException("an entry that cannot be applied");
            }
            entries.add(entry.content());
        }

        @Override
        public void streamReadToEnd() {
            readToEnd++;
            failAtEnd();
        }

        @Override
        public void streamRewound(long newest, long from) {
            rewound.addAll(List.of(newest, from));
            failAtEnd();
        }

        private void failAtEnd() {
            if (failsAtEnds) {
                throw new IllegalStateException("an end that cannot be applied");
            }
        }
    }

    private static final class FakeTransport implements RedisTransport {

        private static final long TIME = 500_500;

        private final List<StreamEntry> stream = new ArrayList<>();
        private CompletableFuture<List<StreamEntry>> read = new CompletableFuture<>();
        private String readAfter = "";
        private int reads;
        private long time = TIME;
        private boolean away;
        private boolean refusesWrites;

        /** Answers the read that waits; the next one waits again. */
        void answer(List<StreamEntry> entries) {
            read.complete(entries);
        }

        @Override
        public void start(String self, Consumer<String> onMessage, Consumer<String> onDirect) {}

        @Override
        public void publish(String message) {}

        @Override
        public void send(String node, String message) {}

        @Override
        public void resubscribe() {}

        @Override
        public CompletionStage<String> append(String content) {
            if (refusesWrites) {
                return CompletableFuture.failedFuture(new IllegalStateException("OOM"));
            }
            stream.add(entry(TIME + "-0", content));
            return CompletableFuture.completedFuture(TIME + "-0");
        }

        @Override
        public CompletionStage<Long> timeMillis() {
            return CompletableFuture.completedFuture(time);
        }

        @Override
        public CompletionStage<List<StreamEntry>> range(String from) {
            return CompletableFuture.completedFuture(stream.stream()
                    .filter(entry -> StreamPosition.of(entry.id()) >= StreamPosition.of(from))
                    .toList());
        }

        @Override
        public CompletionStage<List<StreamEntry>> newest() {
            return away
                    ? CompletableFuture.failedFuture(new IllegalStateException("away"))
                    : CompletableFuture.completedFuture(stream.subList(Math.max(0, stream.size() - 1), stream.size()));
        }

        @Override
        public CompletionStage<List<StreamEntry>> read(String after) {
            readAfter = after;
            reads++;
            read = new CompletableFuture<>();
            return read;
        }

        @Override
        public CompletionStage<List<String>> epoch(String script, String... arguments) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
