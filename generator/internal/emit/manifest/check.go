package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/connectorgen/connectorgen/generator/internal/source"
	"github.com/connectorgen/connectorgen/templates"
)

// Check holds a manifest against the schema. Its error names each place that is
// wrong, as a JSON pointer.
func Check(content []byte) error {
	violations, err := violationsOf(content)
	if err != nil || len(violations) == 0 {
		return err
	}
	lines := make([]string, len(violations))
	for i, v := range violations {
		lines[i] = "/" + strings.Join(v.path, "/") + ": " + v.msg
	}
	return fmt.Errorf("the manifest does not satisfy its schema:\n\t%s", strings.Join(lines, "\n\t"))
}

// schema compiles the schema of the manifest, once.
var schema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(templates.ManifestSchema()))
	if err != nil {
		return nil, fmt.Errorf("read the manifest's schema: %w", err)
	}
	c := newCompiler()
	c.AssertFormat()
	const url = "urn:connector-manifest:v1alpha1"
	if err := c.AddResource(url, doc); err != nil {
		return nil, fmt.Errorf("add the manifest's schema: %w", err)
	}
	return c.Compile(url)
})

// newCompiler returns a compiler that loads nothing from disk or network, and
// that lets a pattern pass which is not in Go's dialect of regular expressions:
// JSON Schema has ECMAScript's, which allows more.
func newCompiler() *jsonschema.Compiler {
	c := jsonschema.NewCompiler()
	c.UseLoader(jsonschema.SchemeURLLoader{})
	c.UseRegexpEngine(func(pattern string) (jsonschema.Regexp, error) {
		if re, err := regexp.Compile(pattern); err == nil {
			return re, nil
		}
		return foreignPattern(pattern), nil
	})
	return c
}

// A foreignPattern cannot be tried here, so everything matches.
type foreignPattern string

func (p foreignPattern) MatchString(string) bool { return true }
func (p foreignPattern) String() string          { return string(p) }

// A violation is a place of a manifest that breaks the schema.
type violation struct {
	path []string
	msg  string
}

// violationsOf returns what is wrong with the manifest, by place.
func violationsOf(content []byte) ([]violation, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("read the manifest: %w", err)
	}
	s, err := schema()
	if err != nil {
		return nil, err
	}
	return found(s.Validate(doc))
}

func found(err error) ([]violation, error) {
	if err == nil {
		return nil, nil
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return nil, err
	}
	var list []violation
	var walk func(*jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		if len(e.Causes) == 0 {
			list = append(list, violation{slices.Clone(e.InstanceLocation), explain(e)})
		}
		for _, cause := range e.Causes {
			walk(cause)
		}
	}
	walk(invalid)
	slices.SortFunc(list, func(a, b violation) int {
		if c := slices.Compare(a.path, b.path); c != 0 {
			return c
		}
		return strings.Compare(a.msg, b.msg)
	})
	return slices.CompactFunc(list, func(a, b violation) bool {
		return slices.Equal(a.path, b.path) && a.msg == b.msg
	}), nil
}

// check holds the manifest d, and the text that it makes, against the schema. What
// comes from the user's input becomes a problem at its place; anything else is an error.
func (b *builder) check(d *document, content []byte) error {
	if bare, ok := d.bare(); ok {
		var err error
		if content, err = json.Marshal(bare); err != nil {
			return err
		}
	}
	violations, err := violationsOf(content)
	if err != nil {
		return err
	}
	for _, v := range violations {
		pos, what, ok := b.blame(v.path)
		if !ok {
			return fmt.Errorf("it does not satisfy its schema: /%s: %s", strings.Join(v.path, "/"), v.msg)
		}
		b.problems.Errorf(pos, "manifest-rule", "%s: %s", what, v.msg)
	}
	return nil
}

// blame says which of the user's values stands at the path, and where it came from.
func (b *builder) blame(path []string) (pos source.Pos, what string, ok bool) {
	what = strings.Join(path, ".")
	if len(path) == 0 {
		return b.configPos(), "connector", true
	}
	switch path[0] {
	case "id", "name", "version", "apiVersion", "summary", "description", "categories", "entityTypes", "vendor",
		"publisher", "license", "links", "branding", "servers", "defaults", "rateLimits", "retry", "errors":
		return b.configPos(), what, true
	case "testConnection":
		if b.c.Test != nil {
			return b.c.Test.Pos, what, true
		}
	case "auth":
		return b.blameAuth(path, what)
	case "actions":
		return b.blameAction(path)
	case "schemas", "inputSchemas":
		if len(path) > 1 && b.set.Schema(path[1]) != nil {
			return b.set.Schema(path[1]).Pos, "schema " + strings.Join(path[1:], "."), true
		}
	}
	return source.Pos{}, "", false
}

func (b *builder) blameAuth(path []string, what string) (source.Pos, string, bool) {
	if len(path) < 2 {
		return b.configPos(), what, true
	}
	m, ok := item(b.c.Auth, path[1])
	if !ok {
		return source.Pos{}, "", false
	}
	if len(path) < 4 || path[2] != "fields" {
		return m.Pos, within(fmt.Sprintf("method %q", m.Key), path[2:]), true
	}
	f, ok := item(m.Fields, path[3])
	return f.Pos, within(fmt.Sprintf("field %q", f.Key), path[4:]), ok
}

// blameAction finds the operation at fault. What an action says beside its
// schemas is made here, and only a bug can make it wrong.
func (b *builder) blameAction(path []string) (source.Pos, string, bool) {
	if len(path) < 2 {
		return b.configPos(), "actions", true
	}
	op, ok := item(b.c.Operations, path[1])
	if !ok || len(path) < 3 || !slices.Contains([]string{"input", "output", "otherAnswers"}, path[2]) {
		return source.Pos{}, "", false
	}
	return op.Pos, within(fmt.Sprintf("operation %q", op.ID), path[2:]), true
}

// within names a thing, and the place in it.
func within(thing string, path []string) string {
	if len(path) == 0 {
		return thing
	}
	return thing + ": " + strings.Join(path, ".")
}

// item returns the item of list at a decimal index.
func item[T any](list []T, index string) (found T, ok bool) {
	i, err := strconv.Atoi(index)
	if err != nil || i < 0 || i >= len(list) {
		return found, false
	}
	return list[i], true
}
