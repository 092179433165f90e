import { writeFileSync } from 'fs';
import { cpus } from 'os';
import { join } from 'path';
import { app } from './app';
import { checks } from './checks';
import { loading } from './loading';
import { isMet, reportOf } from './report';

// Measures the compiled package, prints the report and keeps it in this folder. Fails if a bar is missed.

const sections = [app(), loading(), checks()];
const report = reportOf(
  `Written by \`npm run benchmark\` on ${new Date().toISOString().slice(0, 10)}, with Node.js ${process.versions.node} with ${cpus().length} cores. Compare ratios: times are those of one machine.`,
  sections,
);
writeFileSync(join(__dirname, 'results.md'), report);
process.stdout.write(report);
process.exitCode = sections.flatMap(({ bars }) => bars).every(isMet) ? 0 : 1;
