package bot

import (
	"regexp"
	"strings"
)

// stepCorrection takes "wrong -> right" after the bot asked for it.
func stepCorrection(t *turn) bool {
	p := t.p.Pending
	if p == nil || p.Kind != RequestRectification || p.To != unsaid || t.m.Kind != KindText || !t.typed() ||
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

// corrections are the ways in which people state what is wrong and what is right.
var corrections = []struct {
	form  *regexp.Regexp
	right int // the group with the right text; the other one has the wrong text
}{
	{regexp.MustCompile(`^\s*(.+?)\s*(?:->|=>|→|⇒)\s*(.+?)\s*$`), 2},
	{regexp.MustCompile(`(?i)\b(?:it's|it is|should be|must be|is really) (.+?),? ` +
		`(?:and |instead of |rather than )?not (.+?)[.!]*\s*$`), 1},
	{regexp.MustCompile(`(?i)\b(?:not|no es|não é|nicht|pas) (.+?),? ` +
		`(?:but|sino|mas|sondern|mais) (.+?)[.!]*\s*$`), 2},
	{regexp.MustCompile(`(?i)\b(?:from|de|von) (.+?) (?:to|a|auf|in|à|para) (.+?)[.!]*\s*$`), 2},
	{regexp.MustCompile(`(?i)(?:^|[\s,])(?:es|é) (.+?),? (?:y |e )?(?:no|não) (.+?)[.!]*\s*$`), 1},
}

// details extracts the wrong and the right text from a message.
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
		if isDetail(from) && isDetail(to) && from != to {
			return from, to, true
		}
	}
	return "", "", false
}

func isDetail(s string) bool { return len(s) >= minDetail && len(s) <= maxDetail }

func unquote(s string) string { return strings.Trim(strings.TrimSpace(s), `"'“”„«»‘’ `) }
