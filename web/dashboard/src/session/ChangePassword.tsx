import { useState, type FormEvent } from "react";
import { api } from "../api.js";
import { strings } from "../strings.js";

const text = strings.password;

/** Changing the password ends all sessions, this one too. */
export function ChangePassword({ onChanged }: { onChanged: () => void }) {
  const [error, setError] = useState<string>();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = (name: string) => String(form.get(name) ?? "");
    if (value("next") !== value("repeated")) {
      setError(text.different);
      return;
    }
    try {
      await api.changePassword(value("current"), value("next"));
      onChanged();
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    }
  };

  return (
    <form className="narrow" onSubmit={(event) => void submit(event)}>
      <h1>{strings.nav.password}</h1>
      <label>
        {text.current}
        <input name="current" type="password" autoComplete="current-password" required />
      </label>
      <label>
        {text.next}
        <input name="next" type="password" autoComplete="new-password" minLength={8} maxLength={256} required />
      </label>
      <label>
        {text.repeated}
        <input name="repeated" type="password" autoComplete="new-password" required />
      </label>
      {error !== undefined && (
        <p role="alert" className="error">
          {error}
        </p>
      )}
      <button type="submit">{text.submit}</button>
      <p className="hint">{text.hint}</p>
    </form>
  );
}
