package dev.turnout.engine;

/** Which pages may connect, by the value of their {@code Origin} header (RFC 6454). Any thread; answers at once. */
@FunctionalInterface
public interface OriginCheck {

    /** Every page. */
    OriginCheck ANY = origin -> true;

    boolean allows(String origin);
}
