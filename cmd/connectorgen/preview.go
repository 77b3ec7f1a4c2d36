package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/connectorgen/connectorgen/generator"
)

// defaultAddr is where pages are shown unless the user says otherwise.
const defaultAddr = "127.0.0.1:7357"

func (a *app) previewCommand() *cobra.Command {
	var in inputs
	var addr string
	cmd := &cobra.Command{
		Use:   "preview [connector.yaml]",
		Short: "Show the listing and the form in a browser while you edit",
		Long: `preview shows one connector as people will see it: the listing, the form in which
they add an instance, the operations. It generates in memory and writes nothing. When
an input changes the page is drawn again; while the inputs have errors the page shows
them, above what it showed before. Only this machine can open it. Ctrl-C ends it.`,
		Example: `  connectorgen preview
  connectorgen preview specs/flexport --addr 127.0.0.1:8080
  connectorgen preview --spec petshop.yaml --auth auth.yaml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := in.options(cmd, args)
			switch {
			case err != nil:
				return err
			case len(o.Connectors) > 1:
				return fmt.Errorf("preview takes one connector, and there are %d: name one of them", len(o.Connectors))
			case o.Spec == "-":
				return errors.New("preview reads its inputs again and again, and standard input is read once: name a file")
			}
			a.preview(cmd, o, addr)
			return nil
		},
	}
	in.bind(cmd)
	in.format = formatText
	bindAddr(cmd, &addr, defaultAddr)
	return cmd
}

func bindAddr(cmd *cobra.Command, addr *string, value string) {
	cmd.Flags().StringVar(addr, "addr", value, "`HOST:PORT` on this machine to listen on; port 0 is any that is free")
}

func (a *app) preview(cmd *cobra.Command, o generator.Options, addr string) {
	err := generator.Preview(cmd.Context(), o, generator.PreviewOptions{
		Addr:  addr,
		Ready: a.ready,
		Drawn: func(r generator.Result) {
			a.printText([]generator.Result{r}, drawn)
			_ = a.out.Flush() // it keeps its error until the end
		},
	})
	a.reportServed(err)
}

// ready says where a page is.
func (a *app) ready(url string) {
	fmt.Fprintf(a.out, "open %s in a browser; Ctrl-C ends it\n", url)
	_ = a.out.Flush() // it keeps its error until the end
}

// drawn says what preview did.
func drawn(r generator.Result) (line, details string) {
	if r.Failed() {
		return "not drawn", ""
	}
	return "drawn", ""
}
