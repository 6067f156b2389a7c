package bot

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"assent/policies"
)

// CleanText removes what no reader or database can use: invalid UTF-8, and control
// characters other than line breaks and tabs.
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

// maxChoice limits the id of a choice and of its question, in bytes. Ours are far
// shorter.
const maxChoice = 256

// CleanName returns a name that somebody typed, cleaned and cut to a sensible
// length.
func CleanName(s string) string { return shortened(strings.TrimSpace(CleanText(s))) }

// shortened cuts a name to maxFileName bytes.
func shortened(s string) string {
	return strings.ToValidUTF8(s[:min(len(s), maxFileName)], "")
}

// short is the beginning of an earlier message, in one line.
func short(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > maxPast {
		return string(r[:maxPast]) + "…"
	}
	return string(r)
}

// maxPast is how many characters of an earlier message are shown.
const maxPast = 300

// excerpt is the beginning of a text, in one line.
func excerpt(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= maxExcerpt {
		return text
	}
	return string([]rune(text)[:maxExcerpt]) + "…"
}

// bare is a typed word in lower case, without quotes and punctuation around it.
func bare(s string) string {
	if len(s) > 200 {
		return ""
	}
	outside := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	return strings.ToLower(strings.TrimFunc(s, outside))
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
