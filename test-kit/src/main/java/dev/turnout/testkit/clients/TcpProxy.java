package dev.turnout.testkit.clients;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Forwards TCP connections to a server. {@link #cut} resets them, like a killed tab; {@link #stopForwarding} keeps them
 * open and drops every byte, like a phone without coverage; {@link #cutClients} leaves them half-open at the server.
 */
public final class TcpProxy implements AutoCloseable {

    private final ServerSocket listener;
    private volatile int server;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final List<Socket> upstreams = new CopyOnWriteArrayList<>();

    /** Connections to the server that stay open without a client. */
    private final Set<Socket> halfOpen = ConcurrentHashMap.newKeySet();

    private final AtomicLong transfers = new AtomicLong();
    private volatile boolean dropping;
    private volatile boolean cut;

    private TcpProxy(ServerSocket listener, int server) {
        this.listener = listener;
        this.server = server;
    }

    public static TcpProxy to(int serverPort) {
        try {
            TcpProxy proxy = new TcpProxy(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), serverPort);
            daemon(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** New connections go to another server. */
    public void redirect(int serverPort) {
        server = serverPort;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Number of reads in both directions; a ping and its pong are at least two. */
    public long transfers() {
        return transfers.get();
    }

    /** Drops every byte from now on; the connections stay open. */
    public void stopForwarding() {
        dropping = true;
    }

    /** Forwards again. What was dropped stays lost, so that connections whose end was dropped are half-open. */
    public void resumeForwarding() {
        dropping = false;
    }

    /** Resets every connection, and each new one until {@link #restore}. */
    public void cut() {
        cut = true;
        clients.forEach(TcpProxy::reset);
        upstreams.forEach(TcpProxy::reset);
    }

    /** Resets the clients' side of every connection; the server does not notice. New connections are forwarded. */
    public void cutClients() {
        halfOpen.addAll(upstreams);
        clients.forEach(TcpProxy::reset);
    }

    public void restore() {
        cut = false;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                return;
            }
        }
    }

    /** A client is reset when the server refuses the connection; it may accept the next one. */
    private void connect(Socket client) {
        try {
            Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
            clients.add(client);
            upstreams.add(upstream);
            daemon(() -> forward(client, upstream));
            daemon(() -> forward(upstream, client));
            if (cut) {
                cut();
            }
        } catch (IOException e) {
            reset(client);
        }
    }

    private void forward(Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                transfers.incrementAndGet();
                if (!dropping) {
                    out.write(buffer, 0, read);
                }
            }
            if (!dropping && !halfOpen.contains(to)) {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            resetUnlessHalfOpen(from);
            resetUnlessHalfOpen(to);
        }
    }

    private void resetUnlessHalfOpen(Socket socket) {
        if (!halfOpen.contains(socket)) {
            reset(socket);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // closed already
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        cut();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
