/** Calls back after some time; cancels with the returned function. */
export type Timer = (callback: () => void, millis: number) => () => void;

export const pageTimer: Timer = (callback, millis) => {
  const id = setTimeout(callback, millis);
  return () => clearTimeout(id);
};

const WORKER = "onmessage=e=>setTimeout(()=>postMessage(e.data[0]),e.data[1])";

let worker: Worker | undefined;
let unavailable = false;
let lastId = 0;
const pending = new Map<number, () => void>();

function startWorker(): Worker | undefined {
  if (worker === undefined && !unavailable) {
    try {
      const url = URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
      const started = new Worker(url);
      URL.revokeObjectURL(url);
      started.onmessage = (message: MessageEvent<number>) => {
        const callback = pending.get(message.data);
        pending.delete(message.data);
        callback?.();
      };
      started.onerror = () => stopWorker(); // a Content-Security-Policy without worker-src blob:
      worker = started;
    } catch {
      unavailable = true;
    }
  }
  return worker;
}

/** Callbacks that wait in the worker continue on timers of the page. */
function stopWorker(): void {
  unavailable = true;
  worker?.terminate();
  worker = undefined;
  for (const [id, callback] of pending) {
    pending.delete(id);
    setTimeout(callback, 0);
  }
}

/**
 * A timer that browsers do not slow down in hidden tabs, because it runs in a worker. Where the page's
 * Content-Security-Policy forbids the worker, it is a timer of the page.
 */
export const steadyTimer: Timer = (callback, millis) => {
  const thread = typeof Worker === "undefined" ? undefined : startWorker();
  if (thread === undefined) {
    return pageTimer(callback, millis);
  }
  const id = ++lastId;
  pending.set(id, callback);
  thread.postMessage([id, millis]);
  return () => pending.delete(id);
};
