#!/usr/bin/env node
import { readFileSync } from 'fs';
import { main } from './main';

process.exitCode = main(process.argv.slice(2), {
  width: process.stdout.columns ?? 120,
  print: (text) => process.stdout.write(`${text}\n`),
  printMistake: (sentence) => process.stderr.write(`cdk-mwaa-iam: ${sentence}\n`),
  readInput: () => readFileSync(0, 'utf-8'),
});
