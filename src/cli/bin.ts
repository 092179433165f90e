#!/usr/bin/env node
import { readFileSync } from 'fs';
import { main } from './main';

const { stdout, stderr, env } = process;

process.exitCode = main(process.argv.slice(2), {
  width: [Number(env.COLUMNS), stdout.columns].find((width) => width > 0) ?? 80,
  hasColors: stdout.isTTY && stdout.hasColors(), // which heeds NO_COLOR
  print: (text) => stdout.write(`${text}\n`),
  printNotice: (sentence) => stderr.write(`cdk-mwaa-iam: ${sentence}\n`),
  readInput: () => readFileSync(0, 'utf-8'),
});
