package dev.turnout.backend.http;

import io.javalin.security.RouteRole;

/** The rights that a route requires. */
enum Access implements RouteRole {
    ANYONE,
    /** The internal key. */
    INTERNAL,
    /** A session of an admin, or the admin token. */
    ADMIN,
    /** As {@link #ADMIN}, or the token of a read-only link to the auction in the path. */
    ADMIN_OR_SHARE,
    /** The token of any read-only link. */
    SHARE
}
