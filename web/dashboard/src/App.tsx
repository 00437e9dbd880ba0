import { useEffect, useRef, useState, type MouseEvent } from "react";
import { api, session } from "./api.js";
import { AuctionPage } from "./auction/AuctionPage.js";
import { AuctionList } from "./auctions/AuctionList.js";
import { FIRST_VIEW } from "./auctions/selection.js";
import { ErrorText } from "./ErrorText.js";
import { linkTo, useRoute } from "./router.js";
import { ChangePassword } from "./session/ChangePassword.js";
import { Login, LoginAgain } from "./session/Login.js";
import { strings } from "./strings.js";
import { useAction } from "./useAction.js";

type Login = "unknown" | "none" | "password-changed" | "expired" | "admin";

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
      return <Login />;
    case "password-changed":
      return <Login notice={strings.password.changed} />;
    default:
      // The pages stay mounted while the session is expired, so that nothing on them is lost.
      return (
        <>
          <div inert={login === "expired"}>
            <Pages onLogout={() => setLogin("none")} onPasswordChanged={() => setLogin("password-changed")} />
          </div>
          {login === "expired" && <LoginAgain />}
        </>
      );
  }
}

function Pages({ onLogout, onPasswordChanged }: { onLogout: () => void; onPasswordChanged: () => void }) {
  const route = useRoute();
  const { busy, error, run } = useAction();
  const [list, setList] = useState(FIRST_VIEW);
  useFocusOnChange(linkTo(route));
  const logOut = async () => {
    if (await run(api.logOut)) {
      onLogout();
    }
  };
  const passwordChanged = () => {
    location.hash = linkTo({ page: "auctions" });
    onPasswordChanged();
  };
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
          <button type="button" className="link" disabled={busy} onClick={() => void logOut()}>
            {strings.nav.logout}
          </button>
        </nav>
        <ErrorText text={error} />
      </header>
      <main id="content" tabIndex={-1}>
        {route.page === "auctions" && <AuctionList view={list} onView={setList} />}
        {route.page === "auction" && <AuctionPage key={route.id} id={route.id} />}
        {route.page === "password" && <ChangePassword onChanged={passwordChanged} />}
      </main>
    </>
  );
}

/** The fragment holds the route, so the link moves the focus instead. */
function focusContent(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

/** As a new document would, another page starts at its top: for the keyboard and for screen readers. */
function useFocusOnChange(page: string): void {
  const before = useRef(page);
  useEffect(() => {
    if (before.current !== page) {
      before.current = page;
      scrollTo(0, 0);
      document.getElementById("content")?.focus();
    }
  }, [page]);
}
