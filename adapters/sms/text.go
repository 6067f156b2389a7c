package sms

import (
	"regexp"
	"strings"
	"unicode"

	"assent/bot"
	"assent/policies"
)

// maxText is how many characters Twilio takes in one message (FACTS.md, 5.1).
const maxText = 1600

// plainer replaces characters that only look better by those of GSM-7: a single
// one would double the price of the whole message.
var plainer = strings.NewReplacer(
	"‘", "'", "’", "'", "‚", "'", "‛", "'", "“", `"`, "”", `"`, "„", `"`,
	"«", `"`, "»", `"`, "‹", "'", "›", "'",
	"–", "-", "—", "-", "‑", "-", "−", "-", "…", "...", "•", "-", "·", "-", "×", "x",
	"\u00a0", " ", "\u202f", " ", "\u2009", " ", "\u200b", "", "\u00ad", "",
)

// text renders a reply as a text message.
func (c *Channel) text(r bot.Reply) string {
	body := plainer.Replace(policies.Plain(r.Text))
	for _, f := range r.Files {
		if f.DownloadURL != "" {
			body += "\n" + f.DownloadURL
		}
	}
	return fit(strings.TrimSpace(body), c.cfg.MaxSegments)
}

var address = regexp.MustCompile(`https?://\S+`)

// fit cuts a text that has too many segments: at the end of a sentence, followed
// by the last link in the text, where there is more to read.
func fit(body string, segments int) string {
	if small(body, segments) {
		return body
	}
	tail := " ..."
	if links := address.FindAllString(body, -1); len(links) > 0 {
		tail += " " + strings.TrimRight(links[len(links)-1], ".,;)")
	}
	runes := []rune(body)
	low, high := 0, min(len(runes), maxText)
	for low < high { // the longest head that fits
		mid := (low + high + 1) / 2
		if small(string(runes[:mid])+tail, segments) {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return strings.TrimRightFunc(string(runes[:sentence(runes, low)]), unicode.IsSpace) + tail
}

func small(body string, segments int) bool {
	n, _ := policies.Segments(body)
	return n <= segments && len([]rune(body)) <= maxText
}

// sentence returns where to cut before limit: after a sentence in the second
// half, else after a word, never within an address.
func sentence(runes []rune, limit int) int {
	word := limit
	for i := limit; i > limit/2; i-- {
		if !unicode.IsSpace(runes[min(i, len(runes)-1)]) {
			continue
		}
		if word == limit {
			word = i
		}
		if i > 0 && strings.ContainsRune(".!?", runes[i-1]) {
			return i
		}
	}
	return word
}
