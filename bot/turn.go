package bot

import (
	"strings"
	"time"

	"assent/bot/ledger"
	"assent/intents"
	"assent/policies"
)

// text is the edition's text in the person's language.
func (t *turn) text() *policies.Text { return t.edition.Text(t.p.Lang) }

// say queues a phrase as a reply.
func (t *turn) say(phrase policies.Phrase, params policies.Params, choices ...Choice) {
	t.reply(Reply{Text: t.text().Phrase(phrase, params), Choices: choices})
}

func (t *turn) reply(r Reply) {
	r.ID, r.Lang, r.Thread, r.At = t.newID(), t.text().Lang, t.m.Thread, t.now
	t.out.replies = append(t.out.replies, r)
}

// record adds an event of the person.
func (t *turn) record(kind string, body any) {
	t.out.events = append(t.out.events, Event{ID: t.newID(), Kind: kind, At: t.now, Body: mustJSON(body)})
}

// acted records what a team member did, and adds it to the ledger.
func (t *turn) acted(kind string, body func(salt string) any) {
	salt := t.newID()
	t.out.ledger = append(t.out.ledger, mustRecord(t.p.App, ledger.KindOrder, t.now, salt, body("")))
	t.record(kind, body(salt))
}

// timer sets a timer; its name comes back in Message.Choice, reference in
// Message.For.
func (t *turn) timer(name string, due time.Time, reference string) {
	t.out.items = append(t.out.items, Item{
		ID: t.newID(), Lane: LaneTimer, Name: name, Due: due,
		Body: mustJSON(itemBody{User: t.m.User, Reference: reference}),
	})
}

// job queues slow work.
func (t *turn) job(name string, reference string) {
	body := itemBody{User: t.m.User, Reference: reference, Silent: t.byOfficer()}
	t.out.items = append(t.out.items, Item{
		ID: t.newID(), Lane: LaneJob, Name: name, Due: t.now, Body: mustJSON(body),
	})
}

// reference makes a short name for a request or a consent that a person can read
// out: 40 random bits in base32.
func (t *turn) reference(prefix string) string { return prefix + "-" + t.newID()[:8] }

func (t *turn) choice(id string, label policies.Phrase, reference string) Choice {
	return Choice{ID: id, Label: policies.Plain(t.text().Phrase(label, nil)), For: reference}
}

// staleChoice reports whether a button of another question was pressed.
func (t *turn) staleChoice(reference string) bool {
	return t.m.Choice != "" && t.m.For != "" && t.m.For != reference
}

// rightChoices are offered with answers that lead nowhere else.
func (t *turn) rightChoices() []Choice {
	return []Choice{
		t.choice(string(intents.PolicyQuestion), policies.PhraseChoicePrivacy, ""),
		t.choice(string(intents.Access), policies.PhraseChoiceExport, ""),
		t.choice(string(intents.Erasure), policies.PhraseChoiceDelete, ""),
	}
}

// word is one of the words that people type, in the person's language.
func (t *turn) word(p policies.Phrase) string { return policies.Plain(t.text().Phrase(p, nil)) }

// date formats a moment for a person to read, in UTC because a chat does not
// reveal the person's time zone.
func (t *turn) date(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 UTC") }

// saysAny reports whether the whole message is this word, in any language of the
// edition: whoever answers a Spanish notice with "AGREE" means it.
func (t *turn) saysAny(word policies.Phrase) bool {
	said := bare(t.m.Text)
	if said == "" {
		return false
	}
	for _, text := range t.edition.Texts {
		if said == bare(policies.Plain(text.Phrase(word, nil))) {
			return true
		}
	}
	return false
}

// mentionsAny reports whether this word, in any language of the edition, occurs in
// the message.
func (t *turn) mentionsAny(word policies.Phrase) bool {
	for _, said := range strings.Fields(t.m.Text) {
		for _, text := range t.edition.Texts {
			if w := bare(policies.Plain(text.Phrase(word, nil))); w != "" && bare(said) == w {
				return true
			}
		}
	}
	return false
}

// consented reports whether this person's messages may be stored.
func (t *turn) consented() bool {
	return t.p.Served() && (t.p.Stage == StageOpen || t.p.Stage == StageGrace)
}

// byOfficer reports whether an officer ordered the erasure; the person is not told
// then.
func (t *turn) byOfficer() bool {
	o, ok := t.m.result.(orderedErasure)
	return ok && o.order != Order{}
}

// has reports whether the edition has a text in exactly this language.
func has(e *policies.Edition, lang string) bool {
	_, ok := e.Texts[lang]
	return ok
}
