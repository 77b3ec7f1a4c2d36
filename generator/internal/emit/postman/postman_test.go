package postman_test

import (
	"strings"
	"testing"

	"github.com/connectorgen/connectorgen/generator/internal/emit/postman"
	"github.com/connectorgen/connectorgen/generator/internal/emit/targettest"
)

func TestEmit(t *testing.T) {
	got, err := postman.Emit(targettest.Input(targettest.Acme()))
	if err != nil {
		t.Fatal(err)
	}
	targettest.Golden(t, got)
}

// No text of a document becomes a variable, and so a credential.
func TestHostile(t *testing.T) {
	got, err := postman.Emit(targettest.Input(targettest.Hostilely(targettest.Acme())))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{"baseUrl": true, "client_secret": true, "scope": true, "token_key": true, "access_token": true}
	text := string(got.Files[0].Content)
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, "{{")
		if !ok {
			break
		}
		name, _, _ := strings.Cut(after, "}}")
		if !want[name] {
			t.Errorf("{{%s}} is a variable", name)
		}
		rest = after
	}
	// Once each: in the helper (client_secret, and secret as a parameter) and in the token request.
	clean, err := postman.Emit(targettest.Input(targettest.Acme()))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Count(text, "{{client_secret}}"), strings.Count(string(clean.Files[0].Content), "{{client_secret}}"); got != want {
		t.Errorf("the secret is used %d times, want %d", got, want)
	}
	last := got.Losses[len(got.Losses)-1].Error()
	const loss = `in/connector.yaml:40:3: warning: Postman takes {{ for a variable, so it is left out of "parameter page", "header X-Hostile" [postman-braces]`
	if last != loss {
		t.Errorf("the last loss is\n%s, want\n%s", last, loss)
	}
}
