package bot

import (
	"slices"
	"strings"

	"assent/intents"
	"assent/policies"
)

// answerAsk carries out what the person asks about their own record, in detail.
func (t *turn) answerAsk() {
	switch t.asks {
	case intents.AskChoices:
		t.choices()
	case intents.AskChanges:
		t.changed()
	case intents.AskReaders:
		t.tellAccesses()
	case intents.AskRecord:
		t.say(policies.PhraseHeld, policies.Params{
			"counts": t.counts(), "purposes": t.sectionTitle(policies.Purposes),
			"sharing": t.sectionTitle(policies.Sharing), "retention": t.sectionTitle(policies.Retention),
			"link": t.policyURL(""),
		})
		t.previewExport()
	case intents.AskLastMessage:
		t.look(findBody{Kind: RequestMessage, Message: t.m.For, Upto: t.p.Counts[EventMessage]})
	case intents.AskFiles:
		t.look(findBody{Kind: RequestFiles})
	case intents.AskLink, intents.AskUnlink:
		t.askAccountLink()
	case intents.AskReceipt:
		t.orderConsentReceipt()
	case intents.AskLift:
		t.lift()
	case intents.AskNoSale:
		t.fan(fanObject)
		t.decideConsent(PurposeMarketing, Withdrawn, t.p.lastNotice(), "person")
		t.say(policies.PhraseNoSaleDone, policies.Params{"reference": t.noteRequest(RequestObjection, "done")})
	case intents.AskMarketing:
		if t.p.Stage != StageOpen {
			t.choices()
			break
		}
		for _, w := range optional {
			if w.purpose == PurposeMarketing {
				t.askFor(w)
			}
		}
	}
}

func (t *turn) sectionTitle(topic policies.Topic) string {
	s, _ := t.text().Section(topic)
	return s.Title
}

// changed lists the policy's sections that differ from the edition that the
// person was shown.
func (t *turn) changed() {
	params := policies.Params{"edition": t.edition.Label(), "link": t.policyURL("")}
	n := t.p.lastNotice()
	if n.SHA256 == "" || t.shown == nil || t.shown.Number == t.edition.Number {
		t.say(policies.PhraseChangesNone, params)
		return
	}
	var titles []string
	for _, c := range policies.Diff(t.shown, t.edition) {
		title := c.Title
		if title == "" {
			title = t.word(policies.PhraseChangesNotice)
		}
		if c.Lang == t.text().Lang && !slices.Contains(titles, title) {
			titles = append(titles, title)
		}
	}
	if len(titles) == 0 {
		t.say(policies.PhraseChangesNone, params)
		return
	}
	params["shown"], params["changes"] = t.shown.Label(), strings.Join(titles, ", ")
	t.say(policies.PhraseChangesSince, params)
}
