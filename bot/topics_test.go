package bot_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"assent/intents"
	"assent/policies"
)

// A new topic needs a constant in intents and a section in policies.
func TestTopicsAreTheSameInIntentsAndPolicies(t *testing.T) {
	var asked, answered []string
	for _, topic := range intents.Topics() {
		asked = append(asked, string(topic))
	}
	for _, topic := range policies.Topics() {
		answered = append(answered, string(topic))
	}
	if d := cmp.Diff(asked, answered); d != "" {
		t.Error(d)
	}
	for _, text := range policies.Defaults().Texts {
		for _, topic := range policies.Topics() {
			if _, ok := text.Section(topic); !ok {
				t.Errorf("%s has no section on %s", text.Lang, topic)
			}
		}
	}
}
