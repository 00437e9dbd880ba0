const WIDTH = 120;
const HEIGHT = 28;

/**
 * The last hour as a line from zero to its maximum. Minutes without a snapshot interrupt the line; a minute between two
 * such gaps is a dot.
 */
export function Sparkline({ values, label }: { values: readonly (number | null)[]; label: string }) {
  const max = Math.max(1, ...values.map((value) => value ?? 0));
  const x = (index: number) => (index / Math.max(1, values.length - 1)) * WIDTH;
  const y = (value: number) => HEIGHT - 2 - (value / max) * (HEIGHT - 4);
  return (
    <svg className="sparkline" role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT}>
      {runs(values).map(({ start, run }) =>
        run.length === 1 ? (
          <circle key={start} cx={x(start)} cy={y(run[0]!)} r={1.5} />
        ) : (
          <polyline key={start} points={run.map((value, i) => `${x(start + i)},${y(value)}`).join(" ")} />
        ),
      )}
    </svg>
  );
}

/** The parts of a series without a gap, each with the index of its first value. */
export function runs(values: readonly (number | null)[]): { start: number; run: number[] }[] {
  const found: { start: number; run: number[] }[] = [];
  values.forEach((value, index) => {
    if (value !== null) {
      const last = found.at(-1);
      if (last !== undefined && last.start + last.run.length === index) {
        last.run.push(value);
      } else {
        found.push({ start: index, run: [value] });
      }
    }
  });
  return found;
}
