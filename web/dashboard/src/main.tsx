import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.js";
import { useShareToken } from "./router.js";
import { SharePage } from "./share/SharePage.js";
import "./theme.css";

function Page() {
  const token = useShareToken();
  return token === undefined ? <App /> : <SharePage key={token} token={token} />;
}

createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
