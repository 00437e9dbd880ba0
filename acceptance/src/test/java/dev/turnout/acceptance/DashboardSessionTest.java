package dev.turnout.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.turnout.acceptance.kit.Chrome;
import dev.turnout.acceptance.kit.DashboardUser;
import dev.turnout.acceptance.kit.Product;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Log out and change of the password in the dashboard. */
class DashboardSessionTest {

    private static final String NEW_PASSWORD = "another horse, another battery";

    @RegisterExtension
    final Product product = Product.withBothServers();

    @RegisterExtension
    static final Chrome chrome = new Chrome();

    private DashboardUser admin() {
        DashboardUser user = new DashboardUser(
                        chrome.page(),
                        "http://127.0.0.1:" + product.backendApi().port())
                .opens("")
                .logsIn();
        assertThat(user.button("Log out")).isVisible();
        return user;
    }

    private static void assertLoggedOut(DashboardUser user) {
        assertThat(user.button("Log in")).isVisible();
        user.page().reload();
        assertThat(user.button("Log in")).isVisible();
    }

    @Test
    void loggingOutEndsTheSessionOnTheServerToo() {
        DashboardUser user = admin();
        String cookie = user.page().context().cookies().stream()
                .filter(each -> each.name.equals("turnout_session"))
                .map(each -> each.name + "=" + each.value)
                .findFirst()
                .orElseThrow();
        assertThat(sessionStatus(cookie)).isEqualTo(200);
        user.button("Log out").click();
        assertLoggedOut(user);
        assertThat(sessionStatus(cookie)).isEqualTo(401);
    }

    private int sessionStatus(String cookie) {
        return product.backendApi()
                .http()
                .with("Cookie", cookie)
                .get("/api/v1/admin/session")
                .status();
    }

    @Test
    void aChangeOfThePasswordEndsAllSessions() {
        DashboardUser other = admin();
        DashboardUser user = admin();
        user.opens("#/password");
        fill(user.page(), NEW_PASSWORD, NEW_PASSWORD + "!");
        user.button("Change password").click();
        assertThat(user.page().getByText("The two new passwords differ.")).isVisible();
        fill(user.page(), NEW_PASSWORD, NEW_PASSWORD);
        user.page().getByLabel("Current password").fill("a wrong password");
        user.button("Change password").click();
        assertThat(user.page().getByRole(AriaRole.ALERT)).hasText("the password is wrong");
        assertThat(user.button("Log in")).hasCount(0);
        fill(user.page(), NEW_PASSWORD, NEW_PASSWORD);
        user.button("Change password").click();
        assertThat(user.page().getByRole(AriaRole.STATUS)).containsText("The password was changed");
        assertLoggedOut(user);
        assertLoggedOut(other.opens(""));

        user.logsIn();
        assertThat(user.page().getByText("the password is wrong")).isVisible();
        user.logsIn(NEW_PASSWORD);
        assertThat(user.button("Log out")).isVisible();
    }

    @Test
    void anOpenDialogOutlivesTheSession() {
        DashboardUser user = admin();
        user.button("New auction").click();
        user.page()
                .getByLabel("Title", new Page.GetByLabelOptions().setExact(true))
                .fill("Spring sale");
        user.page().context().clearCookies();
        user.button("Create").click();
        assertThat(user.page().getByText("Your session has expired")).isVisible();
        user.page().keyboard().press("Escape");
        user.page().keyboard().press("Escape");
        assertThat(Chrome.accessibilityFaults(user.page())).isEqualTo(List.of());
        user.logsIn();
        user.button("Create").click();
        assertThat(user.row("Spring sale")).isVisible();
    }

    @Test
    void aLogoutThatDidNotReachTheServerIsNotShownAsOne() {
        DashboardUser user = admin();
        product.backendApi().kill();
        user.button("Log out").click();
        assertThat(user.page().locator(".topbar").getByRole(AriaRole.ALERT))
                .hasText("backend-api does not respond. Try again.");
        assertThat(user.button("Log in")).hasCount(0);
    }

    private static void fill(Page page, String next, String repeated) {
        page.getByLabel("Current password").fill(Product.ADMIN_PASSWORD);
        page.getByLabel("New password, at least 8 characters").fill(next);
        page.getByLabel("New password again").fill(repeated);
    }
}
