import { useEffect, useState } from "react";
import { api, onSessionExpired } from "./api.js";
import { AuctionPage } from "./auction/AuctionPage.js";
import { AuctionList } from "./auctions/AuctionList.js";
import { linkTo, useRoute } from "./router.js";
import { ChangePassword } from "./session/ChangePassword.js";
import { Login } from "./session/Login.js";
import { strings } from "./strings.js";

type Session = "unknown" | "none" | "expired" | "admin";

export function App() {
  const [session, setSession] = useState<Session>("unknown");

  useEffect(() => {
    onSessionExpired(() => setSession((before) => (before === "admin" ? "expired" : "none")));
    api.whoAmI().then(
      () => setSession("admin"),
      () => setSession("none"),
    );
  }, []);

  if (session === "unknown") {
    return <p className="loading">{strings.loading}</p>;
  }
  if (session !== "admin") {
    return <Login expired={session === "expired"} onLogin={() => setSession("admin")} />;
  }
  return <Pages onLogout={() => setSession("none")} />;
}

function Pages({ onLogout }: { onLogout: () => void }) {
  const route = useRoute();
  const logOut = () => void api.logOut().finally(onLogout);
  return (
    <>
      <a className="skip" href="#content" onClick={(event) => focusContent(event)}>
        {strings.nav.skip}
      </a>
      <header>
        <a className="brand" href={linkTo({ page: "auctions" })}>
          {strings.product}
        </a>
        <nav>
          <a href={linkTo({ page: "auctions" })}>{strings.nav.auctions}</a>
          <a href={linkTo({ page: "password" })}>{strings.nav.password}</a>
          <button type="button" className="link" onClick={logOut}>
            {strings.nav.logout}
          </button>
        </nav>
      </header>
      <main id="content" tabIndex={-1}>
        {route.page === "auctions" && <AuctionList />}
        {route.page === "auction" && <AuctionPage key={route.id} id={route.id} />}
        {route.page === "password" && <ChangePassword onChanged={onLogout} />}
      </main>
    </>
  );
}

/** The fragment holds the route, so the link moves the focus instead. */
function focusContent(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}
