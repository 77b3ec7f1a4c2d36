package table_test

import (
	"testing"

	"github.com/connectorgen/connectorgen/bench/internal/table"
)

func TestString(t *testing.T) {
	tbl := table.Table{Header: []string{"document", ">size", "ok"}}
	tbl.Add("a.json", "1,234", "yes")
	tbl.Add("größe|b\nc", "5", "")
	want := `| document   |  size | ok  |
|------------|------:|-----|
| a.json     | 1,234 | yes |
| größe\|b c |     5 |     |
`
	if got := tbl.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
