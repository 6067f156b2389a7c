package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"assent/bot"
	"assent/bot/ledger"
)

// The requests to the admin socket about the ledger.
type (
	verifyRequest struct {
		Heads []string `json:"heads,omitempty"` // earlier ones
		Quick bool     `json:"quick,omitempty"` // only the head and the key
	}
	verifyAnswer struct {
		Key    string        `json:"public_key"`
		Head   string        `json:"head"`
		Report ledger.Report `json:"report"`
	}
	checkRequest struct {
		Document string `json:"document"`
	}
)

// verify checks the whole ledger, or only returns its head.
func (admin *adminSocket) verify(ctx context.Context, r verifyRequest) (verifyAnswer, error) {
	log := admin.store.Ledger()
	a := verifyAnswer{Key: log.Key().Public().String()}
	if r.Quick {
		head, err := log.Head(ctx)
		a.Head = head.Text
		return a, err
	}
	var heads []ledger.Head
	for _, text := range r.Heads {
		h, err := log.Key().Public().OpenHead(text)
		if err != nil {
			return a, err
		}
		heads = append(heads, h)
	}
	var err error
	a.Report, err = ledger.Verify(ctx, log, heads...)
	return a, err
}

func (admin *adminSocket) checkDocument(ctx context.Context, r checkRequest) (bot.CheckedDocument, error) {
	return admin.bot.CheckDocument(ctx, []byte(r.Document))
}

// certificate finds the certificate of a request.
func (admin *adminSocket) certificate(ctx context.Context, reference string) (string, error) {
	signed, _, err := admin.bot.CertificateFor(ctx, bot.DefaultApp, reference)
	if err != nil {
		return "", fmt.Errorf("certificate of %s: %w", reference, err)
	}
	return string(signed.Document), nil
}

func verifyCommand(sys system) *cobra.Command {
	var f configFlags
	var heads []string
	var key string
	var showKey bool
	c := &cobra.Command{
		Use: "verify [FILE]", Short: "Check the ledger, or a receipt or certificate", Args: cobra.MaximumNArgs(1),
		Long: `Check the ledger: every line and every hash is computed again and compared with the signed head.

Somebody who can write to the database, and knows how, could forge both so that they match. So keep
heads elsewhere (assent ledger head, ledger.head_file, ledger.head_url) and pass them with --head:
whatever was changed, inserted, removed, moved or cut off before such a head is found.

With FILE (- for standard input), check a receipt or a certificate. With --key this needs no
installation.`,
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case key != "" && len(args) == 0:
				return usagef("--key requires a FILE to check; see assent verify --help")
			case key != "":
				public, err := ledger.ParsePublic(key)
				if err != nil {
					return usagef("--key: %w", err)
				}
				text, err := readDocument(sys, args[0])
				if err != nil {
					return err
				}
				checked, err := bot.CheckDocument(public, text)
				if err != nil {
					return err
				}
				return printChecked(sys, checked)
			}
			var document []byte
			if len(args) == 1 && !showKey {
				var err error
				if document, err = readDocument(sys, args[0]); err != nil {
					return err
				}
			}
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				switch {
				case showKey:
					a, err := ask[verifyAnswer](c.Context(), admin, "/ledger/verify", verifyRequest{Quick: true})
					if err == nil {
						_, err = fmt.Fprintln(sys.out, a.Key)
					}
					return err
				case len(args) == 1:
					in := checkRequest{string(document)}
					checked, err := ask[bot.CheckedDocument](c.Context(), admin, "/ledger/check", in)
					if err != nil {
						return err
					}
					return printChecked(sys, checked)
				}
				return verifyLedger(c.Context(), sys, admin, heads)
			})
		},
	}
	f.flags(c)
	c.Flags().StringArrayVar(&heads, "head", nil, "a file with one or more earlier heads; may be repeated")
	c.Flags().StringVar(&key, "key", "", "the public key to check FILE against, without an installation")
	c.Flags().BoolVar(&showKey, "show-key", false, "print the public key of the ledger")
	return c
}

// maxDocumentFile is the longest file that is read, in bytes.
const maxDocumentFile = 4 << 20

func readDocument(sys system, path string) ([]byte, error) {
	in := sys.in
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("%w: name a receipt or a certificate, or no file to check the ledger", err)
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, maxDocumentFile+1))
	if err == nil && len(text) > maxDocumentFile {
		err = fmt.Errorf("%s is too long for a receipt or a certificate", path)
	}
	return text, err
}

func printChecked(sys system, c bot.CheckedDocument) error {
	what := "a receipt of decisions on consents"
	if c.Schema == bot.CertificateSchema {
		what = "a certificate of an erasure, which is " + c.State
	}
	_, err := fmt.Fprintf(sys.out, "genuine and unchanged: %s\n", what)
	return err
}

// errFaults ends assent verify with exit code 1.
var errFaults = errors.New("the ledger is not the one that was signed")

func verifyLedger(ctx context.Context, sys system, admin *client, files []string) error {
	var r verifyRequest
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		heads := ledger.SplitHeads(string(text))
		if len(heads) == 0 {
			return fmt.Errorf("%s holds no head", path)
		}
		r.Heads = append(r.Heads, heads...)
	}
	a, err := ask[verifyAnswer](ctx, admin, "/ledger/verify", r)
	if err != nil {
		return err
	}
	for _, fault := range a.Report.Faults {
		if _, err := fmt.Fprintln(sys.out, fault.Text); err != nil {
			return err
		}
	}
	if n := len(a.Report.Faults); n > 0 {
		return fmt.Errorf("%w: %d faults, the first at line %d", errFaults, n, a.Report.Faults[0].Entry)
	}
	_, err = fmt.Fprintf(sys.out, "the ledger is intact: %d lines, root %s, compared with %d earlier heads\n",
		a.Report.Size, a.Report.Root, len(r.Heads))
	return err
}

func ledgerCommand(sys system) *cobra.Command {
	c := group("ledger", "Print the signed head of the ledger",
		`The ledger is the tamper-evident log of consents, erasures, publications and officers' actions.
assent verify checks it.`)
	var f configFlags
	head := &cobra.Command{
		Use: "head", Short: "Print the latest signed head, to keep elsewhere", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				a, err := ask[verifyAnswer](c.Context(), admin, "/ledger/verify", verifyRequest{Quick: true})
				if err == nil {
					_, err = io.WriteString(sys.out, a.Head)
				}
				return err
			})
		},
	}
	f.flags(head)
	c.AddCommand(head)
	return c
}

func certificateCommand(sys system) *cobra.Command {
	var f configFlags
	c := &cobra.Command{
		Use: "certificate REFERENCE", Short: "Print the signed certificate of an erasure, in its current state",
		Args: oneArg("the reference of the erasure"),
		RunE: func(c *cobra.Command, args []string) error {
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				text, err := ask[string](c.Context(), admin, "/certificate", args[0])
				if err == nil {
					_, err = io.Copy(sys.out, bytes.NewReader([]byte(text)))
				}
				return err
			})
		},
	}
	f.flags(c)
	return c
}
