// Opens real Socket.IO clients and tells what they see.
// One JSON object a line: commands on stdin, reports on stdout. Ends with its stdin.
// Bytes travel as {"$bin": base64} in both directions.
'use strict';
const readline = require('node:readline');

const sockets = new Map();

function report(client, what, more) {
  process.stdout.write(JSON.stringify({ client, what, ...more }) + '\n');
}

function toWire(value) {
  if (value instanceof ArrayBuffer) return { $bin: Buffer.from(value).toString('base64') };
  if (ArrayBuffer.isView(value)) {
    return { $bin: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  }
  if (Array.isArray(value)) return value.map(toWire);
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toWire(inner)]));
  }
  return value;
}

function fromWire(value) {
  if (Array.isArray(value)) return value.map(fromWire);
  if (value && typeof value === 'object') {
    if (typeof value.$bin === 'string') return Buffer.from(value.$bin, 'base64');
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fromWire(inner)]));
  }
  return value;
}

// Listens to every event by name as it first comes in, so that the client's own delivery is what is reported.
// An event that wants an acknowledgement gets its own arguments back.
function hearEverything(client, socket) {
  const known = new Set();
  const deliver = socket.onevent;
  socket.onevent = function (packet) {
    const name = packet.data[0];
    if (!known.has(name)) {
      known.add(name);
      socket.on(name, (...args) => {
        const ack = typeof args[args.length - 1] === 'function' ? args.pop() : undefined;
        report(client, 'event', { name, data: args.map(toWire) });
        if (ack) ack(...args);
      });
    }
    return deliver.call(this, packet);
  };
}

function refused(client, error) {
  const words = typeof error === 'string' ? error : (error && error.message) || String(error);
  const data = error && typeof error === 'object' ? error.data : undefined;
  report(client, 'refused', { name: words, data: toWire(data) });
}

const commands = {
  open({ client, library, url, options }) {
    const io = require(library);
    const socket = io(url, { forceNew: true, reconnection: false, ...options });
    sockets.set(client, socket);
    hearEverything(client, socket);
    socket.on('connect', () => report(client, 'connect', { name: socket.id, data: [socket.recovered === true] }));
    socket.on('disconnect', (reason) => report(client, 'disconnect', { name: reason }));
    socket.on('connect_error', (error) => refused(client, error));
    socket.on('error', (error) => refused(client, error));
    socket.io.engine.on('upgrade', (transport) => report(client, 'upgrade', { name: transport.name }));
  },
  emit({ client, event, args, ack }) {
    const answer = ack === undefined ? [] : [(...data) => report(client, 'ack', { name: ack, data: data.map(toWire) })];
    sockets.get(client).emit(event, ...args.map(fromWire), ...answer);
  },
  // Numbers from..to-1, each with an acknowledgement, one a turn of the event loop or all in one.
  burst({ client, event, from, to, spread }) {
    if (from >= to) return;
    commands.emit({ client, event, args: [from], ack: String(from) });
    const next = () => commands.burst({ client, event, from: from + 1, to, spread });
    if (spread) setImmediate(next);
    else next();
  },
  disconnect({ client }) {
    sockets.get(client).disconnect();
  },
};

readline
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line);
    commands[command.do](command);
  })
  .on('close', () => process.exit(0));
