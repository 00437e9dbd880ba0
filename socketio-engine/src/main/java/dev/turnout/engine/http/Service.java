package dev.turnout.engine.http;

/** Answers the requests under one path. On the loop of the connection the request came by; must not block. */
@FunctionalInterface
public interface Service {

    void handle(Exchange exchange);
}
