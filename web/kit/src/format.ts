export interface Format {
  locale: string | undefined;
  /** Round large numbers: 1.2K. */
  compact: boolean;
  /** Show nothing below this number. */
  hideBelow: number;
}

/** Shown while the count is unknown. */
export const PLACEHOLDER = "–";

/** @returns the text of a count, or `undefined` when it is below the threshold and nothing is to be shown */
export function formatCount(count: number | undefined, { locale, compact, hideBelow }: Format): string | undefined {
  if (count === undefined) {
    return PLACEHOLDER;
  }
  if (count < hideBelow) {
    return undefined;
  }
  const notation = compact ? { notation: "compact" as const, maximumFractionDigits: 1 } : {};
  return new Intl.NumberFormat(validLocale(locale), notation).format(count);
}

function validLocale(locale: string | undefined): string | undefined {
  try {
    return locale === undefined ? undefined : Intl.getCanonicalLocales(locale)[0];
  } catch {
    return undefined; // not a language tag: the browser's language
  }
}

/**
 * Delays drops of a number: a lower value is shown only when the number has stayed below the shown one for the grace
 * period. Rises are shown at once. Times in milliseconds of one clock.
 */
export class DropGrace {
  #shown: number | undefined;
  #belowSince: number | undefined;

  /** @returns what to show now, and after how many milliseconds to ask again, if at all */
  show(count: number | undefined, graceMillis: number, now: number): { count: number | undefined; recheckIn?: number } {
    const isDrop = count !== undefined && this.#shown !== undefined && count < this.#shown;
    if (!isDrop || graceMillis <= 0) {
      this.#belowSince = undefined;
      this.#shown = count;
      return { count };
    }
    this.#belowSince ??= now;
    const left = this.#belowSince + graceMillis - now;
    if (left > 0) {
      return { count: this.#shown, recheckIn: left };
    }
    this.#belowSince = undefined;
    this.#shown = count;
    return { count };
  }
}
