package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/connectorgen/connectorgen/generator"
)

func (a *app) packCommand() *cobra.Command {
	var layout string
	cmd := &cobra.Command{
		Use:   "pack [connector.yaml] --layout DIR",
		Short: "Pack a connector for publishing",
		Long: `pack puts a connector into the folder DIR as an OCI image layout: the manifest, all
that was generated with it, and the inputs, from which anyone can generate it again.
What DIR held is replaced. The same inputs give the same digest on every machine.

What is packed is what was looked at: if generate would change the output, nothing is packed.`,
		Example: `  connectorgen pack --layout dist
  connectorgen pack specs/flexport --layout dist/flexport`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if layout == "" {
				return errors.New("pack needs --layout, the folder to pack into")
			}
			files, err := connectors(args, "name a connector file")
			if err != nil {
				return err
			}
			if len(files) > 1 {
				return fmt.Errorf("pack takes one connector, and there are %d: name one of them", len(files))
			}
			p, err := generator.Pack(cmd.Context(), files[0], layout)
			a.reportPacked(p, err, packed)
			return nil
		},
	}
	cmd.Flags().StringVar(&layout, "layout", "", "folder `DIR` to pack into")
	return cmd
}

func (a *app) publishCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "publish LAYOUT REFERENCE",
		Short: "Send a packed connector to a registry",
		Long: `publish sends the pack in the folder LAYOUT, with its signatures, to a repository of an
OCI registry. REFERENCE is HOST/REPOSITORY, or HOST/REPOSITORY:VERSION to publish under
another name than the connector's version.

A version that is published stays: if another pack has it, nothing is changed. An
interrupted publish can be repeated. Credentials are those of Docker's configuration file
($DOCKER_CONFIG/config.json); only a registry on this machine is spoken to without TLS.`,
		Example: `  connectorgen publish dist registry.example.com/connectors/flexport
  connectorgen publish dist localhost:5000/flexport`,
		Args: takes("publish", 2, "the folder of a pack and a reference"),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := generator.Publish(cmd.Context(), args[0], args[1], func(p *generator.Packed) {
				fmt.Fprintf(a.errs, "connectorgen: sending %s to %s\n", amount(p), printable(p.Place))
			})
			a.reportPacked(p, err, published)
			return nil
		},
	}
}

func (a *app) signCommand() *cobra.Command {
	var key, newKey string
	cmd := &cobra.Command{
		Use:   "sign PACK --key FILE",
		Short: "Sign a packed or published connector",
		Long: `sign checks the pack PACK, a layout's folder or a reference, and attaches a signature to
it: of its digest and the digests of the inputs from which it was made. It is an Ed25519
signature in a DSSE envelope around an in-toto statement with SLSA provenance.

sign --new-key FILE makes a key pair: FILE is the private key, which only you can read,
and FILE.pub the public one, with which others verify.`,
		Example: `  connectorgen sign --new-key release.pem
  connectorgen sign dist --key release.pem
  connectorgen sign registry.example.com/connectors/flexport:1.0.0 --key release.pem`,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case newKey != "" && (key != "" || len(args) > 0):
				return errors.New("--new-key makes a key and signs nothing: leave out the rest, then sign with --key")
			case newKey != "":
				a.newKey(newKey)
				return nil
			case key == "":
				return errors.New("sign needs --key, the file of a private key; --new-key FILE makes one")
			}
			if err := takes("sign", 1, "a pack")(cmd, args); err != nil {
				return err
			}
			p, err := generator.Sign(cmd.Context(), args[0], key)
			a.reportPacked(p, err, signed)
			return nil
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "`FILE` of the private key (PEM, PKCS #8, Ed25519)")
	cmd.Flags().StringVar(&newKey, "new-key", "", "make a key pair: `FILE` and FILE.pub")
	return cmd
}

func (a *app) newKey(name string) {
	id, err := generator.NewKey(name)
	if err != nil {
		a.reportFailure(err)
		return
	}
	name = filepath.ToSlash(name)
	fmt.Fprintf(a.out, "%s: private key: keep it\n%s.pub: public key %s: give it to those who verify\n", printable(name), printable(name), short(id))
}

const verifyFlags = `With --key, the pack must be signed with that key. With --reproduce, everything is generated
again from the inputs in the pack, and each byte compared.`

func (a *app) verifyCommand() *cobra.Command {
	var o generator.VerifyOptions
	cmd := &cobra.Command{
		Use:   "verify PACK",
		Short: "Check a packed or published connector",
		Long: `verify checks the pack PACK, a layout's folder or a reference: each digest and size, the
manifest by its schema, and that the manifest lists every file as it is.
` + verifyFlags,
		Example: `  connectorgen verify dist
  connectorgen verify registry.example.com/connectors/flexport:1.0.0 --key release.pem.pub --reproduce`,
		Args: takes("verify", 1, "a pack"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkVerify(cmd, o); err != nil {
				return err
			}
			p, err := generator.Verify(cmd.Context(), args[0], o)
			a.reportPacked(p, err, verified)
			return nil
		},
	}
	bindVerify(cmd, &o)
	return cmd
}

func (a *app) pullCommand() *cobra.Command {
	var o generator.VerifyOptions
	cmd := &cobra.Command{
		Use:   "pull PACK DIR",
		Short: "Check a published connector, and write its files",
		Long: `pull checks the pack PACK, a reference or a layout's folder, as verify does, and writes its
files to the folder DIR: connector.json and what was generated with it, and the inputs below
DIR/inputs. If anything is wrong, nothing is written.
` + verifyFlags,
		Example: `  connectorgen pull registry.example.com/connectors/flexport:1.0.0 flexport --key release.pem.pub`,
		Args:    takes("pull", 2, "a pack and a folder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkVerify(cmd, o); err != nil {
				return err
			}
			p, changes, err := generator.Pull(cmd.Context(), args[0], args[1], o)
			a.reportPacked(p, err, pulled(args[1], changes))
			return nil
		},
	}
	bindVerify(cmd, &o)
	return cmd
}

func bindVerify(cmd *cobra.Command, o *generator.VerifyOptions) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.Key, "key", "", "`FILE` of the public key (PEM, Ed25519) that must have signed the pack")
	f.BoolVar(&o.Reproduce, "reproduce", false, "generate everything again from the inputs in the pack, and compare")
}

// checkVerify refuses an empty key: a script with an empty variable must not pass
// a pack that nobody signed.
func checkVerify(cmd *cobra.Command, o generator.VerifyOptions) error {
	if cmd.Flags().Lookup("key").Changed && o.Key == "" {
		return errors.New("--key is empty")
	}
	return nil
}

// takes refuses arguments that are empty, too few or too many.
func takes(command string, want int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != want {
			return fmt.Errorf("%s takes %s", command, what)
		}
		if slices.Contains(args, "") {
			return fmt.Errorf("an argument is empty: %s takes %s", command, what)
		}
		return nil
	}
}
