package dev.turnout.engine.engineio;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client's GET and what it is answered. */
final class PollRecorder implements Poll {

    private final List<String> answers = new ArrayList<>();
    private final Runnable whenAnswered;

    PollRecorder() {
        this(() -> {});
    }

    /** @param whenAnswered what the answer lets happen at once, for example the connection's next request */
    PollRecorder(Runnable whenAnswered) {
        this.whenAnswered = whenAnswered;
    }

    @Override
    public void payload(boolean binary, ByteBuf payload) {
        answers.add(binary ? ByteBufUtil.hexDump(payload) : payload.toString(StandardCharsets.UTF_8));
        payload.release();
        whenAnswered.run();
    }

    @Override
    public void refuse(HandshakeError error) {
        answers.add("refused " + error);
    }

    boolean waits() {
        return answers.isEmpty();
    }

    /** The only answer it may get. */
    String answer() {
        if (answers.size() != 1) {
            throw new AssertionError("a GET is answered once, not with " + answers);
        }
        return answers.get(0);
    }
}
