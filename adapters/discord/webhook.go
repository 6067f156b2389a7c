package discord

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"

	"assent/bot"
)

const (
	maxBody = 64 << 10
	// maxSkew is how far Discord's clock may be from the server's.
	maxSkew = 5 * time.Minute
)

// webhook handles the webhook events that Discord calls with: removing the
// application erases the person's data.
func (c *Channel) webhook(w http.ResponseWriter, r *http.Request) {
	key, err := hex.DecodeString(c.cfg.PublicKey)
	if err != nil || len(key) != ed25519.PublicKeySize {
		http.NotFound(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		http.Error(w, "the body is too large", http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		http.Error(w, "the body is incomplete", http.StatusBadRequest)
		return
	}
	stamp := r.Header.Get("X-Signature-Timestamp")
	signature, err := hex.DecodeString(r.Header.Get("X-Signature-Ed25519"))
	var seconds int64
	_, serr := fmt.Sscan(stamp, &seconds)
	if err != nil || serr != nil || len(signature) != ed25519.SignatureSize ||
		!ed25519.Verify(key, append([]byte(stamp), body...), signature) ||
		time.Since(time.Unix(seconds, 0)).Abs() > maxSkew {
		http.Error(w, "the signature is wrong or expired", http.StatusUnauthorized)
		return
	}
	var e struct {
		Type  int `json:"type"`
		Event struct {
			Type string `json:"type"`
			Data struct {
				User struct {
					ID string `json:"id"`
				} `json:"user"`
			} `json:"data"`
		} `json:"event"`
	}
	if err := json.Unmarshal(body, &e); err != nil {
		http.Error(w, "not an event", http.StatusBadRequest)
		return
	}
	removed := e.Type == 1 && e.Event.Type == "APPLICATION_DEAUTHORIZED"
	if user := e.Event.Data.User.ID; removed && snowflake.MatchString(user) {
		_, err := c.bot.EraseAll(r.Context(), Name, func(u bot.UserID) bool { return u.ID == user },
			bot.Order{By: "Discord", Reason: "the person took the application away"})
		if err != nil {
			c.log.Error("an erasure was not recorded; Discord is asked to send it again", "error", err)
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// Examine implements bot.Examiner.
func (c *Channel) Examine(ctx context.Context) (found []bot.Finding) {
	say := func(grade bot.Grade, format string, args ...any) {
		found = append(found, bot.Finding{Grade: grade, Text: fmt.Sprintf(format, args...)})
	}
	self, err := c.api.User("@me", discordgo.WithContext(ctx))
	var e *discordgo.RESTError
	switch {
	case errors.As(err, &e) && e.Response != nil && e.Response.StatusCode == http.StatusUnauthorized,
		errors.Is(err, discordgo.ErrUnauthorized):
		say(bot.Bad, "Discord rejects bot_token: reset it under Bot of the application and copy the new one")
		return found
	case err != nil:
		say(bot.Bad, "%v", explain(err))
		return found
	}
	say(bot.Good, "bot_token belongs to %s", self.Username)
	if req, err := http.NewRequestWithContext(ctx, http.MethodGet, discordgo.EndpointGateway, nil); err == nil {
		if resp, err := c.api.Client.Do(req); err == nil {
			found = append(found, bot.ClockFinding(resp.Header.Get("Date"), time.Now())...)
			_ = resp.Body.Close() // nothing was read
		}
	}
	if g, err := c.api.GatewayBot(discordgo.WithContext(ctx)); err != nil {
		say(bot.Bad, "the gateway: %v", explain(err))
	} else if g.SessionStartLimit.Remaining < 10 {
		say(bot.Doubtful, "only %d connections to the gateway are left today", g.SessionStartLimit.Remaining)
	} else {
		intent := "no privileged intent is used"
		if c.cfg.DeskChannel != "" {
			intent = "the desk needs the Message Content Intent, under Bot of the application"
		}
		say(bot.Good, "the gateway takes connections; %s", intent)
	}
	if c.cfg.DeskChannel != "" {
		if ch, err := c.api.Channel(c.cfg.DeskChannel, discordgo.WithContext(ctx)); err != nil {
			say(bot.Bad, "desk_channel cannot be read (%v): "+
				"invite the bot again with assent discord invite --desk, and let it see the channel", explain(err))
		} else if ch.Type != discordgo.ChannelTypeGuildText {
			say(bot.Bad, "desk_channel is not a text channel of a server")
		} else {
			say(bot.Good, "the desk's channel is there")
		}
	}
	if c.cfg.PublicKey == "" {
		say(bot.Doubtful, "public_key is not set, so nobody notices when people remove the application")
	}
	return found
}
