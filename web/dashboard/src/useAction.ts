import { useState } from "react";
import { ApiError } from "./api.js";
import { strings } from "./strings.js";

/** The message of a refused request, or another text when the server did not answer. */
export function errorText(failure: unknown, unanswered: string): string {
  return failure instanceof ApiError ? failure.message : unanswered;
}

export interface Action {
  busy: boolean;
  /** Text of the last failure; undefined after a success. */
  error: string | undefined;
  /** @returns whether it succeeded */
  run: (action: () => Promise<unknown>) => Promise<boolean>;
}

/** Runs a request that a user has started, and keeps its failure to be shown. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const run = async (action: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await action();
      setError(undefined);
      return true;
    } catch (failure) {
      setError(errorText(failure, strings.notDone));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run };
}
