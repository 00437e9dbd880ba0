(() => {
  "use strict";

  const { auction, socket: server, status } = document.body.dataset;
  const TOAST_MS = 8000;
  const SALES_SHOWN = 10;
  const LONGEST_TEXT = 300;
  const FACTS = [
    ["Current bid", ["currentBid", "bid", "currentPrice"]],
    ["Base price", ["basePrice", "startingPrice"]],
    ["Price", ["soldPrice", "finalPrice", "price", "amount"]],
    ["Team", ["team", "teamName", "soldTo", "buyer", "currentBidder"]],
    ["Role", ["role", "position", "category"]],
    ["Lot", ["lot", "lotNumber"]],
  ];
  const NAMES = ["name", "playerName", "fullName", "player", "title"];

  const element = (id) => document.getElementById(id);
  const numbers = new Intl.NumberFormat();

  // What comes from the room has any shape: it is only ever shown as text, a little of it.
  const text = (value) => {
    if (typeof value === "number") return numbers.format(value);
    if (typeof value === "string" || typeof value === "boolean") return String(value).slice(0, LONGEST_TEXT);
    if (value && typeof value === "object" && !Array.isArray(value)) return first(value, NAMES);
    return "";
  };
  const first = (object, keys) => {
    for (const key of keys) {
      const found = Object.hasOwn(object, key) ? text(object[key]) : "";
      if (found) return found;
    }
    return "";
  };

  let peak = 0;
  const showPeak = (value) => {
    if (Number.isFinite(value) && value >= peak) {
      peak = value;
      element("peak").textContent = numbers.format(peak);
    }
  };
  const showCount = (value) => {
    if (!Number.isFinite(value)) return;
    element("count").textContent = numbers.format(value);
    showPeak(value);
  };

  const showPlayer = (player) => {
    if (!player || typeof player !== "object") return;
    const inner = player.player && typeof player.player === "object" ? { ...player.player, ...player } : player;
    element("name").textContent = first(inner, NAMES) || "Unnamed";
    const facts = element("facts");
    facts.replaceChildren();
    for (const [label, keys] of FACTS) {
      const value = first(inner, keys);
      if (!value) continue;
      const term = document.createElement("dt");
      const detail = document.createElement("dd");
      term.textContent = label;
      detail.textContent = value;
      facts.append(term, detail);
    }
  };

  const saleText = (sale) => {
    if (!sale || typeof sale !== "object") return text(sale) || "Sold";
    const said = first(sale, ["message", "text"]);
    if (said) return said;
    const inner = sale.player && typeof sale.player === "object" ? { ...sale.player, ...sale } : sale;
    const team = first(inner, ["team", "teamName", "soldTo", "buyer", "currentBidder"]);
    const price = first(inner, ["soldPrice", "finalPrice", "price", "amount", "currentBid", "bid"]);
    return (first(inner, NAMES) || "Player") + " sold" + (team ? " to " + team : "") + (price ? " for " + price : "");
  };

  const showSale = (sale) => {
    const words = saleText(sale);
    const toast = document.createElement("p");
    toast.className = "toast";
    toast.textContent = words;
    element("toasts").append(toast);
    setTimeout(() => toast.remove(), TOAST_MS);

    const line = document.createElement("li");
    line.textContent = words;
    const sales = element("sales");
    sales.prepend(line);
    while (sales.children.length > SALES_SHOWN) sales.lastElementChild.remove();
    element("sold").hidden = false;
  };

  const PHASES = { live: "Live", ended: "Ended", scheduled: "Not live yet" };
  const showPhase = (word) => {
    const phase = element("phase");
    phase.textContent = PHASES[word];
    phase.classList.toggle("live", word === "live");
    phase.hidden = false;
  };
  const showStatus = (update) => {
    if (!update || typeof update !== "object") return;
    showPhase(update.isLive ? "live" : update.endedAt ? "ended" : "scheduled");
  };

  const showConnection = (words) => {
    element("connection").textContent = words;
  };

  const connect = () => {
    const socket = io(server, { path: "/auction/", query: { slug: "auction-" + auction } });
    socket.on("connect", () => showConnection("Connected"));
    socket.on("connect_error", (error) =>
      showConnection(socket.active
        ? "No connection, trying again …"
        : "The server refused: " + String(error.message).slice(0, LONGEST_TEXT)));
    socket.on("disconnect", () =>
      showConnection(socket.active ? "Connection lost, trying again …" : "The server has closed this auction"));
    socket.on("viewerCountUpdate", showCount);
    socket.on("viewerStats", (stats) => stats && showPeak(stats.peak));
    socket.on("playerBiddingUpdate", showPlayer);
    socket.on("playerSoldUpdate", showSale);
    socket.on("auctionStatusUpdate", showStatus);
  };

  const loadPeak = async () => {
    const answer = await fetch("../api/v1/auctions/" + auction + "/viewer-stats");
    if (answer.ok) showPeak((await answer.json()).peak);
  };

  addEventListener("DOMContentLoaded", () => {
    if (typeof io === "function") connect();
    else showConnection("The Socket.IO client could not be loaded");
    if (!status) return; // an auction that only socket-server knows
    showPhase(status);
    loadPeak().catch(() => {}); // without it the peak starts with the first count
  });
})();
