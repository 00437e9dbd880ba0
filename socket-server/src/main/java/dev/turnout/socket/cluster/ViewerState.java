package dev.turnout.socket.cluster;

/** Where a viewer with a key is counted, as one node sees it. */
enum ViewerState {
    /** It has no session on the node. */
    GONE,
    /** It is counted on the node. */
    HERE,
    /** It has a session on the node and is counted on another one. */
    ELSEWHERE;

    static ViewerState present(boolean elsewhere) {
        return elsewhere ? ELSEWHERE : HERE;
    }
}
