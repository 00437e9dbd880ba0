import { useEffect, useRef, type FormEvent } from "react";
import { api } from "../api.js";
import { ErrorText } from "../ErrorText.js";
import { strings } from "../strings.js";
import { useAction } from "../useAction.js";
import { usePageTitle } from "../usePageTitle.js";

export function Login({ notice }: { notice?: string }) {
  const { busy, error, run } = useAction();
  usePageTitle(strings.login.title);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password") ?? "");
    void run(() => api.logIn(password));
  };

  return (
    <main className="login">
      <h1 className="brand">{strings.product}</h1>
      <form className="card" onSubmit={submit}>
        <h2>{strings.login.title}</h2>
        {notice !== undefined && <p role="status">{notice}</p>}
        <label>
          {strings.login.password}
          <input name="password" type="password" autoComplete="current-password" required autoFocus />
        </label>
        <ErrorText text={error} />
        <button type="submit" className="primary" disabled={busy}>
          {strings.login.submit}
        </button>
        <p className="hint">{strings.login.firstPassword}</p>
      </form>
    </main>
  );
}

/** Over the pages of an expired session. A modal dialog, so that it is also above a dialog that is open on them. */
export function LoginAgain() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = () => dialog.current?.showModal();
  useEffect(open, []);
  return (
    <dialog ref={dialog} className="cover" aria-label={strings.login.title} onCancel={(e) => e.preventDefault()} onClose={open}>
      <Login notice={strings.login.expired} />
    </dialog>
  );
}
