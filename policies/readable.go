package policies

import (
	"strings"
	"unicode"
)

// What people read must be clear and plain (GDPR Art. 12(1)). Sentences of more
// than 25 words are hard to read, and fewer than one reader in ten understands one
// of 43 (GOV.UK, "Sentence length: why 25 words is our limit", 2014).
const (
	maxAverage  = 25 // words per sentence, averaged over a text
	maxSentence = 43
)

const (
	// maxDiscord is how many characters Discord allows in a message (FACTS.md,
	// 5.4); a longer text is sent as several messages.
	maxDiscord = 2000
	// maxBlock is how many Slack allows in a block of text (FACTS.md, 5.3).
	maxBlock = 3000
)

// readable warns of a text that is hard to read or is sent in pieces.
func (c *checker) readable(where string, m Markdown) {
	longest, average := sentenceLengths(Plain(m))
	switch {
	case longest > maxSentence:
		c.add(Warning, where, "a sentence has %d words, few people understand one of more than %d: split it in two",
			longest, maxSentence)
	case average > maxAverage:
		c.add(Warning, where, "sentences have %d words on average, keep that within %d", average, maxAverage)
	}
	filled := fill(m, func(name string) (string, bool) { return frozenValue(name, c.edition.Controller) })
	if n := len([]rune(DiscordMarkdown(filled))); n > maxDiscord {
		c.add(Warning, where, "has %d characters at Discord, which allows %d in a message: people get it in pieces",
			n, maxDiscord)
	} else if n := len([]rune(Mrkdwn(filled))); n > maxBlock {
		c.add(Warning, where, "has %d characters at Slack, which allows %d in a block: people get it in pieces",
			n, maxBlock)
	}
}

// sentenceLengths returns the number of words in the longest sentence and in the
// average one. The end of a line, such as of a list item, ends a sentence too.
func sentenceLengths(text string) (longest, average int) {
	words, sentences := 0, 0
	for line := range strings.Lines(text) {
		n := 0
		end := func() {
			if n > 0 {
				words, sentences, longest = words+n, sentences+1, max(longest, n)
			}
			n = 0
		}
		for _, w := range strings.Fields(line) {
			if strings.ContainsFunc(w, unicode.IsLetter) {
				n++
			}
			if strings.HasSuffix(strings.TrimRight(w, `"')]»”’`), ".") || strings.ContainsAny(w[len(w)-1:], "?!:;") {
				end()
			}
		}
		end()
	}
	if sentences == 0 {
		return 0, 0
	}
	return longest, words / sentences
}
