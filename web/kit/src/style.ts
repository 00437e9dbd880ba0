/** The style sheet of a badge. */
export const STYLE = `
:host { display: inline-block; position: relative; font: inherit; }
[part="badge"] { display: inline-flex; align-items: center; gap: 0.35em; border-radius: 0.3em; }
[part="badge"][hidden], [part="tooltip"][hidden] { display: none; }
[part="badge"]:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
[part="icon"] { width: 1.1em; height: 1.1em; fill: currentColor; }
[part="count"] { font-variant-numeric: tabular-nums; }
[part="badge"][data-status="offline"] { opacity: 0.6; }
[part="tooltip"] {
  display: block;
  position: absolute; z-index: 1; inset-block-start: 100%; inset-inline-start: 0; margin-block-start: 0.4em;
  padding: 0.5em 0.7em; border-radius: 0.4em; white-space: nowrap; font-size: 0.85em;
  background: #222; color: #fff; box-shadow: 0 2px 8px #0006;
}
.viewer { display: flex; align-items: center; gap: 0.4em; }
[part="avatar"] { width: 1.4em; height: 1.4em; border-radius: 50%; object-fit: cover; }
.announcement { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
