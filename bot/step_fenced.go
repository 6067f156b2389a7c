package bot

import (
	"assent/intents"
	"assent/policies"
)

// stepFenced keeps an erasure undisturbed: while it runs nothing more is written;
// during its grace period only KEEP, rights and privacy questions work.
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
