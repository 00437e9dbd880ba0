import { useCallback, useEffect, useState } from "react";
import { ApiError } from "./api.js";

export interface Remote<T> {
  data: T | undefined;
  /** Text of the last failure; `data` is then what was loaded before, if anything. */
  error: string | undefined;
  /** Status of the last failure, if the server answered. */
  status: number | undefined;
  reload: () => void;
}

/** Loads now and at every interval; a failed load is repeated and keeps what was loaded before. */
export function useRemote<T>(load: () => Promise<T>, intervalMillis: number): Remote<T> {
  const [state, setState] = useState<Omit<Remote<T>, "reload">>({ data: undefined, error: undefined, status: undefined });
  const [requested, setRequested] = useState(0);

  useEffect(() => setState({ data: undefined, error: undefined, status: undefined }), [load]);

  useEffect(() => {
    let current = true;
    let timer: ReturnType<typeof setTimeout>;
    const run = async () => {
      try {
        const data = await load();
        if (current) setState({ data, error: undefined, status: undefined });
      } catch (failure) {
        const error = failure instanceof Error ? failure.message : String(failure);
        const status = failure instanceof ApiError ? failure.status : undefined;
        if (current) setState((before) => ({ data: before.data, error, status }));
      }
      if (current) timer = setTimeout(() => void run(), intervalMillis);
    };
    void run();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [load, intervalMillis, requested]);

  return { ...state, reload: useCallback(() => setRequested((n) => n + 1), []) };
}
