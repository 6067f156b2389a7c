package bot

import "assent/policies"

// refusal is why a message is answered but not accepted.
type refusal int

const (
	refuseNothing refusal = iota
	refuseFlood           // over the person's limit
	refuseLong            // over LimitsConfig.TextBytes
	refuseEmpty           // nothing readable
)

// stepRefused answers messages that cannot be accepted. A stranger gets the notice
// all the same: whatever they send opens the conversation.
func stepRefused(t *turn) bool {
	if t.m.refuse == refuseNothing || t.m.Kind != KindText {
		return false
	}
	if t.p.Stage == "" && t.m.Notice == nil {
		t.showNotice("")
	}
	switch t.m.refuse {
	case refuseFlood:
		t.say(policies.PhraseTooFast, nil)
	case refuseLong:
		t.say(policies.PhraseTooLong, nil)
	default:
		t.say(policies.PhraseUnreadable, nil)
	}
	t.m.Text = "" // not accepted, so not on record either
	return true
}
