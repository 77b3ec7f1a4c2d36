// Generate works through a JSON list of generator.Options from its input, each
// twice: the second time nothing may change. The tests run it as a program of
// its own, since the race detector would make it ten times slower.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/connectorgen/connectorgen/generator"
)

func main() {
	var list []generator.Options
	if err := json.NewDecoder(os.Stdin).Decode(&list); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	failed := false
	for _, o := range list {
		if err := twice(o); err != nil {
			fmt.Fprintln(os.Stderr, err)
			failed = true
		}
	}
	if failed {
		os.Exit(1)
	}
}

func twice(o generator.Options) error {
	for first := true; ; first = false {
		results, err := generator.Generate(context.Background(), o)
		if err != nil {
			return err
		}
		r := results[0]
		switch {
		case r.Failed():
			return fmt.Errorf("%s: %v", r.Input, r.Problems)
		case first && len(r.Changes) == 0:
			return fmt.Errorf("%s: nothing was written", r.Input)
		case !first && len(r.Changes) > 0:
			return fmt.Errorf("%s: the second time it changed %v", r.Input, r.Changes)
		case !first:
			return nil
		}
	}
}
