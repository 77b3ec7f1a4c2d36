package main

import (
	"errors"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/connectorgen/connectorgen/generator"
)

// connectorFile is the name of a connector file, and connectorGlob where the
// connectors of a repository are.
const (
	connectorFile = "connector.yaml"
	connectorGlob = "specs/*/" + connectorFile
)

// The formats of problems and results.
const (
	formatText = "text"
	formatJSON = "json"
)

// inputs are the flags that say what to work on.
type inputs struct {
	spec     string
	overlays []string
	auth     string
	out      string
	pkg      string
	strict   bool
	format   string
}

func (in *inputs) bind(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&in.spec, "spec", "", "OpenAPI document to work on without a connector file: a `FILE`, an https URL, or - for standard input")
	f.StringArrayVar(&in.overlays, "overlay", nil, "overlay `FILE` to apply to --spec (repeatable, in order)")
	f.StringVar(&in.auth, "auth", "", "auth descriptor `FILE` for --spec (default: the document's security schemes)")
	f.StringVar(&in.pkg, "package", "", "`NAME` of the Go package for --spec")
	f.BoolVar(&in.strict, "strict", false, "treat every warning as an error")
}

func (in *inputs) bindOut(cmd *cobra.Command) {
	cmd.Flags().StringVar(&in.out, "out", "", "output folder `DIR` for --spec")
}

func (in *inputs) bindFormat(cmd *cobra.Command) {
	cmd.Flags().StringVar(&in.format, "format", formatText, "`FORM` of the results: text or json")
}

// options turns flags and arguments into the generator's options. Its errors are
// about the command line.
func (in *inputs) options(cmd *cobra.Command, args []string) (generator.Options, error) {
	if err := in.check(cmd, args); err != nil {
		return generator.Options{}, err
	}
	o := generator.Options{
		Spec:     in.spec,
		Overlays: in.overlays,
		Auth:     in.auth,
		Out:      in.out,
		Package:  in.pkg,
		Strict:   in.strict,
		Stdin:    cmd.InOrStdin(),
		Memory:   memory(),
	}
	if in.spec != "" {
		return o, nil
	}
	var err error
	o.Connectors, err = connectors(args, "name a connector file or use --spec")
	return o, err
}

// memory is where runs are remembered: below the folder that the system has for
// what programs can do without, nowhere if it has none.
func memory() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "connectorgen")
}

// check reports flags that do not go together.
func (in *inputs) check(cmd *cobra.Command, args []string) error {
	if in.format != formatText && in.format != formatJSON {
		return fmt.Errorf("--format is %q; use text or json", in.format)
	}
	for _, name := range []string{"spec", "overlay", "auth", "out", "package"} {
		flag := cmd.Flags().Lookup(name)
		switch {
		case flag == nil || !flag.Changed:
		case flag.Value.String() == "":
			return fmt.Errorf("--%s is empty", name)
		case in.spec == "":
			return fmt.Errorf("--%s needs --spec: a connector file names its own", name)
		}
	}
	switch {
	case slices.Contains(in.overlays, ""):
		return errors.New("--overlay is empty")
	case in.spec == "":
		return nil
	case len(args) > 0:
		return fmt.Errorf("--spec works without a connector file: leave out --spec or %s", args[0])
	case cmd.Flags().Lookup("out") != nil && in.out == "":
		return errors.New("--spec needs --out, the folder of the output")
	case in.pkg != "" && !isPackageName(in.pkg):
		return fmt.Errorf("--package is %q: a Go package has lower-case letters and digits, a letter first, and no keyword", in.pkg)
	}
	for _, name := range append([]string{in.auth}, in.overlays...) {
		switch {
		case strings.Contains(name, "://"):
			return fmt.Errorf("%s is a URL: download it and name the file, only --spec is fetched", name)
		case name == "-":
			return errors.New("only --spec can be -: standard input is read once")
		}
	}
	return nil
}

// isPackageName reports whether a Go package of this name can be imported.
func isPackageName(name string) bool {
	odd := func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' }
	return token.IsIdentifier(name) && !strings.ContainsFunc(name, odd) && name != "_" && name != "main"
}

// connectors returns the connector files that args name, a folder standing for
// the one in it, or those of the repository if there are none. hint says what to do
// if there are none either.
func connectors(args []string, hint string) ([]string, error) {
	if len(args) == 0 {
		found, err := filepath.Glob(filepath.FromSlash(connectorGlob))
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("no connector found: looked for %s below the current folder; %s", connectorGlob, hint)
		}
		return found, nil
	}
	var files []string
	for _, arg := range args {
		if arg == "" {
			return nil, errors.New("an argument is empty: name a connector file")
		}
		if info, err := os.Stat(arg); err == nil && info.IsDir() {
			arg = filepath.Join(arg, connectorFile)
		}
		if arg = filepath.Clean(arg); !slices.Contains(files, arg) {
			files = append(files, arg)
		}
	}
	return files, nil
}
