import { count } from "../format.js";

/** Named values as a table with bars. */
export function Distribution({ title, rows }: { title: string; rows: readonly { name: string; value: number }[] }) {
  const max = Math.max(1, ...rows.map(({ value }) => value));
  return (
    <section className="distribution">
      <h2>{title}</h2>
      <table>
        <tbody>
          {rows.map(({ name, value }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{count(value)}</td>
              <td className="bar">
                <meter min={0} max={max} value={value} aria-hidden="true" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
