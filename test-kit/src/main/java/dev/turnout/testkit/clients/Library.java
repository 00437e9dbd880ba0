package dev.turnout.testkit.clients;

/** A Socket.IO client library as its users have it. */
public enum Library {
    SIO_2_5("socket.io-client 2.5", "sio2", 3),
    SIO_3_1("socket.io-client 3.1", "sio31", 4),
    SIO_4_7("socket.io-client 4.7", "sio47", 4),
    SIO_4_8("socket.io-client 4.8", "sio48", 4),
    JAVA_2_1("Java client 2.1", "", 4);

    private final String title;
    private final String npmName;
    private final int protocol;

    Library(String title, String npmName, int protocol) {
        this.title = title;
        this.npmName = npmName;
        this.protocol = protocol;
    }

    boolean isJava() {
        return npmName.isEmpty();
    }

    String npmName() {
        return npmName;
    }

    /** The Engine.IO protocol revision it speaks. */
    public int protocol() {
        return protocol;
    }

    @Override
    public String toString() {
        return title;
    }
}
