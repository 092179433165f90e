#!/usr/bin/env node
import { main } from './main';

process.exitCode = main(process.argv.slice(2), {
  width: process.stdout.columns ?? 120,
  print: (text) => process.stdout.write(`${text}\n`),
  printError: (text) => process.stderr.write(`${text}\n`),
});
