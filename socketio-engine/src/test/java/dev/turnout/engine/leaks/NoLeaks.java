package dev.turnout.engine.leaks;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which Netty's leak detector finds a buffer that nobody released. Found by JUnit itself, so
 * that no class can forget it; the build sets the detector to {@code paranoid}.
 */
public final class NoLeaks implements BeforeAllCallback, AfterAllCallback {

    private static final LeakReports REPORTS = new LeakReports();

    static {
        REPORTS.begin();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (isOuter(context)) {
            REPORTS.collect();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        List<String> leaks = isOuter(context) ? REPORTS.collect() : List.of();
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + " buffers were not released, the first: " + leaks.get(0));
        }
    }

    /** For the one test that leaks on purpose. */
    static void forgive() {
        REPORTS.collect();
    }

    private static boolean isOuter(ExtensionContext context) {
        return context.getRequiredTestClass().getEnclosingClass() == null;
    }
}
