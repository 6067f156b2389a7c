package bot

import (
	"assent/intents"
	"assent/policies"
)

// stepRestricted stops ordinary conversation while the person's data may not be
// used.
func stepRestricted(t *turn) bool {
	if !t.p.Restricted || t.m.Kind != KindText || t.p.Stage != StageOpen {
		return false
	}
	if t.m.Choice == "" && t.saysAny(policies.PhraseWordLift) {
		t.lift()
		return true
	}
	t.say(policies.PhraseRestricted, policies.Params{"lift": t.word(policies.PhraseWordLift)},
		t.choice(string(intents.AskLift), policies.PhraseChoiceLift, ""))
	return true
}

// restrict stops the use of what is on record (GDPR Art. 18), at once and until the
// person lifts it.
func (t *turn) restrict() {
	t.p.Restricted = true
	t.fan(fanRestrict)
	reference := t.noteRequest(RequestRestriction, "done")
	params := policies.Params{"reference": reference, "lift": t.word(policies.PhraseWordLift)}
	t.say(policies.PhraseRestrictionOn, params,
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
