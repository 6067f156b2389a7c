package discord

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/url"

	"assent/bot"
)

// Setup is the command that prints the invitation.
func (c Config) Setup() bot.Setup {
	flags := flag.NewFlagSet("invite", flag.ContinueOnError)
	desk := flags.Bool("desk", false, "with what a desk in Discord wants")
	return bot.Setup{
		About: "Bring the bot into a server at Discord", Name: "invite",
		Short: "Print the invitation, with exactly the permissions that are used",
		Flags: flags,
		Run: func(_ context.Context, env bot.SetupEnv) error {
			if !c.On() {
				return errors.New("channels.discord is not configured: set bot_token, best in ASSENT_CHANNELS_DISCORD_BOT_TOKEN")
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

// permissions are what the bot does in servers: see a channel, write, also in
// threads, and read what it answers to (Discord, "Permissions").
const permissions = 1<<10 | 1<<11 | 1<<16 | 1<<38

// deskPermissions are what a desk uses beside them: to begin threads, to delete
// what stands in them, to attach files.
const deskPermissions = 1<<13 | 1<<15 | 1<<34 | 1<<35

// Invitation is the address under which an administrator of a server invites
// the bot, with exactly the permissions that it uses, and those of a desk.
func (c Config) Invitation(desk bool) (string, error) {
	id, err := c.application()
	if err != nil {
		return "", err
	}
	wants := int64(permissions)
	if c.DeskChannel != "" || desk {
		wants |= deskPermissions
	}
	q := url.Values{"client_id": {id}, "scope": {"bot applications.commands"}, "permissions": {fmt.Sprint(wants)}}
	return "https://discord.com/oauth2/authorize?" + q.Encode(), nil
}
