package dev.turnout.engine.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.TooLongHttpHeaderException;

/**
 * Headers of a request while it is being decoded. A field costs some 100 bytes of memory however short it is, so their
 * number is bounded and not only their size.
 */
final class BoundedHeaders extends DefaultHttpHeaders {

    static final int MAX_FIELDS = 128;

    private int fields;

    @Override
    public HttpHeaders add(CharSequence name, Object value) {
        fields++;
        if (fields > MAX_FIELDS) {
            throw new TooLongHttpHeaderException("more than " + MAX_FIELDS + " header fields");
        }
        return super.add(name, value);
    }

    @Override
    public HttpHeaders add(String name, Object value) {
        return add((CharSequence) name, value);
    }

    /** Makes one for each request. */
    static final class Factory implements HttpHeadersFactory {

        @Override
        public HttpHeaders newHeaders() {
            return new BoundedHeaders();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
            return new BoundedHeaders();
        }
    }
}
