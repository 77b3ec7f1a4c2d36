// Says what Zapier's own schema refuses of the app in a folder: first of the
// definition as it is written, then of the app that index.js makes of it.
// Usage: node check.js FOLDER
'use strict';

const path = require('path');
const {validateAppDefinition} = require('zapier-platform-schema');
const {prepareApp, validateApp} = require('zapier-platform-core/src/tools/schema');

const folder = path.resolve(process.argv[2]);
const problems = validateAppDefinition(require(path.join(folder, 'definition.json'))).errors.map((e) => e.stack);
if (problems.length === 0) {
  problems.push(...validateApp(prepareApp(require(folder))).map((e) => e.stack));
}
for (const p of problems) {
  console.log(p);
}
process.exitCode = problems.length > 0 ? 1 : 0;
