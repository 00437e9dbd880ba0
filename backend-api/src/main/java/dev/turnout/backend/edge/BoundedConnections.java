package dev.turnout.backend.edge;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;

/**
 * HTTP connections whose requests have a limited number of headers, and which are closed when the head of a request
 * arrives in parts and {@link MemoryBudget} does not allow what has arrived. Jetty itself limits the characters of one
 * head only: 900 headers of a few characters take twenty times as much memory as they have bytes.
 */
final class BoundedConnections extends HttpConnectionFactory {

    private static final int MAX_FIELDS = 128;

    private final MemoryBudget memory;

    BoundedConnections(HttpConfiguration http, MemoryBudget memory) {
        super(http);
        this.memory = memory;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        HttpConnection connection =
                new Bounded(getHttpConfiguration(), connector, endPoint, memory.of(endPoint.getRemoteSocketAddress()));
        connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
        return configure(connection, connector, endPoint);
    }

    private static final class Bounded extends HttpConnection {

        private final MemoryBudget.Allocation allocation;
        private int fields;

        Bounded(HttpConfiguration http, Connector connector, EndPoint endPoint, MemoryBudget.Allocation allocation) {
            super(http, connector, endPoint);
            this.allocation = allocation;
        }

        /** Whenever more has to arrive before the parser can go on. */
        @Override
        public void fillInterested(Callback callback) {
            HttpParser parser = getParser();
            boolean isInHead = parser.inHeaderState() && parser.getHeaderLength() > 0;
            if (allocation.resize(isInHead ? HeadMemory.of(parser.getHeaderLength(), fields) : 0)) {
                super.fillInterested(callback);
            } else {
                getEndPoint().close();
            }
        }

        @Override
        public void onClose(Throwable cause) {
            allocation.release();
            super.onClose(cause);
        }

        @Override
        protected RequestHandler newRequestHandler() {
            return new RequestHandler() {

                @Override
                public void startRequest(String method, String uri, HttpVersion version) {
                    fields = 0;
                    super.startRequest(method, uri, version);
                }

                @Override
                public void parsedHeader(HttpField field) {
                    countField();
                    super.parsedHeader(field);
                }

                @Override
                public void parsedTrailer(HttpField field) {
                    countField();
                    super.parsedTrailer(field);
                }
            };
        }

        private void countField() {
            fields++;
            if (fields > MAX_FIELDS) {
                throw new HttpException.RuntimeException(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431);
            }
        }
    }
}
