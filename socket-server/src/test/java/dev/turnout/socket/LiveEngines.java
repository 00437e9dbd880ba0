package dev.turnout.socket;

import dev.turnout.engine.Engines;
import java.util.List;

/** The engines that the tests over real sockets run on. */
final class LiveEngines {

    static final List<Engines> ALL = List.of(Engines.TURNOUT);

    private LiveEngines() {}
}
