import { useCallback, useEffect, useState } from "react";
import { ApiError, session } from "./api.js";
import { strings } from "./strings.js";
import { errorText } from "./useAction.js";

export interface Remote<T> {
  data: T | undefined;
  /** Text of the last failure; `data` is then what was loaded before, if anything. */
  error: string | undefined;
  /** Status of the last failure, if the server answered. */
  status: number | undefined;
  reload: () => void;
}

type State<T> = Omit<Remote<T>, "reload">;

const NOTHING = { data: undefined, error: undefined, status: undefined };

/**
 * Loads now, at every interval and after a login; a failed load is repeated and keeps what was loaded before.
 * Of another source, nothing is kept, except while the login has expired and covers the page.
 */
export function useRemote<T>(load: () => Promise<T>, intervalMillis: number): Remote<T> {
  const [state, setState] = useState<State<T> & { of?: () => Promise<T> }>(NOTHING);
  const [requested, setRequested] = useState(0);
  const reload = useCallback(() => setRequested((n) => n + 1), []);

  useEffect(() => {
    session.addEventListener("login", reload);
    return () => session.removeEventListener("login", reload);
  }, [reload]);

  useEffect(() => {
    let current = true;
    let timer: ReturnType<typeof setTimeout>;
    const run = async () => {
      try {
        const data = await load();
        if (current) setState({ data, error: undefined, status: undefined, of: load });
      } catch (failure) {
        const status = failure instanceof ApiError ? failure.status : undefined;
        if (current) {
          setState((before) => ({
            data: before.of === load || status === 401 ? before.data : undefined,
            error: errorText(failure, strings.failed),
            status,
            of: load,
          }));
        }
      }
      if (current) timer = setTimeout(() => void run(), intervalMillis);
    };
    void run();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [load, intervalMillis, requested]);

  return { ...state, reload };
}
