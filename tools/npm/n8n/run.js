'use strict';

// Runs a built package as n8n does: its credential fetches and places the token, its
// declared routing makes the requests. Expressions are evaluated by n8n's own code.
// node run.js <folder of the package> <steps as JSON>

const path = require('node:path');
const {Workflow, NodeHelpers} = require('n8n-workflow');

const [dir, text] = process.argv.slice(2);
const npm = require(path.join(dir, 'package.json'));
const [node] = Object.values(require(path.join(dir, npm.n8n.nodes[0]))).map((Type) => new Type());
const [credential] = Object.values(require(path.join(dir, npm.n8n.credentials[0]))).map((Type) => new Type());

/** evaluator gives the value of whatever may be an expression. */
function evaluator(parameters) {
  const nodeTypes = {getByNameAndVersion: () => node};
  const one = {id: '1', name: 'Node', type: 'node', typeVersion: 1, position: [0, 0], parameters};
  const workflow = new Workflow({nodes: [one], connections: {}, active: false, nodeTypes});
  return (value, keys) => workflow.expression.getParameterValue(value, null, 0, 0, 'Node', [], 'manual', keys, undefined, false);
}

function query(values) {
  const pairs = (name, v) => Array.isArray(v) ? v.flatMap((one) => pairs(name, one))
    : v !== null && typeof v === 'object' ? Object.entries(v).flatMap(([key, one]) => pairs(name + '[' + key + ']', one))
      : v === undefined ? [] : [encodeURIComponent(name) + '=' + encodeURIComponent(v)];
  return Object.entries(values).flatMap(([name, v]) => pairs(name, v)).join('&');
}

async function http(options) {
  let url = /^https?:/.test(options.url) ? options.url : (options.baseURL || '') + options.url;
  const found = query(options.qs || {});
  url += found && (url.includes('?') ? '&' : '?') + found;
  const empty = options.body === undefined || typeof options.body === 'object' && Object.keys(options.body).length === 0;
  const failed = (err) => {
    throw new Error(new URL(url).host + ': ' + err.message);
  };
  const answer = await fetch(url, {method: options.method, headers: options.headers, body: empty ? undefined : typeof options.body === 'string' ? options.body : JSON.stringify(options.body)}).catch(failed);
  const body = await answer.text();
  if (!answer.ok) {
    throw new Error('HTTP ' + answer.status);
  }
  return {headers: Object.fromEntries(answer.headers), body: body ? JSON.parse(body) : undefined};
}

const at = (value, way) => way.split('.').reduce((v, name) => (v === null || v === undefined ? undefined : v[name]), value);

/** items are what the changes make of an answer. */
function items(evaluate, changes, response) {
  let made = changes.length === 0 && Array.isArray(response.body) ? response.body : [response.body];
  for (const change of changes) {
    if (change.type === 'rootProperty') {
      made = made.flatMap((item) => at(item, change.properties.property));
    } else if (change.type === 'set') {
      made = [evaluate(change.properties.value, {$response: response})];
    } else {
      throw new Error('change ' + change.type);
    }
  }
  return made.map((json) => ({json}));
}

/** call makes the requests of one operation. */
async function call(data, parameters) {
  const evaluate = evaluator(parameters);
  const made = {options: {qs: {}, body: {}, headers: {}}, changes: [], operations: {...node.description.requestOperations}};
  Object.assign(made.options, evaluate(node.description.requestDefaults, {$credentials: data}));
  made.options.headers = {...made.options.headers};
  made.options.qs = {};
  made.options.body = {};
  const route = (routing, value, keys) => {
    const all = {...keys, $value: value, $credentials: data};
    for (const [key, v] of Object.entries(routing.request || {})) {
      const wanted = evaluate(v, all);
      made.options[key] = key === 'headers' || key === 'qs' ? {...made.options[key], ...wanted} : wanted;
    }
    const send = routing.send || {};
    if (send.property !== undefined) {
      made.options[send.type === 'body' ? 'body' : 'qs'][evaluate(send.property, all)] = send.value ? evaluate(send.value, all) : value;
    }
    made.paginate = made.paginate || send.paginate && evaluate(send.paginate, all);
    made.changes.push(...(routing.output && routing.output.postReceive || []));
    made.limit = routing.output && routing.output.maxResults ? evaluate(routing.output.maxResults, all) : made.limit;
    Object.assign(made.operations, routing.operations);
  };
  const walk = (property, values, keys) => {
    if (!(property.name in values) || property.displayOptions && !NodeHelpers.displayParameter(parameters, property, {typeVersion: 1}, node.description)) {
      return;
    }
    const value = values[property.name];
    if (property.routing) {
      route(property.routing, value, keys);
    }
    if (property.type === 'options') {
      property.options.filter((o) => o.value === value && o.routing).forEach((o) => route(o.routing, value, keys));
    } else if (property.type === 'collection') {
      property.options.forEach((p) => walk(p, value, keys));
    } else if (property.type === 'fixedCollection') {
      property.options.forEach((group) => (value[group.name] || []).forEach((one) => group.values.forEach((p) => walk(p, one, {...keys, $parent: one}))));
    }
  };
  node.description.properties.forEach((p) => walk(p, parameters, {}));
  const sign = evaluate(credential.authenticate.properties, {$credentials: data});
  const send = (options) => http({...options, headers: {...options.headers, ...sign.headers}, qs: {...options.qs, ...sign.qs}});
  const give = (list) => list.slice(0, made.limit);
  if (!made.paginate) {
    return give(items(evaluate, made.changes, await send(made.options)));
  }
  const paging = made.operations.pagination;
  if (typeof paging === 'function') {
    const context = {
      getNodeParameter: (name) => parameters[name],
      makeRoutingRequest: async (wanted) => items(evaluate, made.changes, await send(wanted.options)),
    };
    return paging.call(context, made);
  }
  const all = [];
  let response = {};
  do {
    const next = evaluate(paging.properties.request, {$request: made.options, $response: response});
    response = await send({...made.options, ...next});
    all.push(...items(evaluate, made.changes, response));
  } while (evaluate(paging.properties.continue, {$request: made.options, $response: response}));
  return all;
}

(async () => {
  const steps = JSON.parse(text);
  const data = Object.fromEntries(credential.properties.map((p) => [p.name, p.default]));
  const results = [];
  for (const step of steps) {
    try {
      if (step.credential) {
        Object.assign(data, step.credential);
        Object.assign(data, await credential.preAuthentication.call({helpers: {httpRequest: async (options) => (await http({...options})).body}}, data));
        results.push(data);
      } else if (step.test) {
        const request = evaluator({})(credential.test.request, {$credentials: data});
        const sign = evaluator({})(credential.authenticate.properties, {$credentials: data});
        results.push((await http({...request, headers: {...request.headers, ...sign.headers}})).body);
      } else {
        results.push((await call(data, step.parameters)).map((item) => item.json));
      }
    } catch (err) {
      results.push({error: err.message});
    }
  }
  process.stdout.write(JSON.stringify(results));
})();
