// Package generator turns an OpenAPI document, overlays that correct it, an auth
// descriptor and a connector file into a Go client, a connector manifest and the
// pages about it.
//
// # The way through
//
//	connector.yaml ── config ─┐
//	openapi + overlays ─ oas ─┼─ lower ─▶ ir.Connector ─┬─ goplan ─▶ goplan.Package ─ emit/gocode ─┐
//	auth.yaml ────── authspec ┘                         ├─ emit/docs ──────────────────────────────┼─▶ []output.File ─▶ output
//	                                                    └─ action ─▶ action.Set ─┬─ emit/<target> ─┤
//	                                                                             └─ emit/manifest ─┘ (last: it lists the files)
//
// Each arrow is one function of one package under internal; what stands on
// either side is plain data. Data goes one way: nothing later is asked by
// anything earlier, and the emitters decide nothing.
//
//   - source: places in the user's files; YAML and JSON text to nodes that know theirs.
//   - diag: a problem with its place, severity, stable code, message and hint.
//   - strict: reading a mapping whose keys are all known.
//   - fetch: the document behind a URL. Only it and registry use the network.
//   - config, authspec: connector.yaml and auth.yaml, read strictly.
//   - oas: the document as written, overlays applied, references brought in,
//     what is commonly broken repaired. The only package that knows kin-openapi.
//   - ir: the connector in the API's words.
//   - lower: what the document means; the only way to an ir.Connector.
//   - naming: text to Go identifier; keys: actions and inputs to the names that
//     the manifest and the pages have for them.
//   - icon: what a picture file is, and whether it is harmless.
//   - action: what each operation is to a marketplace: key, label, flat input, answer;
//     jsonschema: schemas as the manifest and most marketplaces want them.
//   - goplan: every Go name, type, file and their order.
//   - emit/gocode: the plan as Go. Only it and emit/mcp know jennifer.
//   - lint: what marketplaces would send back.
//   - emit/manifest, emit/docs: connector.json from the actions, and the pages from ir.
//   - emit/<target>: the format of one marketplace each, from the actions alone;
//     emit/target is what they have in common, emit/targettest what their tests have.
//     emit/mcp makes a program that calls the client, so it knows the plan too.
//   - markdown: untrusted text as plain Markdown.
//   - page: what people see of a connector, as HTML, from connector.json alone;
//     catalog: a site of connectors that were checked; serve: pages to the people
//     at this machine.
//   - output: rendered files to disk, whole or not at all, or the difference.
//   - pack: a connector with its output and inputs as an OCI artifact, and back.
//   - registry: OCI artifacts in folders and registries. The only package that
//     knows oras.
//   - attest: signed statements of how something was made.
//   - runs: what was made before from the same inputs by the same program.
//
// This package is the facade: it reads the files, calls the stages in order and
// gathers their problems. An error among the problems stops a connector before
// anything of it is written.
package generator
