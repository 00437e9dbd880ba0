package dev.turnout.bench.server;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketConfig;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIOServer;
import dev.turnout.model.Wire;
import java.io.IOException;
import java.time.Duration;

/** The peer {@code netty-socketio}: a viewer counter written directly on that library, with its fastest transport. */
public final class NettySocketIoServer {

    private NettySocketIoServer() {}

    public static void main(String[] args) throws IOException {
        PeerArguments arguments = PeerArguments.of(args);
        SocketIOServer server = new SocketIOServer(configuration(arguments));
        CountPerRoom counts = new CountPerRoom(
                arguments.counter(),
                (room, count) -> server.getRoomOperations(room).sendEvent(Wire.VIEWER_COUNT_UPDATE, count));
        server.addConnectListener(client -> {
            String room = room(client);
            client.joinRoom(room);
            int count = counts.joined(room);
            if (arguments.counter() == Counter.INTERVAL) {
                client.sendEvent(Wire.VIEWER_COUNT_UPDATE, count);
            }
        });
        server.addDisconnectListener(client -> counts.left(room(client)));
        server.start();
        ControlPort.open(
                arguments.controlPort(),
                (room, data) -> server.getRoomOperations(room).sendEvent(ControlPort.EVENT, data));
        PeerArguments.awaitEndOfStdin();
        System.exit(0);
    }

    private static Configuration configuration(PeerArguments arguments) {
        SocketConfig socket = new SocketConfig();
        socket.setAcceptBackLog(4096);
        socket.setReuseAddress(true);
        Configuration configuration = new Configuration();
        configuration.setHostname("127.0.0.1");
        configuration.setPort(arguments.port());
        configuration.setContext("/auction");
        configuration.setSocketConfig(socket);
        configuration.setUseLinuxNativeEpoll(true);
        configuration.setHttpCompression(false);
        configuration.setWebsocketCompression(false);
        configuration.setRandomSession(true);
        configuration.setPingInterval((int) arguments.pingInterval().toMillis());
        configuration.setPingTimeout((int) Duration.ofSeconds(20).toMillis());
        return configuration;
    }

    private static String room(SocketIOClient client) {
        return client.getHandshakeData().getSingleUrlParam("slug");
    }
}
