package bot

import (
	"regexp"
	"strings"

	"assent/intents"
)

// stepCorrection takes "wrong -> right" while that is what was asked for.
func stepCorrection(t *turn) bool {
	p := t.p.Pending
	if p == nil || p.Kind != RequestRectification || p.To != unsaid || t.m.Kind != KindText || t.m.Choice != "" || t.m.Carrier != intents.KeywordNone ||
		p.Channel != t.m.User.Channel || p.User != t.m.User.ID {
		return false
	}
	from, to, ok := details(t.m.Text)
	if !ok {
		return false
	}
	t.p.Pending = nil
	t.look(findBody{Kind: RequestRectification, From: from, To: to, Reference: p.Reference})
	return true
}

// corrections are the ways of saying what is wrong and what is right; where
// right is first the order is turned round.
var corrections = []struct {
	form  *regexp.Regexp
	right int // which group is right
}{
	{regexp.MustCompile(`^\s*(.+?)\s*(?:->|=>|→|⇒)\s*(.+?)\s*$`), 2},
	{regexp.MustCompile(`(?i)\b(?:it's|it is|should be|must be|is really) (.+?),? (?:and |instead of |rather than )?not (.+?)[.!]*\s*$`), 1},
	{regexp.MustCompile(`(?i)\b(?:not|no es|não é|nicht|pas) (.+?),? (?:but|sino|mas|sondern|mais) (.+?)[.!]*\s*$`), 2},
	{regexp.MustCompile(`(?i)\b(?:from|de|von) (.+?) (?:to|a|auf|in|à|para) (.+?)[.!]*\s*$`), 2},
	{regexp.MustCompile(`(?i)(?:^|[\s,])(?:es|é) (.+?),? (?:y |e )?(?:no|não) (.+?)[.!]*\s*$`), 1},
}

// details takes what is wrong and what is right out of a message.
func details(text string) (from, to string, ok bool) {
	if len(text) > 4*maxDetail || strings.Contains(text, "\n") {
		return "", "", false
	}
	for _, c := range corrections {
		m := c.form.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		from, to = unquote(m[3-c.right]), unquote(m[c.right])
		if len(from) >= minDetail && len(from) <= maxDetail && len(to) >= minDetail && len(to) <= maxDetail && from != to {
			return from, to, true
		}
	}
	return "", "", false
}

func unquote(s string) string { return strings.Trim(strings.TrimSpace(s), `"'“”„«»‘’ `) }
