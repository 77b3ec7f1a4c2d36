package generator

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"sync"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/config"
	"github.com/connectorgen/connectorgen/generator/internal/emit/airbyte"
	"github.com/connectorgen/connectorgen/generator/internal/emit/manifest"
	"github.com/connectorgen/connectorgen/generator/internal/emit/mcp"
	"github.com/connectorgen/connectorgen/generator/internal/emit/n8n"
	"github.com/connectorgen/connectorgen/generator/internal/emit/openapi"
	"github.com/connectorgen/connectorgen/generator/internal/emit/patchworks"
	"github.com/connectorgen/connectorgen/generator/internal/emit/postman"
	"github.com/connectorgen/connectorgen/generator/internal/emit/powerplatform"
	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/emit/zapier"
	"github.com/connectorgen/connectorgen/generator/internal/goplan"
	"github.com/connectorgen/connectorgen/generator/internal/output"
)

// mcpTarget is the target that depends on the module around the output.
const mcpTarget = "mcp"

// emitters are the formats of marketplaces, by the name that output.targets has
// for each. Those that are programs call the client.
func emitters(client mcp.Client) map[string]func(target.Input) (*target.Result, error) {
	return map[string]func(target.Input) (*target.Result, error){
		"airbyte":       airbyte.Emit,
		mcpTarget:       func(in target.Input) (*target.Result, error) { return mcp.Emit(in, client) },
		"n8n":           n8n.Emit,
		"openapi":       openapi.Emit,
		"patchworks":    patchworks.Emit,
		"postman":       postman.Emit,
		"powerplatform": powerplatform.Emit,
		"zapier":        zapier.Emit,
	}
}

// targets makes what output.targets asks for, side by side: the files, and how
// much of the connector each target holds. What is lost is among the problems. p is
// nil if no client is made.
func (j *job) targets(set *action.Set, p *goplan.Package) ([]output.File, []manifest.Compatibility, error) {
	wanted := j.cfg.Output.Targets
	client := mcp.Client{Plan: p}
	if slices.ContainsFunc(wanted, func(t config.Text) bool { return t.Value == mcpTarget }) {
		client.Module = j.moduleAbove()
	}
	emit := emitters(client)
	results, errs := make([]*target.Result, len(wanted)), make([]error, len(wanted))
	var emitting sync.WaitGroup
	for i, t := range wanted {
		emitting.Go(func() {
			results[i], errs[i] = emit[t.Value](target.Input{
				Actions: set, NullableAnswers: j.cfg.Conventions.NullableAnswers, Version: Version, Pos: t.Pos,
			})
			if errs[i] != nil {
				errs[i] = fmt.Errorf("target %s: %w", t.Value, errs[i])
			}
		})
	}
	emitting.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, nil, err
	}
	var files []output.File
	var support []manifest.Compatibility
	for i, r := range results {
		name := wanted[i].Value
		for _, f := range r.Files {
			files = append(files, output.File{Path: path.Join(target.Dir, name, f.Path), Content: f.Content})
		}
		j.found = append(j.found, r.Losses...)
		c := manifest.Compatibility{Target: name, Status: string(r.Support())}
		for _, loss := range r.Losses {
			c.Losses = append(c.Losses, loss.Msg)
		}
		support = append(support, c)
	}
	return files, support, nil
}
