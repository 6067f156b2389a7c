package console

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"time"

	"assent/bot"
)

func peoplePage(v *visit) error { return v.ok("people", "People", map[string]string{}) }

// findPerson finds somebody by their exact account: there is no browsing.
func findPerson(v *visit) error {
	u := v.account()
	if err := v.recordAct("people: look for an account on " + u.Channel); err != nil {
		return err
	}
	p, err := v.bot.Find(v.ctx, u)
	if errors.Is(err, bot.ErrNotFound) {
		v.show(http.StatusNotFound, "people", "People", map[string]string{
			"Channel": u.Channel, "Account": u.ID, "Wrong": "Nobody is on record under exactly this account.",
		})
		return nil
	}
	if err != nil {
		return err
	}
	return v.to("people/" + string(p.ID))
}

// account returns the account that a form names.
func (v *visit) account() bot.UserID {
	return bot.UserID{App: v.app, Channel: strings.ToLower(v.form("channel")), ID: v.form("account")}
}

// person returns the person that the path names.
func (v *visit) person() (bot.Person, error) {
	p, err := v.bot.PersonBy(v.ctx, v.app, bot.PersonID(v.r.PathValue("id")))
	if err == nil && p.Stage == bot.StageErasing {
		err = bot.ErrNotFound
	}
	return p, err
}

// personAndOrder returns the person that something is done to, and the order for
// it, and records the act.
func (v *visit) personAndOrder(what string) (p bot.Person, o bot.Order, err error) {
	if o, err = v.order(); err != nil {
		return p, o, err
	}
	if p, err = v.person(); err != nil {
		return p, o, err
	}
	return p, o, v.recordAct("people: " + what + " " + string(p.ID) + ": " + o.Reason)
}

func personPage(v *visit) error {
	p, err := v.person()
	if err != nil {
		return err
	}
	return v.ok("person", "Record", map[string]any{"P": p, "Holds": p.ActiveLegalHolds(time.Now())})
}

// readConversation shows a conversation, once the person's record names the reader
// and the purpose.
func readConversation(v *visit) error {
	purpose := v.form("reason")
	if purpose == "" {
		return badRequest("Say what you read it for: the person can ask.")
	}
	p, err := v.person()
	if err != nil {
		return err
	}
	if err := v.recordAct("people: read the conversation of " + string(p.ID) + ": " + purpose); err != nil {
		return err
	}
	if err := v.bot.RecordAccess(v.ctx, p.ID, bot.RoleOfficer, purpose); err != nil {
		return err
	}
	lines, err := v.bot.Latest(v.ctx, p.ID, maxLines)
	if err != nil {
		return err
	}
	return v.ok("transcript", "Conversation", map[string]any{"P": p, "Lines": lines})
}

func downloadExport(v *visit) error {
	p, o, err := v.personAndOrder("export")
	if err != nil {
		return err
	}
	if err := v.bot.RecordAccess(v.ctx, p.ID, bot.RoleOfficer, "export: "+o.Reason); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := v.bot.WriteExport(v.ctx, p, &b); err != nil {
		return err
	}
	return v.send("application/zip", "export.zip", b.Bytes())
}

// downloadProofs sends the signed receipt of somebody's decisions, with the proofs
// that the ledger holds them.
func downloadProofs(v *visit) error {
	p, _, err := v.personAndOrder("download the proofs of")
	if err != nil {
		return err
	}
	receipt, err := v.bot.ConsentReceipt(v.ctx, p)
	if err != nil {
		return err
	}
	return v.send("application/json", "receipt.json", receipt)
}

// deleteMessage deletes one message.
func deleteMessage(v *visit) error {
	p, o, err := v.personAndOrder("delete a message of")
	if err != nil {
		return err
	}
	reference, err := v.bot.OrderMessage(v.ctx, p.ID, v.form("event"), o)
	if err != nil {
		return err
	}
	v.bot.Wake()
	return v.ok("done", "Deleted", map[string]string{
		"Text": "The message is deleted, and the person is told. The reference is " + reference + ".",
	})
}

func erasePerson(v *visit) error {
	if v.form("sure") != "erase" {
		return badRequest(`Write "erase" into the field: it cannot be undone.`)
	}
	p, o, err := v.personAndOrder("erase")
	if err != nil {
		return err
	}
	reference, err := v.bot.OrderErasure(v.ctx, p.ID, o)
	if err != nil {
		return err
	}
	v.bot.Wake()
	return v.ok("done", "Erasure", map[string]string{
		"Text": "The erasure is ordered, and runs now. Its reference is " + reference + ".",
	})
}

// linkPerson links a record with another one of the same person.
func linkPerson(v *visit) error {
	if v.form("sure") != "link" {
		return badRequest(`Write "link" into the field: what is asked on one account covers both from then on.`)
	}
	p, o, err := v.personAndOrder("link")
	if err != nil {
		return err
	}
	other, err := v.bot.Find(v.ctx, v.account())
	if err != nil {
		return err
	}
	if err := v.bot.OrderAccountLink(v.ctx, v.app, p.ID, other.ID, o); err != nil {
		return err
	}
	return v.to("people/" + string(p.ID))
}

func placeHold(v *visit) error {
	var until time.Time
	if day := v.form("until"); day != "" {
		var err error
		if until, err = time.Parse(time.DateOnly, day); err != nil || !until.After(time.Now()) {
			return badRequest("A hold ends on a day to come, or on none.")
		}
	}
	p, o, err := v.personAndOrder("hold")
	if err != nil {
		return err
	}
	if _, err := v.bot.PlaceLegalHold(v.ctx, p.ID, o, until, nil); err != nil {
		return err
	}
	return v.to("people/" + string(p.ID))
}

func liftHold(v *visit) error {
	p, o, err := v.personAndOrder("release")
	if err != nil {
		return err
	}
	if err := v.bot.LiftLegalHold(v.ctx, p.ID, v.form("hold"), o); err != nil {
		return err
	}
	return v.to("people/" + string(p.ID))
}
