package policies

import (
	"strings"
	"unicode"
)

// What people read has to be clear and plain (GDPR Art. 12(1)). Sentences of more
// than 25 words are hard to read, and of those with 43 fewer than one reader in ten
// understands what they say (GOV.UK, "Sentence length: why 25 words is our limit",
// 2014).
const (
	maxAverage  = 25 // words of a sentence, over a whole text
	maxSentence = 43
)

const (
	// maxDiscord is how many characters a message has at Discord (FACTS.md, 5.4); a
	// longer one is sent as several.
	maxDiscord = 2000
	// maxBlock is how many a block of text has at Slack (FACTS.md, 5.3).
	maxBlock = 3000
)

// readable warns of a text that is hard to read, or comes in pieces.
func (c *checker) readable(where string, m Markdown) {
	longest, average := sentenceLengths(Plain(m))
	switch {
	case longest > maxSentence:
		c.add(Warning, where, "a sentence has %d words, and few understand one of more than %d: make two of it", longest, maxSentence)
	case average > maxAverage:
		c.add(Warning, where, "a sentence has %d words on average, keep it within %d", average, maxAverage)
	}
	filled := fill(m, func(name string) (string, bool) { return frozenValue(name, c.edition.Controller) })
	if n := len([]rune(DiscordMarkdown(filled))); n > maxDiscord {
		c.add(Warning, where, "has %d characters at Discord, which shows %d in a message: people get it in pieces", n, maxDiscord)
	} else if n := len([]rune(Mrkdwn(filled))); n > maxBlock {
		c.add(Warning, where, "has %d characters at Slack, which shows %d in a block: people get it in pieces", n, maxBlock)
	}
}

// sentenceLengths counts the words of the longest sentence and of the average one.
// A line that ends, as of a list, ends a sentence too.
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
			if strings.HasSuffix(strings.TrimRight(w, `"')]»”’`), ".") || strings.HasSuffix(w, "?") || strings.HasSuffix(w, "!") || strings.HasSuffix(w, ":") || strings.HasSuffix(w, ";") {
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
