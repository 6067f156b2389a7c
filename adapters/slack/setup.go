package slack

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"assent/bot"
)

// scopes are those of the bot token, with what requires them.
var scopes = map[string][]string{
	"app_mentions:read": {"app_mention"},
	"assistant:write":   {"assistant.threads.setSuggestedPrompts"},
	"chat:write":        {"chat.postMessage", "chat.update", "chat.delete", "chat.postEphemeral"},
	"commands":          {"/privacy"},
	"files:read":        {"url_private_download"},
	"files:write":       {"files.getUploadURLExternal", "files.completeUploadExternal", "files.delete"},
	"im:history":        {"message.im"},
	"im:write":          {"conversations.open"},
}

// deskScopes are needed as well where there is a desk.
var deskScopes = map[string][]string{
	"channels:history": {"message.channels", "conversations.history", "conversations.replies"},
	"groups:history":   {"message.groups"},
	"channels:read":    {"conversations.info"},
	"groups:read":      {"conversations.info"},
	"users:read":       {"users.info"},
	"usergroups:read":  {"usergroups.users.list"},
}

// deskEvents are subscribed to as well where there is a desk.
var deskEvents = []string{"message.channels", "message.groups"}

// operating is the slash command that operates Assent.
const operating = "/assent"

// events are what the app subscribes to.
var events = []string{
	"app_home_opened", "app_mention", "app_uninstalled", "assistant_thread_started", "message.im", "tokens_revoked",
}

// Setup is the command that prints the manifest.
func (c Config) Setup() bot.Setup {
	flags := flag.NewFlagSet("manifest", flag.ContinueOnError)
	name := flags.String("name", "Assent", "name of the app")
	desk := flags.Bool("desk", false, "add what a desk in Slack and /assent need")
	requests := flags.Bool("requests", false, "let Slack call public_url instead of using Socket Mode")
	return bot.Setup{
		About: "Print the Slack app manifest", Name: "manifest",
		Short: "Print the app manifest, with the scopes and events that are used",
		Long: `Print the app manifest, for "create an app from a manifest" at api.slack.com/apps. It requests exactly
the scopes and events that are used; with --desk also those of a desk in Slack. The app connects from here, in
Socket Mode; with --requests Slack calls public_url.`,
		Flags: flags,
		Misused: func(env bot.SetupEnv) error {
			if *requests && env.PublicURL == "" {
				return errors.New("--requests requires public_url, the address that Slack calls")
			}
			return nil
		},
		Run: func(_ context.Context, env bot.SetupEnv) error {
			address := ""
			if *requests {
				address = env.PublicURL
			}
			b, err := Manifest(*name, address, *desk)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(env.Out, "%s\n", b)
			return err
		},
	}
}

// Manifest returns the app's manifest, for "create an app from a manifest":
// exactly the scopes and events that are used. With a public address Slack calls
// that; without one the app connects in Socket Mode. With a desk the app reads
// the channels that it is in, and has the command that operates Assent.
func Manifest(name, publicURL string, desk bool) ([]byte, error) {
	list, subscribed := slices.Collect(maps.Keys(scopes)), slices.Clone(events)
	if desk {
		list, subscribed = slices.AppendSeq(list, maps.Keys(deskScopes)), append(subscribed, deskEvents...)
		slices.Sort(subscribed)
	}
	slices.Sort(list)
	command := map[string]any{
		"command": "/privacy", "description": "Privacy: your rights, and what you allow",
		"usage_hint": "[help | policy | status | choices | export | delete | correct | restrict | object | " +
			"withdraw | readers | changes]", "should_escape": false,
	}
	commands := []any{command}
	operate := map[string]any{
		"command": operating, "description": "Operate Assent: requests, people, policy, state", "usage_hint": "help",
		"should_escape": true,
	}
	if desk {
		commands = append(commands, operate)
	}
	subscriptions := map[string]any{"bot_events": subscribed}
	interactivity := map[string]any{"is_enabled": true}
	socket := publicURL == ""
	if !socket {
		operate["url"] = publicURL + path + "command"
		command["url"], subscriptions["request_url"], interactivity["request_url"] = publicURL+path+"command",
			publicURL+path+"events", publicURL+path+"interactive"
	}
	return json.MarshalIndent(map[string]any{
		"display_information": map[string]any{"name": name},
		"features": map[string]any{
			"app_home": map[string]any{
				"home_tab_enabled": true, "messages_tab_enabled": true, "messages_tab_read_only_enabled": false,
			},
			"assistant_view": map[string]any{
				"assistant_description": "Chats with you, and answers what you ask about your data",
			},
			"bot_user": map[string]any{"display_name": name, "always_online": true},
			"shortcuts": []any{map[string]any{
				"name": "Delete this message", "type": "message", "callback_id": shortcut,
				"description": "Have what you wrote here deleted from the record",
			}},
			"slash_commands": commands,
		},
		"oauth_config": map[string]any{"scopes": map[string]any{"bot": list}},
		"settings": map[string]any{
			"event_subscriptions": subscriptions, "interactivity": interactivity, "socket_mode_enabled": socket,
			"org_deploy_enabled": false, "token_rotation_enabled": false,
		},
	}, "", "  ")
}

// Examine implements bot.Examiner.
func (c *Channel) Examine(ctx context.Context) (found []bot.Finding) {
	say := func(grade bot.Grade, format string, args ...any) {
		found = append(found, bot.Finding{Grade: grade, Text: fmt.Sprintf(format, args...)})
	}
	self, err := c.api.AuthTestContext(ctx)
	switch {
	case says(err, "invalid_auth", "not_authed", "token_revoked", "account_inactive"):
		say(bot.Bad, "Slack rejects bot_token: copy it from OAuth & Permissions of the app")
		return found
	case err != nil:
		say(bot.Bad, "%v", c.explain(err))
		return found
	}
	say(bot.Good, "bot_token belongs to %s in %s", self.User, self.Team)
	found = append(found, bot.ClockFinding(self.Header.Get("Date"), time.Now())...)
	var missing []string
	have := strings.Split(strings.ReplaceAll(self.Header.Get("X-OAuth-Scopes"), " ", ""), ",")
	want := slices.Collect(maps.Keys(scopes))
	if c.cfg.DeskChannel != "" {
		want = slices.AppendSeq(want, maps.Keys(deskScopes))
	}
	for _, s := range want {
		if !slices.Contains(have, s) {
			missing = append(missing, s)
		}
	}
	slices.Sort(missing)
	if len(missing) > 0 {
		say(bot.Bad, "scopes are missing: %s; update the app from assent slack manifest and install it again",
			strings.Join(missing, ", "))
	} else {
		say(bot.Good, "bot_token has every scope that is used")
	}
	switch {
	case c.cfg.AppToken != "":
		if _, _, err := c.api.StartSocketModeContext(ctx); err != nil {
			say(bot.Bad, "no connection in Socket Mode: %v; app_token needs the scope connections:write, "+
				"and the app needs Socket Mode", c.explain(err))
		} else {
			say(bot.Good, "Socket Mode works")
		}
	case strings.HasPrefix(c.public, "https://"):
		say(bot.Good, "Slack calls %s%sevents", c.public, path)
	default:
		say(bot.Bad, "public_url is not an https address, so Slack cannot call it: set one, or app_token for Socket "+
			"Mode")
	}
	return append(found, c.examineDesk(ctx)...)
}
