package bot

import (
	"assent/intents"
	"assent/policies"
)

// stepRestricted keeps an ordinary conversation from going on while nothing of
// it may be used.
func stepRestricted(t *turn) bool {
	if !t.p.Restricted || t.m.Kind != KindText || t.p.Stage != StageOpen {
		return false
	}
	if t.m.Choice == "" && t.saysAny(policies.PhraseWordLift) {
		t.lift()
		return true
	}
	t.say(policies.PhraseRestricted, policies.Params{"lift": t.word(policies.PhraseWordLift)}, t.choice(string(intents.AskLift), policies.PhraseChoiceLift, ""))
	return true
}

// restrict keeps what is on record from being used (GDPR Art. 18): at once,
// and until the person lifts it.
func (t *turn) restrict() {
	t.p.Restricted = true
	t.fan(fanRestrict)
	reference := t.noteRequest(RequestRestriction, "done")
	t.say(policies.PhraseRestrictionOn, policies.Params{"reference": reference, "lift": t.word(policies.PhraseWordLift)},
		t.choice(string(intents.AskLift), policies.PhraseChoiceLift, ""))
}

func (t *turn) lift() {
	if !t.p.Restricted {
		t.say(policies.PhraseRestrictionNone, nil)
		return
	}
	t.p.Restricted = false
	t.noteRequest(RequestRestriction, "lifted")
	t.say(policies.PhraseRestrictionLifted, nil)
}
