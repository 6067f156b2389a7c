package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"assent/bot"
	"assent/policies"
)

type sendRequest struct {
	Sending bot.Broadcast `json:"sending"`
	Dry     bool          `json:"dry"`
}

// sendFlags are the flags of assent send.
type sendFlags struct {
	configFlags
	texts           []string
	purpose, person string
	dry, yes        bool
	sending         bot.Broadcast
}

func sendCommand(sys system) *cobra.Command {
	var f sendFlags
	c := &cobra.Command{
		Use:   "send --purpose PURPOSE --reference NAME --text LANG=FILE --by NAME --reason TEXT",
		Short: "Send a message to everyone who agreed to its purpose", Args: noArgs,
		Long: `Send a message to everyone who agreed to its purpose, such as marketing, or to one of them.
Consent is checked again right before each message leaves. Nobody gets the same reference twice,
so the command can be repeated after an interruption. Unless --yes is given, it prints how many
people the message goes to and asks you to type that number.

assent serve does the sending: if it is not running, the messages leave when it next starts.`,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := f.read(); err != nil {
				return err
			}
			return withAdmin(c.Context(), sys, f.configFlags, func(admin *client) error {
				return send(c.Context(), sys, admin, f)
			})
		},
	}
	f.flags(c)
	s := &f.sending
	c.Flags().StringVar(&f.purpose, "purpose", "", "the purpose that people agreed to, such as marketing")
	c.Flags().StringVar(&s.Reference, "reference", "", "name of this message: nobody gets it twice")
	c.Flags().StringArrayVar(&f.texts, "text", nil, "language and Markdown file, such as en=offer.md;\n"+
		"may be repeated, the first is the fallback for other languages")
	c.Flags().StringVar(&s.App, "app", bot.DefaultApp, "the app (tenant)")
	c.Flags().StringVar(&s.Channel, "channel", "", "only to people on this channel")
	c.Flags().StringVar(&f.person, "person", "", "only to this person, by the id that person find prints")
	c.Flags().StringVar(&s.Order.By, "by", "", "who orders it, for the record")
	c.Flags().StringVar(&s.Order.Reason, "reason", "", "why, for the record")
	c.Flags().BoolVar(&f.dry, "dry-run", false, "only print how many people it would go to")
	c.Flags().BoolVar(&f.yes, "yes", false, "do not ask for confirmation")
	return c
}

// read fills in the sending from the flags, with the texts from their files.
func (f *sendFlags) read() error {
	s := &f.sending
	if f.purpose == "" || s.Reference == "" || len(f.texts) == 0 || s.Order.By == "" || s.Order.Reason == "" {
		return usagef("send requires --purpose, --reference, --text LANG=FILE, --by and --reason; " +
			"see assent send --help")
	}
	s.Purpose, s.Person, s.Texts = bot.Purpose(f.purpose), bot.PersonID(f.person), map[string]policies.Markdown{}
	for i, t := range f.texts {
		lang, file, ok := strings.Cut(t, "=")
		if !ok {
			return usagef("--text must be a language and a file, such as en=offer.md, got %q", t)
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if i == 0 {
			s.Fallback = lang
		}
		s.Texts[lang] = policies.Markdown(strings.TrimSpace(string(content)))
	}
	return nil
}

// send prints how many people are meant, has that confirmed, and sends.
func send(ctx context.Context, sys system, admin *client, f sendFlags) error {
	meant, err := ask[bot.Sent](ctx, admin, "/send", sendRequest{f.sending, true})
	if err != nil {
		return err
	}
	if f.dry {
		return report(sys, "meant", meant)
	}
	if !f.yes && meant.Queued > 0 {
		fmt.Fprintf(sys.err, "This goes to %d people. ", meant.Queued)
		if ok, err := typed(sys, strconv.Itoa(meant.Queued)); err != nil || !ok {
			return fmt.Errorf("not confirmed, nothing was sent")
		}
	}
	sent, err := ask[bot.Sent](ctx, admin, "/send", sendRequest{f.sending, false})
	if err != nil {
		return err
	}
	return report(sys, "queued", sent)
}

// report prints counts, and nothing about any person.
func report(sys system, what string, s bot.Sent) error {
	_, err := fmt.Fprintf(sys.out, "%s: %d\n", what, s.Queued)
	if s.Before > 0 && err == nil {
		_, err = fmt.Fprintf(sys.out, "got it before: %d\n", s.Before)
	}
	for _, why := range slices.Sorted(maps.Keys(s.Withheld)) {
		if err == nil {
			_, err = fmt.Fprintf(sys.out, "withheld, %s: %d\n", why, s.Withheld[why])
		}
	}
	return err
}
