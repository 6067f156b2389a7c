package intents

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxRead is how many bytes of a long text are read, half from its beginning and
// half from its end, where requests usually are.
const maxRead = 4096

// clauses splits a text into clauses of normalised words: lower case, without
// accents and apostrophes. A question mark is the last word of its clause. A
// reference number is one word, whatever it consists of.
func clauses(text string) [][]string {
	text = plain(cut(text))
	var all [][]string
	words := make([]string, 0, len(text)/5+2)
	first := 0 // index of the clause's first word
	end := func() {
		if first < len(words) {
			all = append(all, words[first:len(words):len(words)])
			first = len(words)
		}
	}
	for i := 0; i < len(text); {
		if n := run(text[i:]); n > 0 {
			words = appendWords(words, text[i:i+n])
			i += n
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch r {
		case '?':
			words = append(words, "?")
			end()
		case '.', '!', ';', ':', '\n', ',', '¿', '¡':
			end()
		}
		i += size
	}
	end()
	return all
}

// plain returns text in lower case, without accents and apostrophes.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\'' || r == '’' || r == '`' || r == '´' || r > unicode.MaxASCII && unicode.Is(unicode.Mn, r):
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(text)))
}

// run returns the length of the words, joined by hyphens, at the start of text.
func run(text string) int {
	for i, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && (i == 0 || r != '-' && r != '_') {
			return i
		}
	}
	return len(text)
}

// referenceWord stands for every reference number, whose letters mean nothing: a
// run of characters with at least referenceDigits digits and a letter.
const (
	referenceWord   = "00000"
	referenceDigits = 5
)

func appendWords(words []string, run string) []string {
	letters, digits := 0, 0
	for i := range len(run) {
		switch c := run[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c != '-' && c != '_':
			letters++
		}
	}
	if digits >= referenceDigits && letters > 0 {
		return append(words, referenceWord)
	}
	for word := range strings.FieldsFuncSeq(run, func(r rune) bool { return r == '-' || r == '_' }) {
		words = append(words, word)
	}
	return words
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

// flat joins all clauses into one list of words.
func flat(all [][]string) []string {
	n := 0
	for _, c := range all {
		n += len(c)
	}
	words := make([]string, 0, n)
	for _, c := range all {
		words = append(words, c...)
	}
	return words
}
