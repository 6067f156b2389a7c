package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"assent/bot"
	"assent/policies"
)

func policyCommand(sys system) *cobra.Command {
	c := group("policy", "Show, edit, check and publish the bot's texts",
		`Show, edit, check and publish the bot's texts. They are published as editions, which are
numbered and never change. To make one: export the edition in force to a folder, edit its
Markdown, check and compare it, and publish it. These commands also work while assent serves;
publishing takes effect at once.`)
	c.AddCommand(
		policyList(sys),
		policyShow(sys),
		policyCheck(sys),
		policyDiff(sys),
		policyImport(sys),
		policyExport(sys),
		policyPublish(sys),
	)
	return c
}

// archive finds editions: in the store or, while there is no data yet, in the
// texts that come with Assent.
type archive struct {
	conf  config
	admin *client // nil: there is no data yet
}

// withArchive runs what a command does with editions.
func withArchive(ctx context.Context, sys system, f configFlags, do func(archive) error) (err error) {
	a := archive{}
	if a.conf, err = f.load(sys); err != nil {
		return err
	}
	has, err := a.conf.hasData()
	if err != nil {
		return err
	}
	if !has {
		fmt.Fprintf(sys.err, "there is no data in %s: these are the texts that come with assent\n", a.conf.Data)
		return do(a)
	}
	if a.admin, err = connect(ctx, sys, a.conf); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.admin.close()) }()
	return do(a)
}

// published returns all editions, oldest first.
func (a archive) published(ctx context.Context) ([]*policies.Edition, error) {
	if a.admin == nil {
		return nil, nil
	}
	return ask[[]*policies.Edition](ctx, a.admin, "/policy/list", editionRequest{App: bot.DefaultApp})
}

// edition returns an edition by number, or the one in force for nil.
func (a archive) edition(ctx context.Context, number *int) (*policies.Edition, error) {
	switch {
	case a.admin != nil:
		in := editionRequest{App: bot.DefaultApp, Number: number}
		e, err := ask[*policies.Edition](ctx, a.admin, "/policy/edition", in)
		if errors.Is(err, policies.ErrNoEdition) {
			err = noEdition(*number)
		}
		return e, err
	case number != nil && *number != 0:
		return nil, noEdition(*number)
	}
	return a.conf.sample().Freeze(a.conf.Controller), nil
}

func noEdition(number int) error {
	return fmt.Errorf("there is no edition %d: assent policy list lists all", number)
}

// sample is the texts that come with Assent and the configured controller,
// with their placeholders open.
func (c config) sample() *policies.Edition {
	e := policies.Defaults()
	e.App, e.Controller = bot.DefaultApp, c.Controller
	return e
}

// editionNumber reads how the command line names an edition.
func editionNumber(s string) (number int, ok bool) {
	if s == "sample" {
		return 0, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0
}

func policyList(sys system) *cobra.Command {
	var f configFlags
	c := &cobra.Command{
		Use: "list", Short: "List the published editions, oldest first", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return withArchive(c.Context(), sys, f, func(a archive) error {
				list, err := a.published(c.Context())
				if err != nil {
					return err
				}
				if len(list) == 0 {
					e, err := a.edition(c.Context(), nil)
					if err != nil {
						return err
					}
					list = append(list, e)
				}
				w := tabwriter.NewWriter(sys.out, 0, 0, 2, ' ', 0)
				fmt.Fprintln(w, "EDITION\tKIND\tPUBLISHED\tLANGUAGES\tCONTROLLER\t")
				for i, e := range list {
					kind, at, state := string(e.Kind), e.Published.Format("2006-01-02 15:04 MST"), ""
					if e.Sample() {
						kind, at = "-", "not published"
					}
					if i == len(list)-1 {
						state = "in force"
					}
					fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n",
						e.Label(), kind, at, strings.Join(e.Languages(), ", "), e.Controller.Name, state)
				}
				return w.Flush()
			})
		},
	}
	f.flags(c)
	return c
}

func policyShow(sys system) *cobra.Command {
	var f configFlags
	var lang, topic string
	c := &cobra.Command{
		Use: "show [N]", Short: "Print an edition: both forms of its notice, and its policy",
		Long: `Print edition N, the sample, or by default the edition in force: both forms of its notice, and
its policy. The bot's other texts, its phrases, are in the files that assent policy export
writes.

Topics: ` + topicNames(),
		RunE: func(c *cobra.Command, args []string) error {
			number, err := optionalEdition(c, args)
			if err != nil {
				return err
			}
			if topic != "" && !slices.Contains(policies.Topics(), policies.Topic(topic)) {
				return usagef("--topic must be one of %s; got %q", topicNames(), topic)
			}
			return withArchive(c.Context(), sys, f, func(a archive) error {
				e, err := a.edition(c.Context(), number)
				if err != nil {
					return err
				}
				return show(sys, e, lang, policies.Topic(topic))
			})
		},
	}
	f.flags(c)
	c.Flags().StringVar(&lang, "lang", "", "language (default: the edition's fallback)")
	c.Flags().StringVar(&topic, "topic", "", "only the section on this topic, such as retention")
	return c
}

func topicNames() string {
	var names []string
	for _, t := range policies.Topics() {
		names = append(names, string(t))
	}
	return strings.Join(names, ", ")
}

// optionalEdition reads the one optional argument that names an edition.
func optionalEdition(c *cobra.Command, args []string) (*int, error) {
	if len(args) == 0 {
		return nil, nil
	}
	if n, ok := editionNumber(args[0]); ok && len(args) == 1 {
		return &n, nil
	}
	return nil, usagef("%s takes the number of one edition, or sample, got %q; see %[1]s --help",
		c.CommandPath(), strings.Join(args, " "))
}

func show(sys system, e *policies.Edition, lang string, topic policies.Topic) error {
	if lang == "" {
		lang = e.Fallback
	}
	text, ok := e.Texts[lang]
	if !ok {
		return fmt.Errorf("edition %s has no texts in %q: --lang takes one of %s",
			e.Label(), lang, strings.Join(e.Languages(), ", "))
	}
	var b strings.Builder
	if topic != "" {
		s, ok := text.Section(topic)
		if !ok {
			return fmt.Errorf("edition %s has no section on %s in %q", e.Label(), topic, lang)
		}
		fmt.Fprintf(&b, "## %s\n\n%s\n", s.Title, s.Body)
	} else {
		title := "Edition " + e.Label()
		if !e.Sample() {
			title += fmt.Sprintf(" (%s, published %s)", e.Kind, e.Published.Format("2006-01-02 15:04 MST"))
		}
		fmt.Fprintf(&b, "# %s\n\nLanguage %s of %s\nController: %s, %s, %s\n",
			title, lang, strings.Join(e.Languages(), ", "),
			e.Controller.Name, e.Controller.Contact, e.Controller.URL)
		if s := e.Summary[lang]; s != "" {
			fmt.Fprintf(&b, "What changed: %s\n", s)
		}
		for _, form := range policies.Asking() {
			if text.NoticeIn(form) == "" {
				continue
			}
			fmt.Fprintf(&b, "\n## Notice, %s form\n\n%s\n\nSHA-256 %s\n", form, text.NoticeIn(form), e.Hash(lang, form))
		}
		for _, s := range text.Sections {
			fmt.Fprintf(&b, "\n## %s (%s)\n\n%s\n", s.Title, s.Topic, s.Body)
		}
	}
	_, err := fmt.Fprint(sys.out, b.String())
	return err
}

func policyExport(sys system) *cobra.Command {
	var f configFlags
	var edition string
	c := &cobra.Command{
		Use: "export DIR", Short: "Write an edition's texts to a new folder, for editing", Args: oneArg("a new folder"),
		RunE: func(c *cobra.Command, args []string) error {
			var number *int
			if edition != "" {
				n, ok := editionNumber(edition)
				if !ok {
					return usagef("--edition takes the number of an edition, or sample, got %q", edition)
				}
				number = &n
			}
			return withArchive(c.Context(), sys, f, func(a archive) error {
				e, err := a.edition(c.Context(), number)
				if err != nil {
					return err
				}
				if e.Sample() {
					e = a.conf.sample() // its placeholders may stay open
				}
				e.Summary = nil // it describes the last change, not the next one
				return writeFiles(args[0], e.Files())
			})
		},
	}
	f.flags(c)
	c.Flags().StringVar(&edition, "edition", "", "number of the edition, or sample (default: the one in force)")
	return c
}

// writeFiles writes the files of an edition into a folder that is new or
// empty.
func writeFiles(dir string, files map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if found, err := os.ReadDir(dir); err != nil || len(found) > 0 {
		return errors.Join(err, fmt.Errorf("%s is not a new or empty folder: name another", dir))
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, files[name], 0o644); err != nil {
			return err
		}
	}
	return nil
}
