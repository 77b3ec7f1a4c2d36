package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/connectorgen/connectorgen/generator"
)

func (a *app) catalogCommand() *cobra.Command {
	var o generator.VerifyOptions
	var out, addr string
	cmd := &cobra.Command{
		Use:   "catalog PLACE ...",
		Short: "List checked connectors as a static site",
		Long: `catalog makes a static site of packs: index.json for programs, a list to search, and a
page for each connector. A PLACE is a packed connector's folder or a folder with such
folders in it, a reference, a repository with all its versions, or a registry's host.

Only what verifies is listed. What does not is refused: it is reported here and on the
site, and the exit code is 1. The site is written to --out, or served on this machine.
` + verifyFlags,
		Example: `  connectorgen catalog dist --out site
  connectorgen catalog registry.example.com/connectors/flexport --key release.pem.pub
  connectorgen catalog localhost:5000 --addr 127.0.0.1:8080`,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0 || slices.Contains(args, ""):
				return errors.New("catalog takes places: folders with packs, references, repositories or registries")
			case out != "" && cmd.Flags().Lookup("addr").Changed:
				return errors.New("--out writes the site and --addr serves it: leave out one of them")
			}
			if err := checkVerify(cmd, o); err != nil {
				return err
			}
			a.catalog(cmd, args, o, out, addr)
			return nil
		},
	}
	bindVerify(cmd, &o)
	cmd.Flags().StringVar(&out, "out", "", "folder `DIR` to write the site to; without it the site is served")
	bindAddr(cmd, &addr, defaultAddr)
	return cmd
}

func (a *app) catalog(cmd *cobra.Command, places []string, o generator.VerifyOptions, out, addr string) {
	c, err := generator.NewCatalog(cmd.Context(), places, o)
	if err != nil {
		a.reportFailure(err)
		return
	}
	for _, p := range c.Refused {
		a.printProblems(p.Problems)
		a.worsen(exitProblem)
	}
	parts := []string{count(len(c.Listed), "pack") + " listed"}
	if n := len(c.Refused); n > 0 {
		parts = append(parts, fmt.Sprintf("%d refused", n))
	}
	fmt.Fprintln(a.out, strings.Join(parts, ", "))
	if out == "" {
		a.reportServed(c.Serve(cmd.Context(), addr, a.ready))
		return
	}
	changes, problems, err := c.Write(out)
	a.printProblems(problems)
	a.reportFailure(err)
	switch {
	case problems.HasErrors():
		a.worsen(exitProblem)
	case err == nil:
		line, _ := written(generator.Result{Out: filepath.ToSlash(out), Changes: changes})
		fmt.Fprintln(a.out, printable(line))
	}
}

// reportServed reports why pages could not be served.
func (a *app) reportServed(err error) {
	var refused generator.AddressError
	if errors.As(err, &refused) {
		fmt.Fprintf(a.errs, "connectorgen: %s\n", printable(err.Error()))
		a.worsen(exitProblem)
		return
	}
	a.reportFailure(err)
}
