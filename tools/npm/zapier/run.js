// Runs steps of the app in a folder as Zapier does, with requests over the
// network, and prints what each gives. A step that names one as its authData
// signs with what that one gave.
// Usage: node run.js FOLDER STEPS, STEPS as JSON: [{"method": "creates.x.operation.perform", "bundle": {}}]
'use strict';

console.log = () => {}; // the runtime tells there how much memory it takes

const path = require('path');
const zapier = require('zapier-platform-core');

const app = require(path.resolve(process.argv[2]));
// The store behind z.cursor is Zapier's; here it is this.
let cursor;
app.beforeApp = [(input) => {
  input.z.cursor = {get: async () => cursor, set: async (value) => { cursor = value; }};
  return input;
}];
const run = zapier.createAppTester(app);
const get = (way) => way.split('.').reduce((o, name) => o[name], app);

(async () => {
  let authData = {};
  const results = [];
  for (const step of JSON.parse(process.argv[3])) {
    const bundle = {inputData: {}, meta: {}, ...step.bundle, authData: {...authData, ...(step.bundle || {}).authData}};
    try {
      const result = await run(get(step.method), bundle, true);
      if (step.method === 'authentication.sessionConfig.perform') {
        authData = {...bundle.authData, ...result};
      }
      results.push({result});
    } catch (err) {
      results.push({error: err.name + ': ' + err.message});
    }
  }
  process.stdout.write(JSON.stringify(results));
})();
