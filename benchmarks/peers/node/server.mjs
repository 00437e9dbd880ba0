// Node's socket.io as a viewer counter, the way it is usually written.
// usage: node server.mjs PORT CONTROL_PORT each|interval PING_INTERVAL_MS
import { createServer } from "node:http";
import { createServer as createControl } from "node:net";
import { createInterface } from "node:readline";
import { Server } from "socket.io";

const COUNT_INTERVAL = 100;
const [port, controlPort, counter, pingInterval] = process.argv.slice(2);

const http = createServer();
const io = new Server(http, {
  path: "/auction/",
  serveClient: false,
  pingInterval: Number(pingInterval),
  pingTimeout: 20_000,
});

const sizeOf = (room) => io.sockets.adapter.rooms.get(room)?.size ?? 0;
const tell = (room) => io.to(room).emit("viewerCountUpdate", sizeOf(room));

const told = new Set();
function tellSoon(room) {
  if (told.has(room)) return;
  told.add(room);
  setTimeout(() => {
    told.delete(room);
    tell(room);
  }, COUNT_INTERVAL);
}

io.on("connection", (socket) => {
  const room = socket.handshake.query.slug;
  const changed = counter === "each" ? tell : tellSoon;
  socket.join(room);
  if (counter !== "each") socket.emit("viewerCountUpdate", sizeOf(room));
  const moved = () => {
    changed(room);
    changedIds.add(idOf(room));
  };
  moved();
  socket.on("disconnect", moved);
});

// The lobby the way it is usually done: a room per auction, each changed count sent to its room once a second.
const lobby = new Server(http, { path: "/socket/", serveClient: false, maxHttpBufferSize: 65_536 });
const changedIds = new Set();
const idOf = (room) => room.slice("auction-".length);
lobby.on("connection", (socket) => {
  socket.on("watchCounts", (ids, ack) => {
    for (const id of ids) socket.join(id);
    ack(Object.fromEntries(ids.map((id) => [id, sizeOf(`auction-${id}`)])));
  });
});
setInterval(() => {
  for (const id of changedIds) lobby.to(id).emit("viewerCounts", { [id]: sizeOf(`auction-${id}`) });
  changedIds.clear();
}, 1000);

function obey(line) {
  const [verb, room] = line.split(" ", 2);
  if (verb === "publish") {
    io.to(room).emit("playerBiddingUpdate", JSON.parse(line.slice(verb.length + room.length + 2)));
    return `ok ${sizeOf(room)}`;
  }
  if (verb === "gc") {
    globalThis.gc();
    return `ok ${process.memoryUsage().heapUsed}`;
  }
  return "unknown";
}

createControl((socket) => {
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  createInterface({ input: socket }).on("line", (line) => socket.write(obey(line) + "\n"));
}).listen(Number(controlPort), "127.0.0.1");

// A backlog as deep as that of the other peers; Node's own is 511.
http.listen({ port: Number(port), host: "127.0.0.1", backlog: 4096 });

// The end of stdin is the end of whoever started this.
process.stdin.on("end", () => process.exit(0)).resume();
