package bot

import (
	"slices"
	"strings"
	"unicode"

	"assent/policies"
)

// stepHandoff leaves messages to the team while it has the conversation, and takes
// what the person says about the handoff itself.
func stepHandoff(t *turn) bool {
	if t.m.Kind != KindText || t.p.Stage != StageOpen {
		return false
	}
	switch t.m.Choice {
	case choiceHelped, choiceNotHelped:
		t.rate(t.m.Choice == choiceHelped)
		return true
	case choiceBot:
		if t.p.Handoff == nil {
			t.say(policies.PhraseStaleChoice, nil)
			return true
		}
	}
	if t.p.Handoff == nil {
		if t.m.Choice != "" || !t.hasWord() {
			return false
		}
		t.handOff(whyWord)
		return true
	}
	if t.m.Choice == choiceBot || t.saysAny(policies.PhraseChoiceBot) {
		t.endHandoff(whyPerson, "")
		t.say(policies.PhraseHandoffLeft, nil)
	}
	return true
}

// hasWord reports whether the message contains a word that hands it off.
func (t *turn) hasWord() bool {
	if !t.cfg.desk || len(t.cfg.Desk.Words) == 0 {
		return false
	}
	between := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	said := strings.FieldsFunc(strings.ToLower(t.m.Text), between)
	return slices.ContainsFunc(t.cfg.Desk.Words, func(w string) bool {
		return slices.Contains(said, strings.ToLower(w))
	})
}

// wantsHuman answers somebody who asks for a human, in every state; but nothing
// goes to the team before the opt-in.
func (t *turn) wantsHuman() {
	switch {
	case !t.cfg.desk:
		t.say(policies.PhraseHuman, nil, t.rightChoices()...)
	case t.p.Stage == StageAsked && t.p.Asking != nil:
		t.p.Asking.Human = true
		t.keepInMemory()
		t.say(policies.PhraseHandoffConsent, nil)
	case t.p.ConsentFor(PurposeService).State == Granted && t.p.ConsentFor(PurposeService).Edition < t.material:
		t.superseded()
		t.p.Asking.Human = true
		t.say(policies.PhraseHandoffConsent, nil)
	case !t.consented() || t.p.Stage != StageOpen:
		t.say(policies.PhraseHandoffDeclined, t.agreeParams(), t.choice(choiceAgree, policies.PhraseChoiceAgree, ""))
	case t.p.Restricted:
		t.say(policies.PhraseRestricted, policies.Params{"lift": t.word(policies.PhraseWordLift)})
	default:
		t.handOff(whyAsked)
	}
}
