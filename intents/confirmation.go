package intents

import (
	"slices"
	"strings"
)

// Confirmation is how a message answers "shall I?", a question about an act that
// the person asked for.
type Confirmation int

// The confirmations.
const (
	Unanswered Confirmation = iota // it says something else
	Agrees                         // a clear yes that does not name the act
	Names                          // a clear yes that names deleting
	Wavers                         // a yes beside thanks, a doubt, a condition or a question
	Refuses                        // a no, or to leave it for now
)

// ReadConfirmation reads a message as an answer to "shall I?". Politeness is not
// agreement: a yes beside thanks is Wavers, because "ok, thanks" may only
// acknowledge what was read (DESIGN.md, invariant 9).
func ReadConfirmation(text string) Confirmation {
	all := answerClauses(text)
	words := flat(all)
	if len(text) > maxAnswerBytes || len(words) == 0 || len(words) > maxAnswerWords {
		return Unanswered
	}
	question := strings.ContainsAny(text, "?？؟")
	named := slices.ContainsFunc(words, isDeleting)
	if !question && leaves(words) {
		return Refuses
	}
	switch answer := Confirm(text); {
	case answer == No && (len(words) <= shortRefusal || named || slices.ContainsFunc(words, isKeeping)):
		return Refuses
	case answer == Yes && named:
		return Names
	case answer == Yes && slices.ContainsFunc(words, isThanks):
		return Wavers
	case answer == Yes:
		return Agrees
	case len(words) > shortRefusal:
		return Unanswered
	case assents(words) && (!question || len(words) <= 2), question && named: // a ? is a word
		return Wavers
	}
	return Unanswered
}

// shortRefusal is how many words an answer has at most that says neither what to
// keep nor what to delete: "no parcel came on Monday, either" is no refusal.
const shortRefusal = 5

var (
	deletingWords = squeezedSet(`delete deleted deleting deletes erase erased erasing remove removed wipe
		borra borrar borralo borrala borralos borrarlo borre borren borres elimina eliminar eliminalo eliminalos elimine
		eliminen losche loschen losch loscht geloscht loesche loeschen entferne entfernen
		supprime supprimer supprimez efface effacer effacez apaga apagar apague apaguem exclui excluir exclua elimine`)
	keepingWords = squeezedSet(`keep leave undo conserva conservalo dejalo guarda guardalo behalte behalten behalt
		lass lassen garde gardez garder conserve guarde mantenha manter deixa deixe`)
	thanksWords = squeezedSet(`thanks thank thx ty tks tnx cheers gracias danke dankeschon merci obrigado obrigada
		grazie lol haha jaja hehe mdr kkk rs`)
	assentWords = squeezedSet(`yes yeah yep yup sure ok okay okey k si sip vale claro ja jo jep klar oui ouais daccord
		sim 👍 ✅ 👌 🆗`)
)

func isDeleting(word string) bool { return deletingWords[word] }
func isKeeping(word string) bool  { return keepingWords[word] }
func isThanks(word string) bool   { return thanksWords[word] }

// assents reports whether an answer begins with a yes.
func assents(words []string) bool { return assentWords[words[0]] }

// opening are words that say nothing before "leave it": "no, forget it".
var opening = squeezedSet(`no nope nah oh ah ach ok okay actually sorry well nein ne doch non nao bueno pues bon en
	fait na ja yeah hm hmm alors entao ay hey please bitte`)

// leaving are the ways to leave an act for now, by the whole message.
var leaving = compileAll(
	"^ forget it|about|that", "^ never mind", "^ nevermind|nvm", "^ hang|hold on",
	"^ not now|yet|today|anymore $", "^ later $", "^ maybe|perhaps later|tomorrow", "^ tomorrow $",
	"^ another|some time|day", "^ some other time|day", "^ let me think", "^ wait", "^ leave it|them|that",
	"^ keep it|em|them|my|everything", "^ stop $", "^ yeah|yes|ya no|nope|nah|not $", "^ cancel", "^ abort",
	"^ i .. changed my mind", "^ i .. rather not", "^ better not", "^ delete nothing", "^ vergiss es",
	"^ vergessen sie es", "^ lass|lassen es|sie|mal|gut|das", "^ spater|spaeter|nachher|morgen $",
	"^ vielleicht morgen|spater", "^ noch nicht", "^ jetzt nicht", "^ nicht jetzt", "^ warte|warten|moment",
	"^ abbrechen|abbruch", "^ lieber nicht|doch", "^ besser nicht", "^ doch nicht",
	"^ olvidalo|olvidarlo|olvida|olvidelo", "^ dejalo|deja|dejelo|dejemoslo", "^ luego|despues|manana $",
	"^ mas tarde", "^ ahora no", "^ todavia|aun no", "^ espera|espere", "^ mejor no",
	"^ cancela|cancelar|cancelalo", "^ laisse|laissez tomber|ca|le|la|les", "^ oublie|oubliez", "^ plus tard",
	"^ demain", "^ finalement non|laisse|laissez", "^ pas maintenant|encore|tout|aujourdhui",
	"^ attends|attendez", "^ annule|annuler|annulez", "^ peut etre demain|plus",
	"^ deixa|deixe pra|para|la|estar|quieto|assim", "^ esquece|esqueca|esquecer", "^ mais tarde",
	"^ amanha|depois $", "^ agora nao", "^ ainda nao", "^ espera|espere", "^ melhor nao",
	"^ cancela|cancele|cancelar",
)

func leaves(words []string) bool {
	if len(words) <= shortRefusal && anyOf(leaving, words) {
		return true
	}
	for len(words) > 1 && opening[words[0]] {
		words = words[1:]
	}
	return len(words) <= shortRefusal && anyOf(leaving, words)
}
