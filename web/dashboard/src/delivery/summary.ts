import type { Outbox, ServerOutbox } from "../api.js";
import { count, duration } from "../format.js";
import { strings } from "../strings.js";

const text = strings.outbox;

/** The outbox of each server that answered; each server stores its own snapshots. */
export function serversOf({ others = [], missing: _, ...own }: Outbox): ServerOutbox[] {
  return [own, ...others];
}

/** What waits, in one sentence. */
export function waitingText({ waiting, oldestWaiting, setAside, dropped }: ServerOutbox, now: number): string {
  if (waiting === 0) {
    const complete = setAside.length === 0 && Object.values(dropped).every((number) => number === 0);
    return complete ? text.none : text.nothingWaits;
  }
  if (oldestWaiting === null) return text.waitingInMemory(count(waiting));
  return text.waiting(count(waiting), duration(Math.max(0, (now - Date.parse(oldestWaiting)) / 1_000)));
}

/** What waits and is set aside at all servers, in one line. */
export function allServersText(outbox: Outbox, now: number): string {
  const servers = serversOf(outbox);
  const oldest = servers.flatMap(({ oldestWaiting }) => oldestWaiting ?? []).sort()[0] ?? null;
  const waiting = servers.reduce((sum, server) => sum + server.waiting, 0);
  const setAside = servers.flatMap((server) => server.setAside).reduce((sum, group) => sum + group.snapshots, 0);
  const missing = outbox.missing ?? [];
  const complete = missing.length === 0 && servers.every((server) => waitingText(server, now) === text.none);
  return [
    waiting === 0 ? (complete ? text.none : text.nothingWaits) : waitingText({ ...outbox, waiting, oldestWaiting: oldest }, now),
    ...(setAside > 0 ? [text.setAsideNumber(count(setAside))] : []),
    ...(missing.length > 0 ? [text.missing(missing.join(", "))] : []),
  ].join(" ");
}

/** What was lost and why; undefined when nothing was. */
export function droppedText({ dropped }: ServerOutbox): string | undefined {
  const reasons = Object.entries(dropped).filter(([, number]) => number > 0);
  if (reasons.length === 0) return undefined;
  const total = reasons.reduce((sum, [, number]) => sum + number, 0);
  const named = reasons.map(([reason, number]) => `${count(number)} ${text.reasons[reason as keyof ServerOutbox["dropped"]]}`);
  return text.dropped(count(total), named.join(", "));
}
