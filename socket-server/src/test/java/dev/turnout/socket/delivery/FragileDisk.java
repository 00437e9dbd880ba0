package dev.turnout.socket.delivery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A disk that can be full, can refuse to force, can stop the process at any step, in the middle of a write too, and can
 * lose what was not forced. Nothing is really forced, as the machine under the test goes on.
 */
final class FragileDisk extends Disk {

    /** Stands for the end of the process: whatever comes behind it never happens. */
    static final class Killed extends Error {
        Killed() {
            super("killed");
        }
    }

    enum Fault {
        NONE,
        FULL,
        FORCE_FAILS
    }

    private final Map<Path, Long> unforced = new HashMap<>();
    private int stepsToLive = Integer.MAX_VALUE;
    Fault fault = Fault.NONE;
    int forces;

    void killAfter(int steps) {
        stepsToLive = steps;
    }

    void survive() {
        stepsToLive = Integer.MAX_VALUE;
    }

    /** The power fails: of what was written and not forced, an arbitrary part is gone or was never more than zeros. */
    void cutPower(RandomGenerator random) throws IOException {
        for (Map.Entry<Path, Long> file : unforced.entrySet()) {
            if (!Files.exists(file.getKey())) {
                continue;
            }
            try (FileChannel channel = FileChannel.open(file.getKey(), StandardOpenOption.WRITE)) {
                long end = channel.size();
                long forced = Math.min(file.getValue(), end);
                long kept = forced + (end > forced ? random.nextLong(end - forced + 1) : 0);
                channel.truncate(kept);
                if (random.nextBoolean()) {
                    channel.write(ByteBuffer.allocate((int) (end - kept)), kept);
                }
            }
        }
        unforced.clear();
    }

    private boolean last() {
        if (stepsToLive <= 0) {
            throw new Killed();
        }
        return --stepsToLive == 0;
    }

    /** A step that happens, or does not happen because the process ends before it. */
    private void step() {
        if (last()) {
            throw new Killed();
        }
    }

    @Override
    FileChannel open(Path file, OpenOption... options) throws IOException {
        List<OpenOption> wanted = List.of(options);
        if (!wanted.contains(StandardOpenOption.WRITE)) {
            return super.open(file, options);
        }
        step();
        if (fault == Fault.FULL && !Files.exists(file)) {
            throw new IOException("No space left on device");
        }
        FileChannel channel = super.open(file, options);
        unforced.putIfAbsent(file, wanted.contains(StandardOpenOption.TRUNCATE_EXISTING) ? 0 : channel.size());
        return new Channel(file, channel);
    }

    @Override
    void syncDirectory(Path directory) {
        step();
    }

    @Override
    void move(Path from, Path to) throws IOException {
        step();
        super.move(from, to);
        Long length = unforced.remove(from);
        unforced.remove(to);
        if (length != null) {
            unforced.put(to, length);
        }
    }

    @Override
    void delete(Path file) throws IOException {
        step();
        super.delete(file);
        unforced.remove(file);
    }

    private final class Channel extends ForwardingChannel {

        private final Path file;

        Channel(Path file, FileChannel channel) {
            super(channel);
            this.file = file;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            boolean last = last();
            if (last || fault == Fault.FULL) {
                ByteBuffer half = source.slice(source.position(), source.remaining() / 2);
                super.write(half);
            }
            if (last) {
                throw new Killed();
            }
            if (fault == Fault.FULL) {
                throw new IOException("No space left on device");
            }
            return super.write(source);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            step();
            if (fault != Fault.NONE) {
                throw new IOException("Input/output error");
            }
            forces++;
            unforced.remove(file);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            step();
            return super.truncate(size);
        }
    }
}
