import { writeFileSync } from 'fs';
import { cpus } from 'os';
import { join } from 'path';
import { drawn } from './chart';
import { packageCosts } from './package';
import { barsTable, isMet, Section } from './report';
import { roleChecks } from './role-checks';
import { roles } from './roles';

// Measures the compiled package, prints a report in Markdown and keeps it in this folder, with a chart. Fails if a bar is missed.

const { chart, ...besideByHand } = roles();
const sections: Section[] = [besideByHand, packageCosts(), roleChecks()];
const bars = sections.flatMap((section) => section.bars);
const report = [
  '# Benchmark',
  '',
  `Written by \`npm run benchmark\` on Node.js ${process.versions.node} with ${cpus().length} cores. Compare ratios: times are those of one machine.`,
  '',
  ...barsTable(bars),
  ...sections.flatMap(({ title, body }) => ['', `## ${title}`, '', ...body]),
  '',
].join('\n');

writeFileSync(join(__dirname, 'results.md'), report);
writeFileSync(join(__dirname, 'chart.svg'), drawn(chart));
process.stdout.write(report);
process.exitCode = bars.every(isMet) ? 0 : 1;
