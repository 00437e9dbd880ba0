package dev.turnout.engine.http;

/** Answers the requests under one path. On the loop of the request's connection; must not block. */
@FunctionalInterface
public interface Service {

    void handle(Exchange exchange);
}
