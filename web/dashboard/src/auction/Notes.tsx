import type { FormEvent } from "react";
import { api, type Note } from "../api.js";
import { ConfirmButton } from "../ConfirmButton.js";
import { ErrorText } from "../ErrorText.js";
import { dateTime, instantOf, LATEST_LOCAL, zoneName } from "../format.js";
import { strings } from "../strings.js";
import { useAction } from "../useAction.js";

const text = strings.notes;

interface NotesProps {
  auction: string;
  notes: readonly Note[];
  utc: boolean;
  editable: boolean;
  onChanged: () => void;
}

/** The notes of the range; they are also on the time line. */
export function Notes({ auction, notes, utc, editable, onChanged }: NotesProps) {
  return (
    <section>
      <h2>{text.title}</h2>
      {notes.length === 0 && <p className="hint">{text.none}</p>}
      <ul className="notes">
        {notes.map((note) => (
          <li key={note.id}>
            <time dateTime={note.timestamp}>{dateTime(note.timestamp, utc)}</time>
            <span className="note-text">{note.text}</span>
            {editable && (
              <ConfirmButton
                text={text.remove}
                label={text.removeLabel(note.text)}
                question={text.removeQuestion(note.text)}
                action={() => api.removeNote(auction, note.id)}
                onDone={onChanged}
              />
            )}
          </li>
        ))}
      </ul>
      {editable && <AddNote auction={auction} utc={utc} onAdded={onChanged} />}
    </section>
  );
}

/** The time is in the zone that the page shows. */
function AddNote({ auction, utc, onAdded }: { auction: string; utc: boolean; onAdded: () => void }) {
  const { busy, error, run } = useAction();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = new FormData(form);
    const at = String(values.get("at") ?? "");
    const added = await run(() =>
      api.addNote(auction, String(values.get("text") ?? ""), at ? instantOf(at, utc) : undefined),
    );
    if (added) {
      form.reset();
      onAdded();
    }
  };
  return (
    <form className="row" onSubmit={(event) => void submit(event)}>
      <label>
        {text.text}
        <input name="text" required maxLength={1_000} />
      </label>
      <label>
        {text.at(zoneName(utc))}
        <input name="at" type="datetime-local" max={LATEST_LOCAL} />
      </label>
      <button type="submit" disabled={busy}>
        {text.add}
      </button>
      <ErrorText text={error} />
    </form>
  );
}
