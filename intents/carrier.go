package intents

import (
	"strings"
	"unicode"
)

// Keyword is a word that phone carriers reserve.
type Keyword string

// The keywords.
const (
	KeywordNone  Keyword = ""
	KeywordStop  Keyword = "stop"
	KeywordStart Keyword = "start"
	KeywordHelp  Keyword = "help"
)

// carrierWords are the default words on long codes (Twilio, "Advanced
// Opt-Out" and articles 223134027 and 360034798533).
var carrierWords = map[string]Keyword{
	"STOP": KeywordStop, "UNSUBSCRIBE": KeywordStop, "END": KeywordStop, "QUIT": KeywordStop, "STOPALL": KeywordStop,
	"REVOKE": KeywordStop, "OPTOUT": KeywordStop, "CANCEL": KeywordStop,
	"START": KeywordStart, "YES": KeywordStart, "UNSTOP": KeywordStart,
	"HELP": KeywordHelp, "INFO": KeywordHelp,
}

// Carrier returns the keyword that a message is, as carriers read it: the
// whole message, in any case, with spaces and punctuation around it.
func Carrier(text string) Keyword {
	if len(text) > 64 {
		return KeywordNone
	}
	word := strings.TrimFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	return carrierWords[strings.ToUpper(word)]
}

// Reserved returns the words, upper case, that carriers answer themselves and
// that no bot may ask for.
func Reserved() []string {
	words := make([]string, 0, len(carrierWords))
	for w := range carrierWords {
		words = append(words, w)
	}
	return words
}
