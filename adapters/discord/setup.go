package discord

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/url"

	"assent/bot"
)

// Setup is the command that prints the invite link.
func (c Config) Setup() bot.Setup {
	flags := flag.NewFlagSet("invite", flag.ContinueOnError)
	desk := flags.Bool("desk", false, "add the permissions that a desk in Discord needs")
	return bot.Setup{
		About: "Print the Discord invite link", Name: "invite",
		Short: "Print the invite link, with exactly the permissions that are used",
		Flags: flags,
		Run: func(_ context.Context, env bot.SetupEnv) error {
			if !c.On() {
				return errors.New("channels.discord is not configured: " +
					"set bot_token, best in ASSENT_CHANNELS_DISCORD_BOT_TOKEN")
			}
			address, err := c.Invitation(*desk)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(env.Out, address)
			return err
		},
	}
}

// permissions are what the bot needs in servers: view channels, send messages,
// also in threads, and read message history (Discord, "Permissions").
const permissions = 1<<10 | 1<<11 | 1<<16 | 1<<38

// deskPermissions are what a desk needs as well: create threads, manage messages
// and threads, attach files.
const deskPermissions = 1<<13 | 1<<15 | 1<<34 | 1<<35

// Invitation returns the address where an administrator of a server invites the
// bot, with exactly the permissions that it uses, and those of a desk if asked.
func (c Config) Invitation(desk bool) (string, error) {
	id, err := c.application()
	if err != nil {
		return "", err
	}
	needed := int64(permissions)
	if c.DeskChannel != "" || desk {
		needed |= deskPermissions
	}
	q := url.Values{
		"client_id": {id}, "scope": {"bot applications.commands"}, "permissions": {fmt.Sprint(needed)},
	}
	return "https://discord.com/oauth2/authorize?" + q.Encode(), nil
}
