import type { FormEvent } from "react";
import { api } from "../api.js";
import { ErrorText } from "../ErrorText.js";
import { strings } from "../strings.js";
import { useAction } from "../useAction.js";

export function Login({ expired }: { expired: boolean }) {
  const { busy, error, run } = useAction();

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
        {expired && <p role="status">{strings.login.expired}</p>}
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
