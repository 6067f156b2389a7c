package intents

import (
	"slices"
	"strings"
	"unicode"
)

// Keyword is the meaning of a word that phone carriers reserve.
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

// Carrier returns the keyword of a message: its CarrierWord, or KeywordStop for
// a STOP in ordinary words, which must be obeyed wherever a reasonable person
// would understand it (47 CFR 64.1200(a)(10)). A message that merely contains
// such a word has no keyword.
func Carrier(text string) Keyword {
	if len(text) > maxCarrier {
		return KeywordNone
	}
	if k := CarrierWord(text); k != KeywordNone {
		return k
	}
	all := clauses(text)
	words := flat(all)
	if len(words) == 0 || slices.Contains(words, "?") {
		return KeywordNone
	}
	if anyOf(stopPatterns, words) {
		return KeywordStop
	}
	stop := false
	for _, w := range words {
		switch {
		case stopWords[w]:
			stop = true
		case !courtesy[w]:
			return KeywordNone
		}
	}
	if stop {
		return KeywordStop
	}
	return KeywordNone
}

// CarrierWord returns the keyword that carriers see in a message and answer
// themselves: it has to be the whole message, in upper or lower case.
func CarrierWord(text string) Keyword {
	if len(text) > maxCarrier {
		return KeywordNone
	}
	word := strings.TrimFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	return carrierWords[strings.ToUpper(word)]
}

// maxCarrier limits, in bytes, which messages are checked for a STOP: a longer
// one says something else as well.
const maxCarrier = 160

// stopWords are a STOP even when surrounded by courtesies. END and CANCEL are not
// among them: in ordinary sentences they mean something else.
var (
	stopWords = wordSet("stop stopp stopall unsubscribe optout")
	courtesy  = wordSet(`please pls plz thank thanks you thx ty u now it all ok okay no more yes and just
		gracias por favor ya bitte danke jetzt sofort merci svp stp maintenant obrigado obrigada agora text texts
		texting sms message messages messaging me`)
)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// stopPatterns are revocations in ordinary words.
var stopPatterns = func() []pattern {
	var all []pattern
	for _, source := range []string{
		"stop|quit|cease .. texting|messaging|contacting|spamming|bothering me|us|$",
		"stop .. sending .. me|texts|messages|sms|these|$",
		"dont|not|never text|message|contact|sms|msg me|us .. again|anymore|ever|any|$",
		"no more texts|text|messages|sms|msgs", "take|remove .. me .. off|from .. list|lists",
		"take|remove my number .. off|from .. list|lists", "opt me out", "^ opt out", "unsubscribe me",
		"leave me alone",
		"no .. me .. escriban|escribas|escriba|envien|manden|contacten .. mas",
		"no .. escriban|envien|manden .. mas .. mensajes|sms",
		"dejen|deja|dejad de escribirme|enviarme|mandarme|contactarme|molestarme", "basta de mensajes|sms",
		"denme|dame|dadme de baja", "^ baja $",
		"keine sms|nachrichten mehr", "hort|horen|hoeren .. auf .. mir|mich .. schreiben|simsen|kontaktieren",
		"schreibt|schreiben|schreib .. mir .. nicht mehr", "^ abmelden|austragen $",
		"arretez|arrete|cessez .. de .. mecrire|menvoyer|contacter", "plus|stop .. de .. sms|textos",
		"ne .. mecrivez|menvoyez|contactez plus", "desabonnez|desinscrivez moi", "^ desabonnement|desinscription $",
		"parem|pare|parar|deixem de .. enviar|mandar|escrever|contactar",
		"nao .. me .. enviem|mandem|escrevam|contactem .. mais", "chega de mensagens|sms",
		"me .. descadastrem|descadastre",
	} {
		all = append(all, compile(source, nil))
	}
	return all
}()

// Reserved returns the upper-case words that carriers answer themselves and no
// bot may ask people to type.
func Reserved() []string {
	words := make([]string, 0, len(carrierWords))
	for w := range carrierWords {
		words = append(words, w)
	}
	return words
}
