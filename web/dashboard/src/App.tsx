import { useEffect, useState, type MouseEvent } from "react";
import { api, session } from "./api.js";
import { AuctionPage } from "./auction/AuctionPage.js";
import { AuctionList } from "./auctions/AuctionList.js";
import { linkTo, useRoute } from "./router.js";
import { ChangePassword } from "./session/ChangePassword.js";
import { Login } from "./session/Login.js";
import { strings } from "./strings.js";

type Login = "unknown" | "none" | "expired" | "admin";

export function App() {
  const [login, setLogin] = useState<Login>("unknown");

  useEffect(() => {
    const loggedIn = () => setLogin("admin");
    const expired = () => setLogin((before) => (before === "admin" ? "expired" : before));
    session.addEventListener("login", loggedIn);
    session.addEventListener("expired", expired);
    api.whoAmI().then(loggedIn, () => setLogin("none"));
    return () => {
      session.removeEventListener("login", loggedIn);
      session.removeEventListener("expired", expired);
    };
  }, []);

  switch (login) {
    case "unknown":
      return <p className="loading">{strings.loading}</p>;
    case "none":
      return <Login expired={false} />;
    default:
      // The pages stay mounted while the session is expired, so that nothing on them is lost.
      return (
        <>
          <div inert={login === "expired"}>
            <Pages onLogout={() => setLogin("none")} />
          </div>
          {login === "expired" && (
            <div className="cover">
              <Login expired />
            </div>
          )}
        </>
      );
  }
}

function Pages({ onLogout }: { onLogout: () => void }) {
  const route = useRoute();
  const logOut = () => void api.logOut().finally(onLogout);
  return (
    <>
      <a className="skip" href="#content" onClick={focusContent}>
        {strings.nav.skip}
      </a>
      <header className="topbar">
        <a className="brand" href={linkTo({ page: "auctions" })}>
          {strings.product}
        </a>
        <nav aria-label={strings.nav.label}>
          <a href={linkTo({ page: "auctions" })} aria-current={route.page === "auctions" ? "page" : undefined}>
            {strings.nav.auctions}
          </a>
          <a href={linkTo({ page: "password" })} aria-current={route.page === "password" ? "page" : undefined}>
            {strings.nav.password}
          </a>
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
function focusContent(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}
