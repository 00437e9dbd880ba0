package dev.turnout.engine.clients;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP line to a server that can be cut, as by a killed tab, or fall silent, as by a phone in a tunnel. */
public final class Line implements AutoCloseable {

    private final ServerSocket entry;
    private final int server;
    private final List<Socket> ends = new CopyOnWriteArrayList<>();
    private final AtomicLong passages = new AtomicLong();
    private volatile boolean silent;
    private volatile boolean cut;

    private Line(ServerSocket entry, int server) {
        this.entry = entry;
        this.server = server;
    }

    public static Line to(int serverPort) {
        try {
            Line line = new Line(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), serverPort);
            daemon(line::accept);
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return entry.getLocalPort();
    }

    /** How often something went through, either way: each ping counts at least twice. */
    public long passages() {
        return passages.get();
    }

    /** From now on nothing passes, and nobody is told. */
    public void fallSilent() {
        silent = true;
    }

    /** Destroys every connection at once, and any new one until it is mended. */
    public void cut() {
        cut = true;
        ends.forEach(Line::reset);
    }

    public void mend() {
        cut = false;
    }

    private void accept() {
        while (!entry.isClosed()) {
            try {
                Socket client = entry.accept();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
                ends.add(client);
                ends.add(upstream);
                daemon(() -> pass(client, upstream));
                daemon(() -> pass(upstream, client));
                if (cut) {
                    cut();
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                passages.incrementAndGet();
                if (!silent) {
                    out.write(buffer, 0, read);
                }
            }
            if (!silent) {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            reset(from);
            reset(to);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // it is closed already, which is what was wanted
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "line");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        cut();
        try {
            entry.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
