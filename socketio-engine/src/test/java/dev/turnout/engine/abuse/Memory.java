package dev.turnout.engine.abuse;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryType;

/**
 * Memory in use after a garbage collection, bytes.
 *
 * @param heap as the collection left it: what is used a moment later includes whole buffers of every thread that has
 *     allocated anything since, some megabytes each
 * @param direct what the buffers hold; to the byte, since the build makes the allocator keep no reserves
 */
public record Memory(long heap, long direct) {

    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

    public static Memory afterCollection() {
        long heap = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            MEMORY.gc();
            heap = Math.min(heap, leftByTheCollection());
        }
        long direct = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
        return new Memory(heap, direct);
    }

    private static long leftByTheCollection() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }

    /** How much more it is than it was; the larger of both kinds. */
    long above(Memory before) {
        return Math.max(heap - before.heap, direct - before.direct);
    }
}
