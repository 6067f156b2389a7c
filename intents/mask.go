package intents

import (
	"strings"
	"unicode"
)

// masked replaces what is left out of a text.
const masked = "[…]"

// Mask returns a text without anything that could identify its author. What stays
// is punctuation and, in lower case, words of the corpus and the lexicons that are
// not names. Everything else, such as numbers and addresses, is left out. Bytes
// beyond limit are cut off.
func Mask(text string, limit int) string {
	m, err := embeddedModel()
	if err != nil {
		return masked
	}
	var b strings.Builder
	var word strings.Builder
	last := ""
	put := func(s string) {
		if s == masked && last == masked {
			return // how many words were left out stays private
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(s)
		last = s
	}
	flush := func() {
		if word.Len() == 0 {
			return
		}
		w := word.String()
		word.Reset()
		for _, plain := range Words(w) {
			if len(plain) > 24 || names[plain] || strings.IndexFunc(plain, unicode.IsDigit) >= 0 ||
				!m.isKnown(hashWord(plain)) && !m.isListed(plain) {
				put(masked)
				return
			}
		}
		put(strings.ToLower(w))
	}
	for _, r := range cut(text) {
		switch {
		case r == '?' || r == '!':
			flush()
			put(string(r))
		case r == '.' || r == ',' || r == ';' || r == ':' || unicode.IsSpace(r):
			// A mark within a word belongs to an address, which is left out.
			if !unicode.IsSpace(r) {
				word.WriteRune(r)
				continue
			}
			flush()
		default:
			word.WriteRune(r)
		}
	}
	flush()
	s := b.String()
	if len(s) > limit {
		s = strings.ToValidUTF8(s[:limit], "")
	}
	return s
}

// isListed reports whether a lexicon or languageTells has exactly this word.
func (m *model) isListed(word string) bool {
	for _, w := range m.lexicons {
		if w.exact[word] != nil {
			return true
		}
	}
	return tells[word] != nil
}

// names lists people's names that are in the corpus, or common enough that they
// might be.
var names = setOf(`adele adam ahmed alex alexander alexandra alice ali ana andrea andreas andrew anna anne antonio ben
	bob carlos carmen charlie chris christian claudia daniel david diana elena emma eva
	felix fernando francisco francois frank garcia george gonzalez hans helen hugo jack james jan jane javier jean
	jennifer jo joao john johnny jon jones jose joseph juan julia julie karl kate katharina
	klein klaus laura lea leary leon linda lisa lopez louis lucas lucia luis luisa luke maier marc marco maria marie
	mario mark marta martin martinez mary mateo max meier meyer michael miguel mike muller mueller nicolas nina
	oliver oscar pablo patricia paul paula pedro peter petra pierre rafael richard robert rodriguez rosa roberto sam
	sandra sara sarah sergio silva simon smith smyth sofia sophie stefan stephan steve susan
	thomas tim tom tomas victor wagner weber william wolfgang`)
