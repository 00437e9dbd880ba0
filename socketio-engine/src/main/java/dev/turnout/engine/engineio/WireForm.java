package dev.turnout.engine.engineio;

import dev.turnout.engine.http.QueryParameters;

/** The form of one client's packets: the protocol revision, and whether it accepts binary. */
enum WireForm {
    REVISION_4(4, false),
    REVISION_4_BASE64(4, true),
    REVISION_3(3, false),
    REVISION_3_BASE64(3, true);

    private final int revision;
    private final boolean base64;

    WireForm(int revision, boolean base64) {
        this.revision = revision;
        this.base64 = base64;
    }

    static WireForm of(int revision, QueryParameters query) {
        boolean base64 = query.has("b64") && !query.all("b64").get(0).equals("0");
        if (revision == 4) {
            return base64 ? REVISION_4_BASE64 : REVISION_4;
        }
        return base64 ? REVISION_3_BASE64 : REVISION_3;
    }

    int revision() {
        return revision;
    }

    /** Whether binary is sent as base64 text over WebSocket (and, in revision 3, over polling). */
    boolean base64() {
        return base64;
    }
}
