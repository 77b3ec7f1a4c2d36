package client

import (
	"bytes"
	"cmp"
	"reflect"
	"slices"
	"strings"
)

func init() { unions = &unionCodec{unionPlan, (*encoder).union, (*decoder).union} }

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

// unionPlan is the plan of a struct of variants and Raw, nil for another.
func unionPlan(t reflect.Type, tag string) *typePlan {
	p := &typePlan{shape: shapeUnion, tag: tag, state: -1}
	for i := range t.NumField() {
		f := t.Field(i)
		if tags, ok := f.Tag.Lookup("union"); ok {
			p.fields = append(p.fields, fieldPlan{name: f.Name, index: i, tags: splitTags(tags)})
		} else if f.Name == "Raw" && f.Type == rawType {
			p.state = i
		}
	}
	if len(p.fields) == 0 || p.state < 0 {
		return nil
	}
	return p
}

// splitTags takes a list with | between apart; a backslash takes the meaning of
// what follows away.
func splitTags(list string) []string {
	tags := []string{""}
	for i := 0; i < len(list); i++ {
		last := &tags[len(tags)-1]
		switch {
		case list[i] == '|':
			tags = append(tags, "")
		case list[i] == '\\' && i+1 < len(list):
			i++
			*last += list[i : i+1]
		default:
			*last += list[i : i+1]
		}
	}
	return tags
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
			candidates = append([]fieldPlan{*chosen}, candidates...)
		}
	} else if d.peek() == '[' {
		candidates = slices.Clone(candidates)
		slices.SortStableFunc(candidates, func(a, b fieldPlan) int {
			x, y := d.fit(v.Type().Field(a.index).Type, fitDepth), d.fit(v.Type().Field(b.index).Type, fitDepth)
			return cmp.Or(cmp.Compare(y.own, x.own), cmp.Compare(y.below, x.below))
		})
	}
	for _, f := range candidates {
		if !mayHold(v.Type().Field(f.index).Type, d.peek()) {
			continue
		}
		try := &decoder{cursor: d.cursor, path: d.path, odd: d.odd, more: d.more}
		item := reflect.New(v.Type().Field(f.index).Type).Elem()
		clean := try.value(item) && len(try.odd) == len(d.odd) && try.more == d.more && !try.keep && try.err == nil
		if clean && unsettled(item) {
			continue
		}
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
// shape, which also settles between variants that share a tag. A tag that no
// variant knows leaves the variants whose tag is not known. If there is no such
// model, the other variants are to be tried.
func (d *decoder) variant(t reflect.Type, p *typePlan) (chosen *fieldPlan, others []fieldPlan) {
	tag := d.tag(p.tag)
	tagged := func(f fieldPlan) bool { return slices.Contains(f.tags, tag) }
	known := tag != "" && slices.ContainsFunc(p.fields, tagged)
	empty := d.empty()
	var most fit
	for i, f := range p.fields {
		of := t.Field(f.index).Type
		shape := planOf(deref(of)).shape
		switch {
		case known && !tagged(f), tag != "" && !known && f.tags[0] != "":
		case !known && shape != shapeModel && shape != shapeUnion:
			others = append(others, f)
		default:
			found := d.fit(of, fitDepth)
			if found.more(most) || chosen == nil && (known || empty && found.own >= 0) {
				chosen, most = &p.fields[i], found
			}
		}
	}
	return chosen, others
}

// empty reports whether the object at the cursor has no members. The cursor stays.
func (d *decoder) empty() bool {
	c := d.cursor
	for range c.members() {
		return false
	}
	return true
}

// unsettled reports whether v is a union that holds none of its variants.
func unsettled(v reflect.Value) bool {
	v = reflect.Indirect(v)
	p := planOf(v.Type())
	return p.shape == shapeUnion && v.Field(p.state).Len() > 0
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

// tag returns the text of what the object at the cursor holds under name, ""
// if it holds nothing there that could tell variants apart. The cursor stays.
func (d *decoder) tag(name string) string {
	if name == "" {
		return ""
	}
	c := d.cursor
	for member := range c.members() {
		if value := c.skip(); string(member) == name && value[0] != '{' && value[0] != '[' {
			return textOf(value)
		}
	}
	return ""
}

// A fit says how well a value fits a type: a point for each property that the
// type declares, less one for each that it does not, or that it needs and did
// not come. What stands further down counts only between equals.
type fit struct{ own, below int }

const fitDepth = 4 // how far down is looked

func (f fit) more(than fit) bool {
	return f.own > than.own || f.own == than.own && f.below > than.below
}

// fit says how well the value at the cursor fits the type. The cursor stays.
func (d *decoder) fit(t reflect.Type, depth int) (best fit) {
	t = deref(t)
	p := planOf(t)
	c := d.cursor
	switch {
	case depth == 0 || c.peek() == 'n' || !d.holds(t):
	case p.shape == shapeOpt:
		return d.fit(reflect.New(t).Interface().(optional).target().Type(), depth)
	case p.shape == shapeModel:
		return d.modelFit(t, p, depth)
	case p.shape == shapeUnion:
		for _, f := range p.fields {
			if one := d.fit(t.Field(f.index).Type, depth-1); one.more(best) {
				best = one
			}
		}
	case t.Kind() == reflect.Slice && c.peek() == '[':
		for range c.elements() {
			return (&decoder{cursor: c}).fit(t.Elem(), depth-1) // the first one tells
		}
	}
	return best
}

// holds reports whether the value at the cursor can be of the type as it is. The
// cursor stays.
func (d *decoder) holds(t reflect.Type) bool {
	c := d.cursor
	first := c.peek()
	if first == 'n' {
		return true
	}
	if kind := deref(t).Kind(); mayHold(t, first) && kind >= reflect.Int && kind <= reflect.Uint64 {
		return !strings.ContainsAny(wholeNumber(string(c.skip())), ".eE")
	}
	return mayHold(t, first)
}

func (d *decoder) modelFit(t reflect.Type, p *typePlan, depth int) (f fit) {
	c := d.cursor
	needed := 0
	for _, field := range p.fields {
		if field.always {
			needed++
		}
	}
	for name := range c.members() {
		i, ok := p.byName[string(name)]
		switch {
		case !ok && p.further < 0:
			f.own--
		case ok:
			of, value := t.Field(p.fields[i].index).Type, &decoder{cursor: c}
			if value.holds(of) {
				f.own++
			}
			inner := value.fit(of, depth-1)
			f.below += inner.own + inner.below
			if p.fields[i].always {
				needed--
			}
		}
		c.skip()
	}
	f.own -= max(needed, 0)
	return f
}
