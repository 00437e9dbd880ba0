import { useState, type FormEvent } from "react";
import { api } from "../api.js";
import { ErrorText } from "../ErrorText.js";
import { strings } from "../strings.js";
import { useAction } from "../useAction.js";
import { usePageTitle } from "../usePageTitle.js";

const text = strings.password;

/** Changing the password ends all sessions, this one too. */
export function ChangePassword({ onChanged }: { onChanged: () => void }) {
  const { busy, error, run } = useAction();
  usePageTitle(strings.nav.password);
  const [differ, setDiffer] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = (name: string) => String(form.get(name) ?? "");
    const same = value("next") === value("repeated");
    setDiffer(!same);
    if (same && (await run(() => api.changePassword(value("current"), value("next"))))) {
      onChanged();
    }
  };

  return (
    <form className="narrow card" onSubmit={(event) => void submit(event)}>
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
      <ErrorText text={differ ? text.different : error} />
      <button type="submit" className="primary" disabled={busy}>
        {text.submit}
      </button>
      <p className="hint">{text.hint}</p>
    </form>
  );
}
