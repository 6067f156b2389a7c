package bot

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"assent/policies"
)

// CleanText removes what no reader or database can do anything with: invalid
// UTF-8, control characters other than line breaks and tabs.
func CleanText(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

// maxChoice is how many bytes the name of a choice or of its question has at
// most. Ours are far shorter.
const maxChoice = 256

// CleanName is a name that somebody gives, in one piece and not too long.
func CleanName(s string) string { return shortened(strings.TrimSpace(CleanText(s))) }

// shortened cuts the name of a file.
func shortened(s string) string {
	return strings.ToValidUTF8(s[:min(len(s), maxFileName)], "")
}

// short is the beginning of a line, in one.
func short(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > maxPast {
		return string(r[:maxPast]) + "…"
	}
	return string(r)
}

// maxPast is how many characters of a line that was said before are shown.
const maxPast = 300

// excerpt is the beginning of a text, in one line.
func excerpt(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= maxExcerpt {
		return text
	}
	return string([]rune(text)[:maxExcerpt]) + "…"
}

// bare is a typed word without case, quotes and punctuation around it.
func bare(s string) string {
	if len(s) > 200 {
		return ""
	}
	return strings.ToLower(strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
}

func describeCounts(text *policies.Text, p Person) string {
	var parts []string
	for _, c := range []struct {
		phrase policies.Phrase
		n      int
	}{
		{policies.PhraseCountMessages, p.Counts[EventMessage]},
		{policies.PhraseCountReplies, p.Counts[EventReply]},
		{policies.PhraseCountConsents, p.Counts[EventConsent]},
		{policies.PhraseCountRequests, p.Counts[EventRequest]},
	} {
		if c.n > 0 {
			parts = append(parts, policies.Plain(text.Phrase(c.phrase, policies.Params{"n": strconv.Itoa(c.n)})))
		}
	}
	parts = append(parts, policies.Plain(text.Phrase(policies.PhraseCountConversation, nil)))
	return strings.Join(parts, ", ")
}
