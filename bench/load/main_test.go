package main

import (
	"strings"
	"testing"
)

func TestOperations(t *testing.T) {
	tests := map[string]struct {
		document string
		want     int
	}{
		"json":                    {`{"paths": {"/a": {"get": {}, "post": {}, "parameters": []}, "/b": {"trace": {}}}}`, 3},
		"yaml":                    {"paths:\n  /a: {get: {}, x-get: {}}\n  /b:\n", 1},
		"what the loader refuses": {"paths: {/a: {put: {}}}\ncomponents: {schemas: {A: {required: true}}}\n", 1},
		"no paths":                {"openapi: 3.1.0\n", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := operations([]byte(test.document))
			if err != nil || got != test.want {
				t.Errorf("got %d, %v, want %d", got, err, test.want)
			}
		})
	}
}

func TestLoad(t *testing.T) {
	tests := map[string]struct {
		document string
		want     string // part of the error, "" for none
	}{
		"openapi": {`{"openapi": "3.0.3", "info": {"title": "A", "version": "1"}, "paths": {}}`, ""},
		"swagger": {`{"swagger": "2.0", "info": {"title": "A", "version": "1"}, "paths": {}}`, ""},
		"refused": {"openapi: 3.0.3\ncomponents: {schemas: {A: {required: true}}}\n", "required"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := load([]byte(test.document))
			if test.want == "" && err != nil {
				t.Fatal(err)
			}
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want an error about %q", err, test.want)
			}
		})
	}
}
