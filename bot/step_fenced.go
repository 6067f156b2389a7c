package bot

import (
	"time"

	"assent/intents"
	"assent/policies"
)

// stepFenced keeps an erasure undisturbed: while it runs nothing is written
// any more, while it waits out its grace only KEEP, rights and privacy
// questions work.
func stepFenced(t *turn) bool {
	switch t.p.Stage {
	case StageErasing:
		if t.m.Carrier == intents.KeywordStop {
			t.out.list = listAdd
			return true
		}
		t.say(policies.PhraseErasingNow, nil)
		return true
	case StageGrace:
		r, _ := t.p.request(RequestErasure)
		if t.saysAny(policies.PhraseWordKeep) || t.m.Choice == choiceKeep {
			t.p.Stage = t.p.Resume
			t.p.Resume = ""
			t.closeRequest(RequestErasure, r.Reference, "dropped")
			t.say(policies.PhraseErasureKept, nil)
			return true
		}
		if t.m.Carrier != intents.KeywordNone || t.wantsRight() && t.guess.Intent != intents.Erasure {
			return false
		}
		t.say(policies.PhraseErasurePending, policies.Params{
			"until": t.date(r.Due), "keep": t.word(policies.PhraseWordKeep),
		}, t.choice(choiceKeep, policies.PhraseChoiceKeep, r.Reference))
		return true
	}
	return false
}

// stepCarrier obeys the words that carriers reserve (facts, 5.2); the adapter
// of such a channel marks them. STOP ends everything at once and is an
// objection too.
func stepCarrier(t *turn) bool {
	switch t.m.Carrier {
	case intents.KeywordStop:
		t.stopped("carrier:stop")
		if !t.m.Answered {
			t.reply(Reply{Text: t.text().Phrase(policies.PhraseCarrierStop, nil), Last: true})
		}
	case intents.KeywordHelp:
		if !t.m.Answered {
			t.say(policies.PhraseCarrierHelp, nil)
		}
	case intents.KeywordStart:
		t.out.list = listRemove
		if t.p.Stage == StageOpen && t.m.Answered {
			break
		}
		if t.p.Stage == StageOpen {
			t.say(policies.PhraseCarrierStart, nil)
			break
		}
		t.ask(policies.PhraseCarrierStart)
	default:
		return false
	}
	return true
}

// stopped ends everything: a STOP is a withdrawal and an objection, and nothing
// is sent any more.
func (t *turn) stopped(source string) {
	t.out.memory = memoryRelease
	if t.carried {
		t.out.list = listAdd
	}
	for _, purpose := range []Purpose{PurposeService, PurposeMarketing} {
		t.decideConsent(purpose, Withdrawn, t.lastNotice(), source)
	}
	if p := t.p.Pending; p != nil {
		t.requestStep(requestBody{Kind: p.Kind, Reference: p.Reference, State: "dropped", Channel: p.Channel})
	}
	t.p.Asking, t.p.Pending = nil, nil
	t.close(StageDeclined)
}

// date writes a moment for a person to read, in UTC because a chat does not
// tell where somebody is.
func (t *turn) date(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 UTC") }
