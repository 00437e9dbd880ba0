// @vitest-environment jsdom
import { act, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { beforeEach, expect, it } from "vitest";
import { useViewerCount } from "../src/react.js";
import { configure } from "../src/registry.js";
import { FakeEnvironment } from "./fake-environment.js";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

function Count({ auction, skip = false }: { auction: string; skip?: boolean }) {
  const { count, status } = useViewerCount(auction, { skip });
  return <b>{`${count ?? "–"} ${status}`}</b>;
}

let page: FakeEnvironment;

beforeEach(() => {
  page = new FakeEnvironment();
  configure({ server: "http://s", environment: page });
});

it("renders on a server without connecting", () => {
  expect(renderToString(<Count auction="1" />)).toBe("<b>– connecting</b>");
  expect(page.sockets).toHaveLength(0);
});

it("shares one connection under StrictMode and releases it shortly after the last use", () => {
  const root = createRoot(document.body.appendChild(document.createElement("div")));
  act(() =>
    root.render(
      <StrictMode>
        <Count auction="2" />
        <Count auction="2" />
      </StrictMode>,
    ),
  );
  expect(page.sockets).toHaveLength(1);
  act(() => {
    page.socket.connects();
    page.socket.receives("viewerCountUpdate", 12);
  });
  expect([...document.querySelectorAll("b")].map((each) => each.textContent)).toEqual(["12 live", "12 live"]);
  act(() => root.unmount());
  page.passes(249);
  expect(page.socket.active).toBe(true);
  page.passes(1);
  expect(page.socket.active).toBe(false);
});

it("connects once the auction is known", () => {
  const root = createRoot(document.body.appendChild(document.createElement("div")));
  act(() => root.render(<Count auction="" skip />));
  expect(page.sockets).toHaveLength(0);
  act(() => root.render(<Count auction="3" />));
  expect(page.socket.options).toMatchObject({ query: { slug: "auction-3" } });
  act(() => root.unmount());
  page.passes(250);
});

it("shows nothing of the auction before, and sends the section, when both change", () => {
  const Section = ({ auction, section }: { auction: string; section?: string }) => {
    const { count } = useViewerCount(auction, section === undefined ? {} : { section });
    return <i>{count ?? "–"}</i>;
  };
  const root = createRoot(document.body.appendChild(document.createElement("div")));
  const shown = () => document.querySelector("i")?.textContent;
  act(() => root.render(<Section auction="4" section="lot-1" />));
  expect(page.socket.auth()).toMatchObject({ section: "lot-1" });
  act(() => {
    page.socket.connects();
    page.socket.receives("viewerCountUpdate", 40);
  });
  expect(shown()).toBe("40");
  act(() => root.render(<Section auction="4" />));
  expect(page.socket.sent).toEqual([["presence", { section: null }]]);
  act(() => root.render(<Section auction="5" section="lot-2" />));
  expect(shown()).toBe("–");
  expect(page.socket.auth()).toMatchObject({ section: "lot-2" });
  act(() => root.unmount());
  page.passes(250);
});
