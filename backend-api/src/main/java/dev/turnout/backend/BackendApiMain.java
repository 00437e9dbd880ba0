package dev.turnout.backend;

public final class BackendApiMain {

    private BackendApiMain() {}

    public static void main(String[] args) {
        System.exit(args.length);
    }
}
