package dev.turnout.socket;

public final class SocketServerMain {

    private SocketServerMain() {}

    public static void main(String[] args) {
        System.exit(args.length);
    }
}
