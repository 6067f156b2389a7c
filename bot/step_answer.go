package bot

import (
	"strings"
	"unicode"

	"assent/intents"
	"assent/policies"
)

// stepAnswer is ordinary conversation with somebody who agreed: the assistant
// answers, else the team. Where neither is there the bot says so, and what it
// can do.
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

// ordinary answers a message that is neither a right nor an answer.
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

// rightChoices are offered with answers that end a topic.
func (t *turn) rightChoices() []Choice {
	return []Choice{
		t.choice(string(intents.PolicyQuestion), policies.PhraseChoicePrivacy, ""),
		t.choice(string(intents.Access), policies.PhraseChoiceExport, ""),
		t.choice(string(intents.Erasure), policies.PhraseChoiceDelete, ""),
	}
}

// saysAny reports whether the whole message is one of the edition's words, in
// the person's language or any other that the edition speaks: whoever types
// "AGREE" at a Spanish notice means it.
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

// mentionsAny reports whether the word stands anywhere in the message.
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

// bare is a typed word without case, quotes and punctuation around it.
func bare(s string) string {
	if len(s) > 200 {
		return ""
	}
	return strings.ToLower(strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
}
