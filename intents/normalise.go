package intents

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxRead is how much of a long text is read, half from its beginning and
// half from its end, where requests usually stand. Bytes.
const maxRead = 4096

// clauses splits a text into clauses of normalised words: lower case, without
// accents and apostrophes. A question mark stays as the last word of its
// clause.
func clauses(text string) [][]string {
	var all [][]string
	var clause []string
	var word strings.Builder
	endWord := func() {
		if word.Len() > 0 {
			clause = append(clause, word.String())
			word.Reset()
		}
	}
	endClause := func() {
		endWord()
		if len(clause) > 0 {
			all = append(all, clause)
			clause = nil
		}
	}
	for _, r := range norm.NFD.String(strings.ToLower(cut(text))) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’' || r == '`' || r == '´':
		case r == '?':
			endWord()
			clause = append(clause, "?")
			endClause()
		case r == '.' || r == '!' || r == ';' || r == ':' || r == '\n' || r == ',' || r == '¿' || r == '¡':
			endClause()
		default:
			endWord()
		}
	}
	endClause()
	return all
}

func cut(text string) string {
	if len(text) <= maxRead {
		return strings.ToValidUTF8(text, " ")
	}
	head, tail := text[:maxRead/2], text[len(text)-maxRead/2:]
	for len(tail) > 0 && !utf8.RuneStart(tail[0]) {
		tail = tail[1:]
	}
	return strings.ToValidUTF8(head+" . "+tail, " ")
}

// flat joins all clauses to one line of words.
func flat(all [][]string) []string {
	var words []string
	for _, c := range all {
		words = append(words, c...)
	}
	return words
}
