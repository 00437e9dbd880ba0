import { useState, type FormEvent } from "react";
import { api } from "../api.js";
import { strings } from "../strings.js";

export function Login({ expired, onLogin }: { expired: boolean; onLogin: () => void }) {
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = new FormData(event.currentTarget).get("password");
    setBusy(true);
    try {
      await api.logIn(typeof password === "string" ? password : "");
      onLogin();
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    } finally {
      setBusy(false);
    }
  };

  return (
    <main className="login">
      <h1>{strings.product}</h1>
      <form onSubmit={(event) => void submit(event)}>
        <h2>{strings.login.title}</h2>
        {expired && <p role="status">{strings.login.expired}</p>}
        <label>
          {strings.login.password}
          <input name="password" type="password" autoComplete="current-password" required autoFocus />
        </label>
        {error !== undefined && (
          <p role="alert" className="error">
            {error}
          </p>
        )}
        <button type="submit" disabled={busy}>
          {strings.login.submit}
        </button>
        <p className="hint">{strings.login.firstPassword}</p>
      </form>
    </main>
  );
}
