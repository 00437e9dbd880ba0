package dev.turnout.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** Puts the decoder's parts of a request together, one request at a time, and checks them. Does no I/O. */
final class RequestAssembler {

    private static final byte[] NO_BYTES = {};

    private final int maxBody;
    private @Nullable HttpRequest head;
    private @Nullable ByteBuf body;

    RequestAssembler(int maxBody) {
        this.maxBody = maxBody;
    }

    /** The head of the request that has begun and not ended; null between two requests. */
    @Nullable HttpRequest head() {
        return head;
    }

    void begin(HttpRequest request) throws RejectedRequest {
        head = request;
        RequestRules.check(request, maxBody);
    }

    /** Whether the client waits for a 100 before it sends the body. */
    boolean expectsContinue() {
        return head != null && body == null && HttpUtil.is100ContinueExpected(head);
    }

    void append(ByteBuf content, ByteBufAllocator allocator) throws RejectedRequest {
        if (bytes() + content.readableBytes() > maxBody) {
            throw RequestRules.tooLargeBody(maxBody);
        }
        if (content.isReadable()) {
            body = body == null ? allocator.buffer(content.readableBytes()) : body;
            body.writeBytes(content);
        }
    }

    /** Bytes of the body so far. */
    private int bytes() {
        return body == null ? 0 : body.readableBytes();
    }

    /** What the request takes so far; 0 between two requests. */
    int memory() {
        return head == null ? 0 : RequestHead.memory(head.uri(), head.headers()) + bytes();
    }

    /** Ends the request; its body. */
    byte[] end(LastHttpContent last) throws RejectedRequest {
        if (last.decoderResult().isFailure()) {
            throw RejectedRequest.malformed("the request's body cannot be read");
        }
        byte[] bytes = body == null ? NO_BYTES : ByteBufUtil.getBytes(body);
        discard();
        return bytes;
    }

    /** Forgets the request that has begun. */
    void discard() {
        head = null;
        if (body != null) {
            body.release();
            body = null;
        }
    }
}
