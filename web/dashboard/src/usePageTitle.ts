import { useEffect } from "react";
import { strings } from "./strings.js";

/** Names the browser's tab after what the page shows. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · ${strings.product}`;
    return () => {
      document.title = before;
    };
  }, [title]);
}
