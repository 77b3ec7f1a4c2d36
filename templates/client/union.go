package client

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// marshalUnion is MarshalJSON of every union: the variant that is set, else Raw.
func marshalUnion(x any) ([]byte, error) { return marshal(x) }

// unmarshalUnion is UnmarshalJSON of every union. The property tag tells the
// variants apart; without one their shape does.
func unmarshalUnion(data []byte, x any, tag string) error {
	t := reflect.TypeOf(x).Elem()
	if _, ok := plans.Load(t); !ok {
		plans.LoadOrStore(t, unionPlan(t, tag))
	}
	return unmarshal(data, x)
}

// learnTag makes a union tell its tag, which only its UnmarshalJSON knows.
func learnTag(t reflect.Type) {
	if u, ok := reflect.New(t).Interface().(json.Unmarshaler); ok {
		_ = u.UnmarshalJSON([]byte("null")) // null is always accepted
	}
}

// unionPlan is the plan of a struct of variants and Raw, nil for another.
func unionPlan(t reflect.Type, tag string) *typePlan {
	p := &typePlan{shape: shapeUnion, tag: tag, state: -1}
	for i := range t.NumField() {
		f := t.Field(i)
		if tags, ok := f.Tag.Lookup("union"); ok {
			p.fields = append(p.fields, fieldPlan{name: f.Name, index: i, tags: strings.Split(tags, "|")})
		} else if f.Name == "Raw" && f.Type == rawType {
			p.state = i
		}
	}
	if len(p.fields) == 0 || p.state < 0 {
		return nil
	}
	return p
}

func (e *encoder) union(v reflect.Value, p *typePlan) {
	set := -1
	for i := range p.fields {
		if v.Field(p.fields[i].index).IsZero() {
			continue
		}
		if set >= 0 {
			e.fail("%s has both %s and %s set", v.Type().Name(), p.fields[set].name, p.fields[i].name)
			return
		}
		set = i
	}
	if set < 0 {
		e.raw(v.Field(p.state).Bytes(), v.Type().Name()+".Raw")
		return
	}
	e.value(v.Field(p.fields[set].index))
}

// union decodes into the variant that fits, else into Raw.
func (d *decoder) union(v reflect.Value, p *typePlan) bool {
	v.SetZero()
	candidates := p.fields
	if d.peek() == '{' {
		var chosen *fieldPlan
		if chosen, candidates = d.variant(v.Type(), p); chosen != nil {
			candidates = []fieldPlan{*chosen}
		}
	}
	for _, f := range candidates {
		if !mayHold(v.Type().Field(f.index).Type, d.peek()) {
			continue
		}
		try := &decoder{cursor: d.cursor, path: d.path, odd: d.odd, more: d.more}
		item := reflect.New(v.Type().Field(f.index).Type).Elem()
		clean := try.value(item) && len(try.odd) == len(d.odd) && try.more == d.more && !try.keep && try.err == nil
		if clean || d.peek() == '{' && planOf(deref(item.Type())).shape == shapeModel {
			v.Field(f.index).Set(item)
			d.pos, d.odd, d.more, d.keep, d.err = try.pos, try.odd, try.more, d.keep || try.keep, try.err
			return true
		}
	}
	v.Field(p.state).SetBytes(bytes.Clone(d.skip()))
	return true
}

// variant chooses the model for an object: by the tag if it has one, else by
// shape. A tag that no variant knows leaves the variants whose tag is not
// known. If there is no such model, the other variants are to be tried.
func (d *decoder) variant(t reflect.Type, p *typePlan) (chosen *fieldPlan, others []fieldPlan) {
	tag := d.tag(p.tag)
	most := 0
	for i, f := range p.fields {
		switch plan := planOf(deref(t.Field(f.index).Type)); {
		case tag != "" && slices.Contains(f.tags, tag):
			return &p.fields[i], nil
		case tag != "" && f.tags[0] != "":
		case plan.shape != shapeModel:
			others = append(others, f)
		default:
			if score := d.score(plan); score > most {
				chosen, most = &p.fields[i], score
			}
		}
	}
	return chosen, others
}

// mayHold reports whether a JSON value that starts with c can be of the type as it is.
func mayHold(t reflect.Type, c byte) bool {
	t = deref(t)
	switch planOf(t).shape {
	case shapeTime, shapeDate, shapeDecimal, shapeBytes:
		return c == '"'
	case shapeModel:
		return c == '{'
	case shapeKind:
		switch t.Kind() {
		case reflect.String:
			return c == '"'
		case reflect.Slice:
			return c == '['
		case reflect.Map:
			return c == '{'
		case reflect.Bool:
			return c == 't' || c == 'f'
		case reflect.Interface, reflect.Pointer:
			return true
		}
		return c == '-' || c >= '0' && c <= '9'
	}
	return true
}

func deref(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// tag returns the string that the object at the cursor holds under name, ""
// if it holds none. The cursor stays.
func (d *decoder) tag(name string) string {
	if name == "" {
		return ""
	}
	c := d.cursor
	for member := range c.members() {
		if string(member) == name && c.peek() == '"' {
			b, _ := c.text()
			return string(b)
		}
		c.skip()
	}
	return ""
}

// score says how well the object at the cursor fits a model: a point for each
// property it declares, less one for each that it does not, or that it needs
// and did not come. The cursor stays.
func (d *decoder) score(p *typePlan) int {
	c := d.cursor
	score := 0
	needed := map[string]bool{}
	for _, f := range p.fields {
		needed[f.name] = f.always
	}
	for name := range c.members() {
		if _, ok := needed[string(name)]; ok {
			needed[string(name)] = false
			score++
		} else {
			score--
		}
		c.skip()
	}
	for _, missing := range needed {
		if missing {
			score--
		}
	}
	return score
}

// typeError says that an answer is not of the promised type.
type typeError struct {
	odd  []mismatch
	more int
}

func (e *typeError) Error() string {
	texts := make([]string, len(e.odd))
	for i, m := range e.odd {
		texts[i] = m.String()
	}
	s := "the answer is not of the declared type: " + strings.Join(texts, "; ")
	if e.more > 0 {
		s += fmt.Sprintf("; and %d more", e.more)
	}
	return s
}
