package client

import (
	"encoding/json"
	"math/big"
	"reflect"
	"strconv"
	"strings"
)

// Decimal is an exact decimal number, a string in JSON, such as "12.50".
type Decimal string

// Rat returns the number. It is an error if d is not one.
func (d Decimal) Rat() (*big.Rat, error) {
	if !isNumber([]byte(d)) || len(d) > 1000 || strings.ContainsAny(string(d), "eE") {
		return nil, &strconv.NumError{Func: "Decimal.Rat", Num: string(d), Err: strconv.ErrSyntax}
	}
	r, _ := new(big.Rat).SetString(string(d))
	return r, nil
}

// isNumber reports whether b is spelt as a number of JSON.
func isNumber(b []byte) bool {
	return len(b) > 0 && (b[0] == '-' || b[0] >= '0' && b[0] <= '9') && b[len(b)-1] > ' ' && json.Valid(b)
}

// digits takes a JSON number apart: its value is 0.mantissa times ten to the
// exponent, and the mantissa neither starts nor ends with a zero.
func digits(text string) (negative bool, mantissa string, exponent int, ok bool) {
	text, negative = strings.CutPrefix(text, "-")
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		n, err := strconv.Atoi(text[i+1:])
		if err != nil {
			return false, "", 0, false
		}
		text, exponent = text[:i], n
	}
	whole, fraction, _ := strings.Cut(text, ".")
	mantissa = strings.TrimLeft(whole+fraction, "0")
	exponent += len(whole) - (len(whole) + len(fraction) - len(mantissa))
	mantissa = strings.TrimRight(mantissa, "0")
	if mantissa == "" {
		return false, "", 0, true
	}
	return negative, mantissa, exponent, true
}

// sameNumber reports whether two JSON numbers are equal.
func sameNumber(a, b string) bool {
	if a == b {
		return true
	}
	an, am, ae, aok := digits(a)
	bn, bm, be, bok := digits(b)
	return aok && bok && an == bn && am == bm && ae == be
}

// wholeNumber spells 28.0 and 1e3 as 28 and 1000, and leaves all else as it is.
func wholeNumber(text string) string {
	if !strings.ContainsAny(text, ".eE") {
		return text
	}
	negative, mantissa, exponent, ok := digits(text)
	switch {
	case !ok:
		return text
	case mantissa == "":
		return "0"
	case exponent < len(mantissa) || exponent > 20:
		return text
	}
	mantissa += strings.Repeat("0", exponent-len(mantissa))
	if negative {
		return "-" + mantissa
	}
	return mantissa
}

// jsonName names the type of the JSON value that starts with c.
func jsonName(c byte) string {
	switch c {
	case '"':
		return "a string"
	case '{':
		return "an object"
	case '[':
		return "an array"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	return "a number"
}

// typeName names the JSON that a Go type stands for.
func typeName(t reflect.Type) string {
	switch planOf(t).shape {
	case shapeTime:
		return "a date and time"
	case shapeDate:
		return "a date"
	case shapeBytes:
		return "a string in base64"
	case shapeNumber:
		return "a number"
	}
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "a boolean"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "an array"
	case reflect.Struct, reflect.Map:
		return "an object"
	}
	return "an integer"
}
