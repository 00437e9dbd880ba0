// Commands for Socket.IO clients, in Node and in pages: clientCommands(io, report), where io(library) returns the library
// and report(object) receives each observation. Binary values are {"$bin": base64} in both directions.
'use strict';

function clientCommands(io, report) {
  const sockets = new Map();

  function observe(client, kind, more) {
    report({ client, kind, ...more });
  }

  function base64(bytes) {
    return btoa(String.fromCharCode(...bytes));
  }

  // In Node, 2.x accepts only a Buffer as binary.
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

  // Subscribes to each event name when it first arrives, so that the library's own dispatch is what is tested.
  // An event with an acknowledgement callback is acknowledged with its own arguments.
  function listenToAllEvents(client, socket) {
    const known = new Set();
    const deliver = socket.onevent;
    socket.onevent = function (packet) {
      const name = packet.data[0];
      if (!known.has(name)) {
        known.add(name);
        socket.on(name, (...args) => {
          const ack = typeof args[args.length - 1] === 'function' ? args.pop() : undefined;
          observe(client, 'event', { name, data: args.map(toWire) });
          if (ack) ack(...args);
        });
      }
      return deliver.call(this, packet);
    };
  }

  function connectError(client, error) {
    const message = typeof error === 'string' ? error : (error && error.message) || String(error);
    const data = error && typeof error === 'object' ? error.data : undefined;
    observe(client, 'connect_error', { name: message, data: toWire(data) });
  }

  const commands = {
    open({ client, library, url, options }) {
      const socket = io(library)(url, { forceNew: true, ...options });
      sockets.set(client, socket);
      listenToAllEvents(client, socket);
      socket.on('connect', () => observe(client, 'connect', { name: socket.id, data: [socket.recovered === true] }));
      socket.on('disconnect', (reason) => observe(client, 'disconnect', { name: reason }));
      socket.on('connect_error', (error) => connectError(client, error));
      socket.on('error', (error) => connectError(client, error));
      let watched;
      const watchEngine = () => {
        if (watched === socket.io.engine) return;
        watched = socket.io.engine;
        watched.on('upgrade', (transport) => observe(client, 'upgrade', { name: transport.name }));
      };
      watchEngine();
      socket.io.on('open', watchEngine);
    },
    emit({ client, event, args, ack }) {
      const answer = ack === undefined ? [] : [(...data) => observe(client, 'ack', { name: ack, data: data.map(toWire) })];
      sockets.get(client).emit(event, ...args.map(fromWire), ...answer);
    },
    // Emits the numbers from..to-1 with acknowledgements: one per turn of the event loop, or all in one turn.
    burst({ client, event, from, to, spread }) {
      if (from >= to) return;
      commands.emit({ client, event, args: [from], ack: String(from) });
      const next = () => commands.burst({ client, event, from: from + 1, to, spread });
      if (spread) setTimeout(next, 0);
      else next();
    },
    // Closes the transport without a DISCONNECT packet, like a lost network; the library reconnects if so configured.
    closeEngine({ client }) {
      sockets.get(client).io.engine.close();
    },
    connect({ client }) {
      sockets.get(client).connect();
    },
    disconnect({ client }) {
      sockets.get(client).disconnect();
    },
  };
  return commands;
}

if (typeof module === 'object') module.exports = clientCommands;
