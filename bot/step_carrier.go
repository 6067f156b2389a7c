package bot

import (
	"assent/intents"
	"assent/policies"
)

// stepCarrier obeys the keywords that carriers reserve (FACTS.md, 5.2); the
// channel's adapter marks them. STOP withdraws the consent for the service and for
// marketing at once. The account goes on the suppression list in the same commit
// (decision.list, then Change.Suppress, which the store keeps as a keyed hash), and
// delivery.go asks that list before it sends anything via a carrier.
func stepCarrier(t *turn) bool {
	switch t.m.Carrier {
	case intents.KeywordStop:
		t.stopped("carrier:stop")
		if !t.m.CarrierAnswered {
			t.reply(Reply{Text: t.text().Phrase(policies.PhraseCarrierStop, nil), Last: true})
		}
	case intents.KeywordHelp:
		if !t.m.CarrierAnswered {
			t.say(policies.PhraseCarrierHelp, nil)
		}
	case intents.KeywordStart:
		t.out.list = listRemove
		if t.p.Stage == StageOpen && t.m.CarrierAnswered {
			break
		}
		if t.p.Stage == StageOpen {
			t.say(policies.PhraseCarrierStart, nil)
			break
		}
		t.showNotice(policies.PhraseCarrierStart)
	default:
		return false
	}
	return true
}

// stopped ends everything: a STOP is a withdrawal and an objection, and nothing is
// sent from then on.
func (t *turn) stopped(source string) {
	t.out.memory = memoryRelease
	if t.carried {
		t.out.list = listAdd
	}
	for _, purpose := range []Purpose{PurposeService, PurposeMarketing} {
		t.decideConsent(purpose, Withdrawn, t.p.lastNotice(), source)
	}
	if p := t.p.Pending; p != nil {
		t.requestStep(requestBody{Kind: p.Kind, Reference: p.Reference, State: "dropped", Channel: p.Channel})
	}
	t.p.Asking, t.p.Pending = nil, nil
	t.close(StageDeclined)
}
