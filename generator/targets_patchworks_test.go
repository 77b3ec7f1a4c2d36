package generator_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A patchworksSystem is what the test looks at in system.json.
type patchworksSystem struct {
	System struct {
		SystemType string `json:"system_type"`
		Protocol   string
	}
	Variables      []patchworksVariable
	Authentication []struct {
		Name      string
		Variables []patchworksVariable
		Token     *struct {
			URL, Encoding string
			Body          []struct{ Name, Value string }
			TokenPath     string `json:"response_token_key"`
		}
	} `json:"authentication_methods"`
	Endpoints []struct {
		Name, Direction, URL string
		Variables            []patchworksVariable
		Pagination           *struct{ Method string }
		DataPath             string `json:"data_path"`
	}
}

type patchworksVariable struct {
	Key, Label, Alias, Value           string
	Secret, Required, Locked, Advanced bool
}

// check holds the system against the rules of the platform, which publishes no schema.
func (s *patchworksSystem) check() error {
	var errs []error
	types := []string{"Accounting", "CRM", "eCommerce", "ERP", "Marketplaces", "Other", "PIM", "POS", "3PL", "WMS", "Database"}
	if !slices.Contains(types, s.System.SystemType) || s.System.Protocol != "HTTP" {
		errs = append(errs, fmt.Errorf("system type %q, protocol %q", s.System.SystemType, s.System.Protocol))
	}
	shared := slices.Clone(s.Variables)
	for _, a := range s.Authentication {
		shared = append(shared, a.Variables...)
	}
	known := map[string]bool{"access_token": true, "basic": true}
	for _, v := range shared {
		if known[v.Key] || len([]rune(v.Value)) > 1024 || v.Label == "" || v.Alias == "" {
			errs = append(errs, fmt.Errorf("variable %+v", v))
		}
		known[v.Key] = true
	}
	methods := []string{"Next page URL", "Link Header", "Next page token", "Page number parameter", "Limit offset"}
	for _, e := range s.Endpoints {
		own := map[string]bool{}
		for _, v := range e.Variables {
			if known[v.Key] || own[v.Key] {
				errs = append(errs, fmt.Errorf("endpoint %q: variable %q is there twice", e.Name, v.Key))
			}
			own[v.Key] = true
		}
		for _, part := range strings.Split(e.URL, "{{")[1:] {
			if key, _, ok := strings.Cut(part, "}}"); !ok || !known[key] && !own[key] {
				errs = append(errs, fmt.Errorf("endpoint %q: its URL %s names no variable", e.Name, e.URL))
			}
		}
		if e.Direction != "Receive" && e.Direction != "Send" || e.Pagination != nil && !slices.Contains(methods, e.Pagination.Method) {
			errs = append(errs, fmt.Errorf("endpoint %q: direction %q, pagination %v", e.Name, e.Direction, e.Pagination))
		}
	}
	return errors.Join(errs...)
}

func TestPatchworks(t *testing.T) {
	for _, document := range published {
		t.Run(document, func(t *testing.T) {
			var system patchworksSystem
			if err := json.Unmarshal(makeTarget(t, document, "patchworks").read(t, "system.json"), &system); err != nil {
				t.Fatal(err)
			}
			if err := system.check(); err != nil {
				t.Error(err)
			}
			system.Endpoints[0].URL += "/{{nobody}}"
			system.System.SystemType = "Shop"
			if err := system.check(); err == nil || strings.Count(err.Error(), "\n") != 1 {
				t.Errorf("a spoiled copy is refused with %v", err)
			}
		})
	}
}

// Flexport's six fields come out as they went in.
func TestPatchworksFlexport(t *testing.T) {
	var system patchworksSystem
	if err := json.Unmarshal(makeTarget(t, "flexport", "patchworks").read(t, "system.json"), &system); err != nil {
		t.Fatal(err)
	}
	want := []patchworksVariable{
		{"client_secret", "Client secret", "client_secret", "", true, true, false, false},
		{"client_id", "Client ID", "client_id", "", false, true, false, false},
		{"scope", "Scope", "scope", "", false, true, false, false},
		{"grant_type", "Grant type", "grant_type", "client_credentials", false, true, true, true},
		{"response_token_key", "Response authentication token key", "response_token_key", "access_token", false, true, true, true},
		{"audience", "Audience", "audience", "https://api.flexport.com", false, true, true, true},
	}
	if diff := cmp.Diff(want, system.Authentication[0].Variables); diff != "" {
		t.Errorf("variables (-want +got):\n%s", diff)
	}
	if got := system.Authentication[0].Token.TokenPath; got != "{{response_token_key}}" {
		t.Errorf("the token is at %q", got)
	}
}
