package bot

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"time"

	"assent/policies"
)

// Whoever sees a text message, or has the number by now, can open the link in it.
// So a download via a carrier's link also requires a code that is sent to the
// number: people have to prove that they hold the phone.
const (
	codeFor     = 600 * time.Second
	codeTries   = 3
	codePause   = time.Minute // between two codes
	codesAtMost = 5
)

// errDownloadCodeSent: a code was sent just now, or the maximum was sent.
var errDownloadCodeSent = errors.New("a code was sent already")

// errStopped: the person sent STOP to the number that the code would come from.
var errStopped = errors.New("no text message may be sent")

// needsDownloadCode reports whether a person's links require a code.
func (b *Bot) needsDownloadCode(p Person) bool {
	return len(p.Users) > 0 && b.ByPhone(p.Users[0].Channel)
}

func downloadCodeHash(link DownloadLink, code string) string {
	sum := sha256.Sum256([]byte(link.Hash + "/" + code))
	return hex.EncodeToString(sum[:])
}

// sendDownloadCode sends a new code to the person of a link. The previous code is
// no longer valid.
func (b *Bot) sendDownloadCode(ctx context.Context, link DownloadLink) error {
	number, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return err
	}
	code := fmt.Sprintf("%06d", number)
	err = b.Amend(ctx, link.Person, func(c *Change, now time.Time) error {
		p, sent := &c.Person, 0
		switch stopped, err := b.store.Suppressed(ctx, p.Users[0]); {
		case err != nil:
			return err
		case stopped:
			return errStopped
		}
		if p.DownloadCode != nil && p.DownloadCode.Link == link.Hash {
			if sent = p.DownloadCode.Sent; sent >= codesAtMost || now.Before(p.DownloadCode.At.Add(codePause)) {
				return errDownloadCodeSent
			}
		}
		p.DownloadCode = &DownloadCode{
			Link: link.Hash, Hash: downloadCodeHash(link, code), At: now, Tries: codeTries, Sent: sent + 1,
		}
		edition, _, err := b.edition(ctx, p.App)
		if err != nil {
			return err
		}
		text := edition.Text(p.Lang)
		say := func(code string) policies.Markdown {
			return text.Phrase(policies.PhraseCodeSMS, policies.Params{"code": code})
		}
		r := Reply{ID: rand.Text(), Lang: text.Lang, At: now, Text: say(code)}
		c.Queue = []Item{{
			ID: r.ID, App: p.App, Person: p.ID, Lane: LaneReply, Name: "reply", Due: now,
			Body: mustJSON(replyItem{To: p.Users[0], Reply: r}),
		}}
		if p.Served() { // the code itself is not recorded
			p.Counts[EventReply]++
			body := mustJSON(replyBody{ID: r.ID, Text: say("******")})
			c.Events = []Event{{ID: rand.Text(), Kind: EventReply, At: now, Body: body}}
		}
		return nil
	})
	b.Wake()
	return err
}

// errDownloadCode: the code is wrong, has expired, or was never sent.
var errDownloadCode = errors.New("the code is wrong or has expired")

// useDownloadCode checks a code, and uses it up if it is right.
func (b *Bot) useDownloadCode(ctx context.Context, link DownloadLink, code string) error {
	wrong := false
	err := b.Amend(ctx, link.Person, func(change *Change, now time.Time) error {
		p := &change.Person
		c := p.DownloadCode
		if c == nil || c.Tries <= 0 || !now.Before(c.At.Add(codeFor)) {
			return errDownloadCode
		}
		used := *c
		wrong = subtle.ConstantTimeCompare([]byte(c.Hash), []byte(downloadCodeHash(link, code))) != 1
		if used.Tries--; !wrong {
			used.Tries = 0
		}
		p.DownloadCode = &used
		return nil
	})
	if err == nil && wrong {
		return errDownloadCode
	}
	return err
}
