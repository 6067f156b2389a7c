package sms

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"strings"

	"assent/bot"
)

// Webhook returns the address that Twilio has to call for every message, with
// what to do when a call fails: try again, up to five times (Twilio, "Webhooks
// connection overrides").
func (c *Channel) Webhook() string { return c.public + inbound + "#rc=5&rp=5xx,ct,rt" }

// Examine implements bot.Examiner.
func (c *Channel) Examine(ctx context.Context) (found []bot.Finding) {
	say := func(grade bot.Grade, format string, args ...any) {
		found = append(found, bot.Finding{Grade: grade, Text: fmt.Sprintf(format, args...)})
	}
	if strings.HasPrefix(c.public, "https://") {
		say(bot.Good, "Twilio calls %s%s", c.public, inbound)
	} else {
		say(bot.Bad, "public_url is not an https address, so Twilio cannot call it and no export can be sent: "+
			"set public_url")
	}
	status, err := c.account.status(ctx)
	var e *apiError
	switch {
	case errors.As(err, &e) && e.Status == http.StatusUnauthorized:
		say(bot.Bad, "Twilio rejects account_sid with auth_token: copy both from the first page of its console")
		return found
	case err != nil:
		say(bot.Bad, "%v", err)
		return found
	case status != "active":
		say(bot.Bad, "the account at Twilio is %s", status)
	default:
		say(bot.Good, "the account at Twilio is active")
	}
	if c.cfg.MessagingService != "" {
		say(bot.Doubtful, "a messaging service chooses the sender: its integration has to send incoming messages to %s",
			c.Webhook())
		return found
	}
	n, err := c.account.number(ctx)
	switch {
	case err != nil:
		say(bot.Bad, "%v", err)
	case n == nil:
		say(bot.Bad, "%s is not a number of this account: set from to one of them", c.cfg.From)
	case !n.Capable.SMS:
		say(bot.Bad, "%s cannot send and receive text messages", c.cfg.From)
	case n.URL != c.Webhook():
		say(bot.Bad, "messages to %s go to %q: run assent sms setup --set", c.cfg.From, n.URL)
	default:
		say(bot.Good, "messages to %s come here", c.cfg.From)
	}
	return found
}

// Setup is the command that shows where messages to the number go, or changes
// it.
func (c Config) Setup() bot.Setup {
	flags := flag.NewFlagSet("setup", flag.ContinueOnError)
	set := flags.Bool("set", false, "make Twilio send them to public_url")
	return bot.Setup{
		About: "Connect the Twilio number", Name: "setup",
		Short: "Show where messages to the number go, or have them sent here",
		Long:  `Show where Twilio sends the messages to channels.sms.from. With --set they go to public_url.`,
		Flags: flags,
		Run: func(ctx context.Context, env bot.SetupEnv) error {
			if !c.On() {
				return errors.New("channels.sms is not configured: set account_sid, auth_token and from")
			}
			have, want, err := New(c, env.PublicURL, env.Log).Setup(ctx, *set)
			if err != nil {
				return err
			}
			if have == "" {
				fmt.Fprintf(env.Out, "messages to %s go to nowhere\n", c.From)
			} else {
				fmt.Fprintf(env.Out, "messages to %s go to %s\n", c.From, have)
			}
			if have != want {
				fmt.Fprintf(env.Out, "they should go to %s: run assent sms setup --set\n", want)
			}
			return nil
		},
	}
}

// Setup returns where messages to the number go, and where they should go. With
// set it makes them go there.
func (c *Channel) Setup(ctx context.Context, set bool) (have, want string, err error) {
	if c.cfg.MessagingService != "" {
		return "", "", fmt.Errorf("a messaging service chooses the sender: "+
			"set the webhook of its integration to %s in Twilio's console", c.Webhook())
	}
	n, err := c.account.number(ctx)
	switch {
	case err != nil:
		return "", "", err
	case n == nil:
		return "", "", fmt.Errorf("%s is not a number of this account: set from to one of them", c.cfg.From)
	case !set:
		return n.URL, c.Webhook(), nil
	case !strings.HasPrefix(c.public, "https://"):
		return "", "", errors.New("public_url is not an https address, and Twilio calls no other: " +
			"set it to the address where this server is reached")
	}
	return c.Webhook(), c.Webhook(), c.account.point(ctx, n.SID, c.Webhook())
}
