// Opens real Socket.IO clients in Node and reports what they observe.
// One JSON object a line: commands on stdin, reports on stdout. Ends with its stdin.
'use strict';
const readline = require('node:readline');
const clientCommands = require('./commands.js');

const commands = clientCommands(require, (observation) => process.stdout.write(JSON.stringify(observation) + '\n'));

readline
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line);
    commands[command.do](command);
  })
  .on('close', () => process.exit(0));
