package dev.turnout.engine.abuse;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/**
 * Memory in use after a garbage collection, bytes.
 *
 * @param direct what the buffers hold; to the byte, since the build makes the allocator keep no reserves
 */
public record Memory(long heap, long direct) {

    private static final MemoryMXBean HEAP = ManagementFactory.getMemoryMXBean();

    public static Memory afterCollection() {
        long heap = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            HEAP.gc();
            heap = Math.min(heap, HEAP.getHeapMemoryUsage().getUsed());
        }
        long direct = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
        return new Memory(heap, direct);
    }

    /** How much more it is than it was; the larger of both kinds. */
    long above(Memory before) {
        return Math.max(heap - before.heap, direct - before.direct);
    }
}
