import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.js";
import { shareTokenOf } from "./router.js";
import { SharePage } from "./share/SharePage.js";
import "./theme.css";

const token = shareTokenOf(location);

createRoot(document.getElementById("app")!).render(
  <StrictMode>{token === undefined ? <App /> : <SharePage token={token} />}</StrictMode>,
);
