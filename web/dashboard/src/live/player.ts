/**
 * Reads players and sales. The existing system publishes them in several forms, so each figure has several possible
 * field names. Values become text, never markup.
 */
const LONGEST_TEXT = 300;
const NAMES = ["name", "playerName", "fullName", "player", "title"];
const TEAMS = ["team", "teamName", "soldTo", "buyer", "currentBidder"];
const PRICES = ["soldPrice", "finalPrice", "price", "amount"];
const BIDS = ["currentBid", "bid", "currentPrice"];
const FACTS: readonly [string, readonly string[]][] = [
  ["Current bid", BIDS],
  ["Base price", ["basePrice", "startingPrice"]],
  ["Price", PRICES],
  ["Team", TEAMS],
  ["Role", ["role", "position", "category"]],
  ["Lot", ["lot", "lotNumber"]],
];

const number = new Intl.NumberFormat();

export interface Player {
  name: string;
  facts: { label: string; value: string }[];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  if (typeof value === "number") return number.format(value);
  if (typeof value === "string" || typeof value === "boolean") return String(value).slice(0, LONGEST_TEXT);
  return isObject(value) ? first(value, NAMES) : "";
}

/** The first of several fields that has a text. */
function first(object: Record<string, unknown>, fields: readonly string[]): string {
  for (const field of fields) {
    const text = Object.hasOwn(object, field) ? textOf(object[field]) : "";
    if (text) return text;
  }
  return "";
}

/** The fields of a nested player beside those of its message. */
function flat(message: Record<string, unknown>): Record<string, unknown> {
  return isObject(message["player"]) ? { ...message["player"], ...message } : message;
}

/** Undefined for a message that is no object. */
export function playerOf(message: unknown): Player | undefined {
  if (!isObject(message)) {
    return undefined;
  }
  const fields = flat(message);
  const facts = FACTS.map(([label, names]) => ({ label, value: first(fields, names) })).filter(({ value }) => value);
  return { name: first(fields, NAMES) || "Unnamed", facts };
}

export function saleText(message: unknown): string {
  if (!isObject(message)) {
    return textOf(message) || "Sold";
  }
  const text = first(message, ["message", "text"]);
  if (text) {
    return text;
  }
  const fields = flat(message);
  const team = first(fields, TEAMS);
  const price = first(fields, [...PRICES, ...BIDS]);
  return `${first(fields, NAMES) || "Player"} sold${team && ` to ${team}`}${price && ` for ${price}`}`;
}
