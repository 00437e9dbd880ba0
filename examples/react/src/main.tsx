import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { configure } from "turnout-kit";
import { Auction } from "./Auction.js";

configure({ server: "http://localhost:8081" });

createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <h1>Two auctions</h1>
    <Auction id="123" />
    <Auction id="124" />
  </StrictMode>,
);
