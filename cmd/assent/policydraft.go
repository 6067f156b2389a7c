package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"assent/bot"
	"assent/intents"
	"assent/policies"
)

// draft reads the texts in a folder, or those that come with Assent for "".
// Where they do not name a controller, the configured one is used.
func (c config) draft(dir string) (*policies.Edition, error) {
	if dir == "" {
		return c.sample(), nil
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, errors.Join(err, fmt.Errorf("%s is not a folder of texts: assent policy export makes one", dir))
	}
	e, err := policies.Parse(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	e.App = bot.DefaultApp
	own := func(v *string, sample, configured string) {
		if *v == "" || *v == sample {
			*v = configured
		}
	}
	own(&e.Controller.Name, policies.SampleController.Name, c.Controller.Name)
	own(&e.Controller.Contact, policies.SampleController.Contact, c.Controller.Contact)
	own(&e.Controller.URL, policies.SampleController.URL, c.Controller.URL)
	return e, nil
}

// optionalDir reads the one optional argument that names a folder.
func optionalDir(c *cobra.Command, args []string) (string, error) {
	switch len(args) {
	case 0:
		return "", nil
	case 1:
		return args[0], nil
	}
	return "", usagef("%s takes one folder, got %q; see %[1]s --help", c.CommandPath(), strings.Join(args, " "))
}

func policyCheck(sys system) *cobra.Command {
	var f configFlags
	c := &cobra.Command{
		Use: "check [DIR]", Short: "List problems that block publication",
		Long: `List problems that block publication of the texts in DIR, or of those that come with assent.
The exit code is 1 if there are any. Warnings do not block.`,
		RunE: func(c *cobra.Command, args []string) error {
			dir, err := optionalDir(c, args)
			if err != nil {
				return err
			}
			conf, err := f.load(sys)
			if err != nil {
				return err
			}
			e, err := conf.draft(dir)
			if err != nil {
				return err
			}
			findings := policies.Check(e, intents.Reserved())
			for _, finding := range findings {
				fmt.Fprintln(sys.out, finding)
			}
			if policies.Blocking(findings) {
				return errors.New("these texts cannot be published yet: fix what is marked error" +
					controllerRemedy(findings))
			}
			_, err = fmt.Fprintf(sys.out, "%s: these texts can be published\n", strings.Join(e.Languages(), ", "))
			return err
		},
	}
	f.flags(c)
	return c
}

func policyDiff(sys system) *cobra.Command {
	var f configFlags
	c := &cobra.Command{
		Use: "diff [A] [B]", Short: "Compare two editions, or an edition with the texts in a folder",
		Long: `Compare A with B. Each is the number of an edition, sample, or a folder of texts (write ./7 for
a folder whose name is a number). With one folder, compare the edition in force with it. With
one edition, compare it with the edition in force. With neither, compare the edition in force
with the texts that come with assent.`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 2 {
				return usagef("policy diff compares two editions or folders, got %q", strings.Join(args, " "))
			}
			compared := func(a archive) error {
				old, now, err := a.sides(c, args)
				if err != nil {
					return err
				}
				return printDiff(sys, old, now)
			}
			if len(args) == 2 && !namesEdition(args[0]) && !namesEdition(args[1]) {
				conf, err := f.load(sys)
				if err != nil {
					return err
				}
				return compared(archive{conf: conf})
			}
			return withArchive(c.Context(), sys, f, compared)
		},
	}
	f.flags(c)
	return c
}

func namesEdition(s string) bool { _, ok := editionNumber(s); return ok }

// sides returns what policy diff compares.
func (a archive) sides(c *cobra.Command, args []string) (old, now *policies.Edition, err error) {
	side := func(name string) (*policies.Edition, error) {
		if n, ok := editionNumber(name); ok {
			return a.edition(c.Context(), &n)
		}
		e, err := a.conf.draft(name)
		if err != nil {
			return nil, err
		}
		return e.Freeze(e.Controller), nil
	}
	switch {
	case len(args) == 2:
		if old, err = side(args[0]); err == nil {
			now, err = side(args[1])
		}
	case len(args) == 1 && namesEdition(args[0]):
		if old, err = side(args[0]); err == nil {
			now, err = a.edition(c.Context(), nil)
		}
	default:
		if old, err = a.edition(c.Context(), nil); err == nil {
			now, err = side(strings.Join(args, ""))
		}
	}
	return old, now, err
}

func printDiff(sys system, old, now *policies.Edition) error {
	changes := policies.Diff(old, now)
	if old.Controller != now.Controller {
		fmt.Fprintf(sys.out, "controller (changed)\n- %s, %s, %s\n+ %s, %s, %s\n",
			old.Controller.Name, old.Controller.Contact, old.Controller.URL,
			now.Controller.Name, now.Controller.Contact, now.Controller.URL)
	} else if len(changes) == 0 {
		fmt.Fprintln(sys.out, "no difference")
	}
	for _, change := range changes {
		if _, err := fmt.Fprint(sys.out, change); err != nil {
			return err
		}
	}
	return nil
}

func policyImport(sys system) *cobra.Command {
	var f configFlags
	c := &cobra.Command{
		Use: "import DIR", Short: "Make the texts in a folder the draft, to publish from chat or the console",
		Args: oneArg("a folder of texts"),
		RunE: func(c *cobra.Command, args []string) error {
			conf, err := f.load(sys)
			if err != nil {
				return err
			}
			e, err := conf.draft(args[0])
			if err != nil {
				return err
			}
			findings := policies.Check(e, intents.Reserved())
			for _, finding := range findings {
				fmt.Fprintln(sys.err, finding)
			}
			return withArchive(c.Context(), sys, f, func(a archive) error {
				if a.admin == nil {
					return errors.New("there is no data yet: run assent serve, or assent policy publish, first")
				}
				if _, err := ask[int](c.Context(), a.admin, "/policy/import", e); err != nil {
					return err
				}
				_, err := fmt.Fprintf(sys.out, "the texts in %s are now the draft\n", args[0])
				return err
			})
		},
	}
	f.flags(c)
	return c
}

func policyPublish(sys system) *cobra.Command {
	var f configFlags
	var material, editorial, yes bool
	c := &cobra.Command{
		Use: "publish [DIR]", Short: "Publish texts as the edition in force",
		Long: `Publish the texts in DIR, or those that come with assent, as the edition in force. It gets the
next number and never changes.

With --material, what people agreed to has changed: everybody is asked again. With --editorial
it has not, as when a typo is fixed. The first edition is material. The controller is the one
that edition.md in DIR names, otherwise the configured one. In a terminal you confirm by typing
"publish"; --yes skips that.

Without DIR, the texts that come with assent take the place of any of your own.`,
		RunE: func(c *cobra.Command, args []string) error {
			dir, err := optionalDir(c, args)
			if err != nil {
				return err
			}
			if material && editorial {
				return usagef("--material and --editorial cannot be combined: set one of them")
			}
			conf, err := f.load(sys)
			if err != nil {
				return err
			}
			e, err := conf.draft(dir)
			if err != nil {
				return err
			}
			switch {
			case material:
				e.Kind = policies.Material
			case editorial:
				e.Kind = policies.Editorial
			}
			return publish(c, sys, conf, e, dir == "", yes)
		},
	}
	f.flags(c)
	c.Flags().BoolVar(&material, "material", false, "everybody is asked again")
	c.Flags().BoolVar(&editorial, "editorial", false, "nobody is asked again")
	c.Flags().BoolVar(&yes, "yes", false, "do not ask for confirmation")
	return c
}

// publish checks and confirms a draft, and has the admin socket publish it. Where
// there is no data yet it creates it: listening beyond this machine requires a
// published edition, so this may be the first command. If builtIn, the draft is the
// texts that come with Assent.
func publish(c *cobra.Command, sys system, conf config, e *policies.Edition, builtIn, yes bool) (err error) {
	findings := policies.Check(e, intents.Reserved())
	if policies.Blocking(findings) {
		return refused(findings)
	}
	for _, finding := range findings {
		fmt.Fprintln(sys.err, finding)
	}
	has, err := conf.hasData()
	if err != nil {
		return err
	}
	open := connect
	if !has {
		open = openFolders
	}
	admin, err := open(c.Context(), sys, conf)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, admin.close()) }()
	current, err := (archive{conf: conf, admin: admin}).edition(c.Context(), nil)
	if err != nil {
		return err
	}
	if e.Kind == "" && !current.Sample() {
		return usagef("set --material (everybody is asked again) or --editorial (nobody is)")
	}
	if builtIn && !current.Sample() {
		fmt.Fprintf(sys.err, "This replaces edition %s with the texts that come with Assent. "+
			"To publish your own, name their folder.\n", current.Label())
	}
	if !yes && sys.interactive() { // a script has set --material or --editorial, and means it
		if err := confirmPublishing(sys, current, e); err != nil {
			return err
		}
	}
	published, err := ask[*policies.Edition](c.Context(), admin, "/policy/publish", e)
	if err != nil {
		return err
	}
	fmt.Fprintf(sys.out, "edition %s is published and in force (%s)\n", published.Label(), published.Kind)
	for _, lang := range published.Languages() {
		for _, form := range policies.Asking() {
			if published.Texts[lang].NoticeIn(form) == "" {
				continue
			}
			if _, err := fmt.Fprintf(sys.out, "%s %s %s\n", lang, form, published.Hash(lang, form)); err != nil {
				return err
			}
		}
	}
	return nil
}

// confirmPublishing asks a second time: what is published stays for good.
func confirmPublishing(sys system, current, draft *policies.Edition) error {
	asked := "Everybody is asked again"
	if draft.Kind == policies.Editorial {
		asked = "Nobody is asked again"
	}
	changes := policies.Diff(current, draft.Freeze(draft.Controller))
	texts := "texts"
	if len(changes) == 1 {
		texts = "text"
	}
	fmt.Fprintf(sys.err, "For %s (%s, %s), in place of edition %s, with %d changed %s. %s.\n",
		draft.Controller.Name, draft.Controller.Contact, draft.Controller.URL, current.Label(),
		len(changes), texts, asked)
	ok, err := typed(sys, "publish")
	if err == nil && !ok {
		err = errors.New("not confirmed, nothing was published")
	}
	return err
}
