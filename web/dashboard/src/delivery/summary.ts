import type { Outbox } from "../api.js";
import { count, duration } from "../format.js";
import { strings } from "../strings.js";

const text = strings.outbox;

/** What waits, in one sentence. */
export function waitingText({ waiting, oldestWaiting }: Outbox, now: number): string {
  if (waiting === 0) return text.none;
  if (oldestWaiting === null) return text.waitingInMemory(count(waiting));
  return text.waiting(count(waiting), duration(Math.max(0, (now - Date.parse(oldestWaiting)) / 1_000)));
}

/** What was lost and why; undefined when nothing was. */
export function droppedText({ dropped }: Outbox): string | undefined {
  const reasons = Object.entries(dropped).filter(([, number]) => number > 0);
  if (reasons.length === 0) return undefined;
  const total = reasons.reduce((sum, [, number]) => sum + number, 0);
  const named = reasons.map(([reason, number]) => `${count(number)} ${text.reasons[reason as keyof Outbox["dropped"]]}`);
  return text.dropped(count(total), named.join(", "));
}
