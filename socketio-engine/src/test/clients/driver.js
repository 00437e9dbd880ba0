// Opens real Socket.IO clients in Node and tells what they see.
// One JSON object a line: commands on stdin, reports on stdout. Ends with its stdin.
'use strict';
const readline = require('node:readline');
const clientCommands = require('./commands.js');

const commands = clientCommands(require, (seen) => process.stdout.write(JSON.stringify(seen) + '\n'));

readline
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line);
    commands[command.do](command);
  })
  .on('close', () => process.exit(0));
