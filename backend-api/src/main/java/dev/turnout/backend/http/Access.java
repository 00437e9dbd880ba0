package dev.turnout.backend.http;

import io.javalin.security.RouteRole;

/** Who may use a route. */
enum Access implements RouteRole {
    ANYONE,
    /** Whoever sends the internal key. */
    INTERNAL,
    /** Whoever has logged in or sends the admin token. */
    ADMIN
}
