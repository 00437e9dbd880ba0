// What a Socket.IO client can be told to do, in Node and in a page alike: clientCommands(io, report), where io(library)
// finds the library and report(object) takes what was seen. Bytes travel as {"$bin": base64} in both directions.
'use strict';

function clientCommands(io, report) {
  const sockets = new Map();

  function tell(client, what, more) {
    report({ client, what, ...more });
  }

  function base64(bytes) {
    return btoa(String.fromCharCode(...bytes));
  }

  // In Node 2.x takes nothing but a Buffer for binary.
  function bytes(text) {
    return typeof Buffer === 'function' ? Buffer.from(text, 'base64') : Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  }

  function toWire(value) {
    if (value instanceof ArrayBuffer) return { $bin: base64(new Uint8Array(value)) };
    if (ArrayBuffer.isView(value)) {
      return { $bin: base64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
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
      if (typeof value.$bin === 'string') return bytes(value.$bin);
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
          tell(client, 'event', { name, data: args.map(toWire) });
          if (ack) ack(...args);
        });
      }
      return deliver.call(this, packet);
    };
  }

  function refused(client, error) {
    const words = typeof error === 'string' ? error : (error && error.message) || String(error);
    const data = error && typeof error === 'object' ? error.data : undefined;
    tell(client, 'refused', { name: words, data: toWire(data) });
  }

  const commands = {
    open({ client, library, url, options }) {
      const socket = io(library)(url, { forceNew: true, ...options });
      sockets.set(client, socket);
      hearEverything(client, socket);
      socket.on('connect', () => tell(client, 'connect', { name: socket.id, data: [socket.recovered === true] }));
      socket.on('disconnect', (reason) => tell(client, 'disconnect', { name: reason }));
      socket.on('connect_error', (error) => refused(client, error));
      socket.on('error', (error) => refused(client, error));
      socket.io.engine.on('upgrade', (transport) => tell(client, 'upgrade', { name: transport.name }));
    },
    emit({ client, event, args, ack }) {
      const answer = ack === undefined ? [] : [(...data) => tell(client, 'ack', { name: ack, data: data.map(toWire) })];
      sockets.get(client).emit(event, ...args.map(fromWire), ...answer);
    },
    // Numbers from..to-1, each with an acknowledgement, one a turn of the event loop or all in one.
    burst({ client, event, from, to, spread }) {
      if (from >= to) return;
      commands.emit({ client, event, args: [from], ack: String(from) });
      const next = () => commands.burst({ client, event, from: from + 1, to, spread });
      if (spread) setTimeout(next, 0);
      else next();
    },
    disconnect({ client }) {
      sockets.get(client).disconnect();
    },
  };
  return commands;
}

if (typeof module === 'object') module.exports = clientCommands;
