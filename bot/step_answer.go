package bot

import (
	"assent/policies"
)

// stepAnswer is ordinary conversation with somebody who agreed: the assistant
// answers, otherwise the team. If there is neither, the bot says so and lists what
// it can do.
func stepAnswer(t *turn) bool {
	if t.m.Choice == choiceAgree {
		t.say(policies.PhraseAlreadyAgreed, nil)
		return true
	}
	if t.m.Choice != "" {
		t.say(policies.PhraseStaleChoice, nil)
		return true
	}
	if t.saysAny(policies.PhraseWordAgree) {
		t.say(policies.PhraseAlreadyAgreed, nil)
		return true
	}
	t.ordinary()
	return true
}

// ordinary answers a message that neither exercises a right nor answers a question.
func (t *turn) ordinary() {
	if t.p.Handoff != nil {
		return // the team has it
	}
	if t.assists() {
		t.askAssistant()
		return
	}
	if t.cfg.desk {
		t.handOff(whyMessage)
		return
	}
	t.say(policies.PhraseNoAssistant, nil, t.rightChoices()...)
}
