package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/connectorgen/connectorgen/generator"
)

const rootHelp = `connectorgen reads an OpenAPI document, overlays that correct it and an auth
descriptor. It writes a Go client package and the connector manifest.

generate, check, validate, lint, inspect and preview work on the connector files they
are given (or their folders), on every specs/*/connector.yaml if they are given none, or
on one OpenAPI document with --spec. Of these, only a document that --spec names by its
URL is fetched. pack, publish, sign, verify and pull bring connectors to others, and
catalog lists them.

Exit codes: 0 done; 1 problems in the input, or check found output out of date;
2 wrong usage; 3 a bug in connectorgen.`

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "connectorgen",
		Short:         "Turn OpenAPI documents into Go clients and connector manifests",
		Long:          rootHelp,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SetOut(a.errs)
			a.worsen(exitUsage)
			return cmd.Help()
		},
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.Version = version()
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetHelpCommand(helpCommand())
	root.SetFlagErrorFunc(suggestFlag)
	root.AddCommand(a.generateCommand(), a.checkCommand(), a.validateCommand(), a.lintCommand(), a.inspectCommand(), a.versionCommand())
	root.AddCommand(a.previewCommand(), a.catalogCommand())
	root.AddCommand(a.packCommand(), a.publishCommand(), a.signCommand(), a.verifyCommand(), a.pullCommand())
	return root
}

func (a *app) generateCommand() *cobra.Command {
	var in inputs
	cmd := &cobra.Command{
		Use:   "generate [connector.yaml ...]",
		Short: "Write the client package and the manifest",
		Long: `generate writes the output of each connector. A connector with an error keeps its
previous output, byte for byte; the others are written. Files that are no longer made
are removed; files that connectorgen did not write are never overwritten.`,
		Example: `  connectorgen generate
  connectorgen generate specs/flexport/connector.yaml
  connectorgen generate --spec petshop.yaml --auth auth.yaml --out internal/petshop
  connectorgen generate --spec https://example.com/petshop.json --out internal/petshop
  my-server --print-openapi | connectorgen generate --spec - --out internal/petshop`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.each(cmd, &in, args, verb{act: generator.Generate, say: written})
		},
	}
	in.bind(cmd)
	in.bindOut(cmd)
	in.bindFormat(cmd)
	return cmd
}

func (a *app) checkCommand() *cobra.Command {
	var in inputs
	var diff bool
	cmd := &cobra.Command{
		Use:   "check [connector.yaml ...]",
		Short: "Say whether the output is up to date, and write nothing",
		Long: `check makes everything that generate makes and compares it with what is on disk.
It exits with 1 if a file is missing, differs or is stale: a step for CI.`,
		Example: `  connectorgen check
  connectorgen check --diff specs/flexport/connector.yaml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if diff && in.format == formatJSON {
				return errors.New("--diff prints text: leave out --diff or --format json")
			}
			return a.each(cmd, &in, args, verb{act: generator.Check, say: outdated(diff), changesFail: true})
		},
	}
	in.bind(cmd)
	in.bindOut(cmd)
	in.bindFormat(cmd)
	cmd.Flags().BoolVar(&diff, "diff", false, "print what differs")
	return cmd
}

func (a *app) validateCommand() *cobra.Command {
	var in inputs
	cmd := &cobra.Command{
		Use:   "validate [connector.yaml ...]",
		Short: "Report every problem in the inputs, and write nothing",
		Example: `  connectorgen validate --strict
  connectorgen validate --spec petshop.yaml --format json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.each(cmd, &in, args, verb{act: generator.Validate, say: valid})
		},
	}
	in.bind(cmd)
	in.bindFormat(cmd)
	return cmd
}

func (a *app) lintCommand() *cobra.Command {
	var in inputs
	cmd := &cobra.Command{
		Use:   "lint [connector.yaml ...]",
		Short: "Hold connectors against the rules of the marketplaces",
		Long: `lint says what a marketplace would send back: names, descriptions, labels, icons,
samples and the call that proves a connection, each held against the strictest
rule that any of them has. Every finding names the place in your files and what
to write instead. It exits with 1 if there is one.`,
		Example: `  connectorgen lint
  connectorgen lint specs/flexport/connector.yaml --format json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.each(cmd, &in, args, verb{act: generator.Lint, say: presentable})
		},
	}
	in.bind(cmd)
	in.bindFormat(cmd)
	return cmd
}

func (a *app) inspectCommand() *cobra.Command {
	var in inputs
	var stage string
	cmd := &cobra.Command{
		Use:   "inspect [connector.yaml]",
		Short: "Print what connectorgen understood, as JSON",
		Long: `inspect prints one connector as connectorgen sees it at a stage of its work:
  oas   the document, repaired, overlays applied
  ir    the connector in the API's words: resources, operations, schemas
  plan  the connector in Go's words: files, types, methods`,
		Example: `  connectorgen inspect --stage oas specs/flexport/connector.yaml
  connectorgen inspect --stage plan --spec petshop.yaml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := parseStage(stage)
			if err != nil {
				return err
			}
			return a.inspect(cmd, &in, args, s)
		},
	}
	in.bind(cmd)
	in.format = formatText
	cmd.Flags().StringVar(&stage, "stage", string(generator.StageIR), "`STAGE` to print: oas, ir or plan")
	return cmd
}

// helpCommand is cobra's, but a topic that does not exist is wrong usage.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Help about any command",
		RunE: func(cmd *cobra.Command, args []string) error {
			topic, _, err := cmd.Root().Find(args)
			if err != nil {
				return err
			}
			topic.InitDefaultHelpFlag()
			topic.InitDefaultVersionFlag()
			return topic.Help()
		},
	}
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(a.out, version())
			return nil
		},
	}
}

func parseStage(name string) (generator.Stage, error) {
	switch s := generator.Stage(name); s {
	case generator.StageOAS, generator.StageIR, generator.StagePlan:
		return s, nil
	}
	return "", fmt.Errorf("--stage is %q; use oas, ir or plan", name)
}

// A verb is what a command does to every connector.
type verb struct {
	act         func(context.Context, generator.Options) ([]generator.Result, error)
	say         sentence
	changesFail bool // a change is a failure
}

// each does v to the connectors that the command line names and reports every result.
func (a *app) each(cmd *cobra.Command, in *inputs, args []string, v verb) error {
	o, err := in.options(cmd, args)
	if err != nil {
		return err
	}
	results, err := v.act(cmd.Context(), o)
	if in.format == formatJSON {
		a.printJSON(results)
	} else {
		a.printText(results, v.say)
	}
	for _, r := range results {
		if r.Failed() || v.changesFail && len(r.Changes) > 0 {
			a.worsen(exitProblem)
		}
	}
	a.reportFailure(err)
	return nil
}

// inspect prints one stage of the one connector that the command line names.
func (a *app) inspect(cmd *cobra.Command, in *inputs, args []string, stage generator.Stage) error {
	o, err := in.options(cmd, args)
	if err != nil {
		return err
	}
	if len(o.Connectors) > 1 {
		return fmt.Errorf("inspect takes one connector, and there are %d: name one of them", len(o.Connectors))
	}
	result, err := generator.Inspect(cmd.Context(), o, stage, a.out)
	if result != nil {
		a.printProblems(result.Problems)
		if result.Failed() {
			a.worsen(exitProblem)
		}
	}
	a.reportFailure(err)
	return nil
}
