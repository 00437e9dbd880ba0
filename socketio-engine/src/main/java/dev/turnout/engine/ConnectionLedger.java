package dev.turnout.engine;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Decides whether the engine may accept a connection or a session, and counts those that are open.
 *
 * <p>The engine requests a permit before it allocates memory for either one, and releases each granted permit when the connection or
 * session has ended, however it ended. Called on event loops: implementations are safe for any thread and never block.
 */
public interface ConnectionLedger {

    /**
     * A connection was accepted.
     *
     * @param peer the address at its other end
     * @param trustedProxy whether that is a trusted proxy, whose connections carry the requests of many clients
     */
    ConnectionPermit connection(InetAddress peer, boolean trustedProxy);

    /**
     * A client requests a new session, on either transport.
     *
     * @param client its address, looking through trusted proxies
     * @param retainedBytes heap that the engine keeps for the handshake until the client has connected to a namespace
     */
    SessionPermit session(InetAddress client, int retainedBytes);

    /** Connections that are open. */
    int connections();

    /** Removes what is no longer needed to enforce the limits. The engine calls it every few seconds. */
    default void forgetIdle() {}

    /** The decision about one connection or session. */
    interface Permit {

        /** Why it was refused; empty when it was granted. */
        Optional<Refusal> refusal();

        /** Gives a granted permit back. Repeated calls, and calls on a refused permit, do nothing. */
        void release();
    }

    /** The decision about one connection. */
    interface ConnectionPermit extends Permit {

        /**
         * Changes how many bytes the engine keeps of the connection's requests: of the body that is not complete, and of
         * requests that wait for an answer to one before. Releasing the permit frees them, and later calls count nothing.
         * On the connection's loop.
         *
         * @return why there may not be more, in which case nothing changes; fewer are always possible
         */
        Optional<Refusal> keep(int bytes);
    }

    /** The decision about one session. */
    interface SessionPermit extends Permit {

        /** The client has connected to a namespace; the bytes kept for its handshake are free. */
        void connected();

        /**
         * Counts bytes of a message that is not complete. They stay counted until {@link #free}, also after the release.
         *
         * @return whether they may be kept; if not, they are not counted
         */
        default boolean retain(int bytes) {
            return true;
        }

        /** Bytes that were retained are no longer kept. */
        default void free(int bytes) {}
    }
}
