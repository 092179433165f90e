import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';

/**
 * Makes the compiled `index.js` load what it exports when it is first used, as aws-cdk-lib does with its modules: an app
 * that defines a role need not load the checks, and the other way round. TypeScript has no way to say so in the source.
 */
const INDEX = join(__dirname, '..', 'lib', 'index.js');
const EAGER = /^var (\w+) = require\((".*")\);\nObject\.defineProperty\(exports, "(\w+)", \{ enumerable: true, get: function \(\) \{ return \1\.\3; \} \}\);$/gm;

const eager = readFileSync(INDEX, 'utf-8');
const lazy = eager.replace(EAGER, 'Object.defineProperty(exports, "$3", { enumerable: true, get: function () { return require($2).$3; } });');
if (/^var .*require/m.test(lazy)) {
  throw new Error(`${INDEX} has an export that is loaded at once: src/index.ts may only re-export by name`);
}
writeFileSync(INDEX, lazy);
