package dev.turnout.acceptance.kit;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/** An admin in front of the dashboard. */
public final class DashboardUser {

    private final Page page;
    private final String url;

    /** @param url of backend-api, or of a proxy in front of it, without a slash at its end */
    public DashboardUser(Page page, String url) {
        this.page = page;
        this.url = url;
    }

    public Page page() {
        return page;
    }

    public DashboardUser opens(String fragment) {
        page.navigate(url + "/" + fragment);
        return this;
    }

    public DashboardUser logsIn() {
        return logsIn(Product.ADMIN_PASSWORD);
    }

    public DashboardUser logsIn(String password) {
        page.getByLabel("Password").fill(password);
        button("Log in").click();
        return this;
    }

    /** The page of an auction, with its chart. */
    public DashboardUser opensAuction(String id) {
        opens("#/auction/" + id);
        assertThat(page.locator(".legend")).isVisible();
        return this;
    }

    public Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** The row of an auction in the list. */
    public Locator row(String id) {
        return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(id));
    }

    public Locator analyticsSwitch(Locator within) {
        return within.getByRole(AriaRole.SWITCH);
    }

    public Locator legend() {
        return page.locator(".legend");
    }

    /** The value of a key figure. */
    public Locator figure(String name) {
        return page.locator(".figures > div")
                .filter(new Locator.FilterOptions().setHasText(Pattern.compile("^" + name)))
                .locator("dd");
    }
}
