// Node's socket.io on several servers with an adapter over Redis, and the two usual ways to count a room over all of them.
// usage: node cluster.mjs PORT REDIS_PORT pubsub|streams
// GET /fetchSockets, GET /counter: viewers of the room auction-bench
import { createServer } from "node:http";
import { createAdapter as overPubSub } from "@socket.io/redis-adapter";
import { createAdapter as overStreams } from "@socket.io/redis-streams-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";

const ROOM = "auction-bench";
const COUNTER = `viewers:${ROOM}`;
const [port, redisPort, kind] = process.argv.slice(2);

const redis = await createClient({ url: `redis://127.0.0.1:${redisPort}` }).connect();
const adapter = kind === "streams" ? overStreams(redis) : overPubSub(redis, await redis.duplicate().connect());

const counts = {
  "/ready": () => 0,
  "/fetchSockets": async () => (await io.in(ROOM).fetchSockets()).length,
  "/counter": async () => Number(await redis.get(COUNTER)),
};

const http = createServer(async (request, response) => {
  try {
    response.end(String(await counts[request.url]()));
  } catch (failure) {
    response.statusCode = 503;
    response.end(String(failure));
  }
});
const io = new Server(http, { path: "/auction/", serveClient: false, adapter });

io.on("connection", (socket) => {
  const room = socket.handshake.query.slug;
  socket.join(room);
  redis.incr(`viewers:${room}`);
  socket.on("disconnect", () => redis.decr(`viewers:${room}`));
});

http.listen(Number(port), "127.0.0.1");
