package main

import (
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
	Sending bot.Sending `json:"sending"`
	Dry     bool        `json:"dry"`
}

func sendCommand(sys system) *cobra.Command {
	var f configFlags
	var texts []string
	var purpose, person string
	var dry, yes bool
	s := bot.Sending{}
	c := &cobra.Command{
		Use: "send --purpose PURPOSE --reference NAME --text LANG=FILE --by NAME --reason TEXT", Short: "Send a message to everybody who agreed to its purpose", Args: noArgs,
		Long: `Send a message to everybody who agreed to its purpose, such as marketing, or to one of them. Whether they still
agree is looked at again right before it leaves. Nobody gets the same reference twice, so the command can be run
again after it broke off. It says how many are meant, and asks for that number, unless --yes is given. It also
works while Assent serves, which is what sends; else it is sent when Assent serves next.`,
		RunE: func(c *cobra.Command, _ []string) error {
			if purpose == "" || s.Reference == "" || len(texts) == 0 || s.Order.By == "" || s.Order.Reason == "" {
				return usagef("send wants --purpose, --reference, --text LANG=FILE, --by and --reason; see assent send --help")
			}
			s.Purpose, s.Person, s.Texts = bot.Purpose(purpose), bot.PersonID(person), map[string]policies.Markdown{}
			for i, t := range texts {
				lang, file, ok := strings.Cut(t, "=")
				if !ok {
					return usagef("--text is a language and a file, such as en=offer.md, got %q", t)
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
			return withAdmin(c.Context(), sys, f, func(admin *client) error {
				meant, err := ask[bot.Sent](c.Context(), admin, "/send", sendRequest{s, true})
				if err != nil {
					return err
				}
				if dry {
					return report(sys, "meant", meant)
				}
				if !yes && meant.Queued > 0 {
					fmt.Fprintf(sys.err, "It goes to %d people. ", meant.Queued)
					if ok, err := typed(sys, strconv.Itoa(meant.Queued)); err != nil || !ok {
						return fmt.Errorf("not confirmed, nothing was sent")
					}
				}
				sent, err := ask[bot.Sent](c.Context(), admin, "/send", sendRequest{s, false})
				if err != nil {
					return err
				}
				return report(sys, "queued", sent)
			})
		},
	}
	f.flags(c)
	c.Flags().StringVar(&purpose, "purpose", "", "what people agreed to, such as marketing")
	c.Flags().StringVar(&s.Reference, "reference", "", "the name of this sending: nobody gets it twice")
	c.Flags().StringArrayVar(&texts, "text", nil, "language and file of the text in Markdown, such as en=offer.md; may be repeated, the first is for whoever speaks none of them")
	c.Flags().StringVar(&s.App, "app", bot.DefaultApp, "the app (tenant)")
	c.Flags().StringVar(&s.Channel, "channel", "", "only people on this channel")
	c.Flags().StringVar(&person, "person", "", "only this person, by the id that person find prints")
	c.Flags().StringVar(&s.Order.By, "by", "", "who orders it")
	c.Flags().StringVar(&s.Order.Reason, "reason", "", "why")
	c.Flags().BoolVar(&dry, "dry-run", false, "only say how many are meant")
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return c
}

// report prints counts, and nothing of anybody.
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
