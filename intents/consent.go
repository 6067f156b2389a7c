package intents

import "slices"

// Answer is what somebody says to a yes-or-no question.
type Answer int

// The answers.
const (
	Unclear Answer = iota
	Yes
	No
)

// answers are the patterns of yes and no. A clause that is neither makes the
// whole message unclear unless it is polite noise.
type answers struct {
	// first are those that look like a no and mean yes.
	first, yes, no, unclear []pattern
}

func compileAll(sources ...string) []pattern {
	patterns := make([]pattern, len(sources))
	for i, s := range sources {
		patterns[i] = compile(s, nil)
	}
	return patterns
}

var consentAnswers = answers{
	first: compileAll("^ no problem|problems|worries|objection|objections|issue|issues|prob", "^ no hay|tengo|veo problema|inconveniente|objecion", "^ why not", "^ como no $"),
	unclear: compileAll(
		"?", "agree|accept|yes|si|acepto|ok .. but|if|unless|except|pero|salvo|excepto", "if|unless|only|solo|siempre .. agree|accept|acepto|you|que|me", "maybe|perhaps|later|unsure|quizas|quiza|talvez|luego|depende|depends", "not sure|yet", "no se|estoy", "i .. would|will|might .. agree", "do|must|should|can i|have .. to .. agree|accept", "agree|accept with|on .. price",
		"already agreed|accepted",
	),
	no: compileAll(
		"^ no|nope|nah|never|nunca|jamas|nein|non|nao|nop", "dont|not|cannot|cant|wont|never|doesnt|didnt .. agree|accept|consent|want|like|approve|think", "no .. thanks|thank|gracias|way|quiero|acepto|puedo|consiento|estoy|deseo|autorizo|doy|me|voy|danke|merci|obrigado|obrigada", "decline|refuse|reject|disagree|rechazo|rechazar|niego|deniego|declino|rehuso|ablehnen|recuso", "rather not", "prefiero|mejor .. no", "ni hablar|loco", "de ninguna", "leave me alone", "👎|❌|🚫|🙅", "paso .. de|$",
	),
	yes: compileAll(
		"^ yes|yeah|yep|yup|yea|ya|ye|yess|yesss|sure|ok|okay|okey|okk|k|fine|agreed|agree|accept|accepted|absolutely|certainly|definitely|alright|affirmative|gladly|si|sip|sii|siii|claro|vale|dale|acepto|aceptado|aceptar|conforme|perfecto|correcto|adelante|bueno|venga|oui|ja|sim", "i|we .. agree|accept|consent|approve|do", "agree|accept .. to|all|terms|the|it|this|that|your|policy|everything", "go ahead|for", "of course", "sounds|all good|fine|great|right", "im .. ok|okay|fine|good|in|happy", "you have my consent|permission", "de acuerdo", "por supuesto", "como no", "esta bien", "lo|la|los|yo|si acepto", "doy .. mi consentimiento|permiso|ok", "me parece bien", "estoy .. acuerdo|conforme", "sin problema", "acepto|autorizo|consiento", "👍|✅|👌|🆗", "einverstanden", "daccord", "aceito|concordo",
	),
}

var confirmAnswers = answers{
	unclear: compileAll("?", "maybe|perhaps|later|unsure|quizas|quiza|depende", "not sure|yet", "no se", "yes|si|ok .. but|pero|if"),
	no: compileAll(
		"^ no|nope|nah|never|nunca|jamas|nop|wait|stop|espera|para", "dont|not|never|cannot|cant .. delete|erase|remove|want|do|export|send|need", "keep|leave|undo|abort .. it|my|them|everything|data|that|$", "no .. thanks|thank|gracias|quiero|borres|borre|borren|borrar|hace|lo|elimines|envies", "changed my mind", "never mind", "nevermind", "mejor|prefiero .. no", "dejalo|dejar|dejame|conserva|conservalo|conservar|olvidalo|guardalo", "cambie .. de .. idea|opinion", "👎|❌|🚫",
	),
	yes: compileAll(
		"^ yes|yeah|yep|yup|ya|sure|ok|okay|okey|confirm|confirmed|absolutely|definitely|certainly|proceed|si|sip|claro|vale|dale|confirmo|confirmado|confirmar|adelante|hazlo|procede|venga|correcto", "go ahead|for", "do it|that|so", "of course", "delete|erase|remove|export|send|wipe it|everything|all|them", "i .. confirm", "im sure", "por supuesto", "de acuerdo", "estoy segur*", "borralo|borrala|borralos|eliminalo|eliminalos|borrarlo|exportalo|exportalos|enviamelo|mandamelo|borren", "borra|elimina|exporta|borrar|eliminar .. todo", "👍|✅|👌",
	),
}

// noise may stand beside an answer without changing it.
var noise = compileAll(
	"^ please|pls|plz|thanks|thank|thx|ty|gracias|hi|hello|hey|hola|buenas|buenos|porfa|then|now|ahora|whatever|bye|lol|haha|jaja|bro|dude|man|sir|amigo|cool|great|good|fine", "^ por favor", "^ muchas gracias", "^ in that case", "^ en ese caso",
	"^ lets|vamos|go|start|continue|continuar|seguir|sigamos|empezar|begin|proceed",
)

// maxAnswer is how many words an answer has at most: a long story with an
// "ok" in it is not one.
const maxAnswer = 20

// Consent reads free text as an answer to "do you agree?". What has a
// condition, a doubt or a question in it is Unclear: it is no consent (GDPR
// Art. 4(11), "unambiguous").
func Consent(text, _ string) Answer { return consentAnswers.read(text) }

// Confirm reads free text as an answer to "shall I?".
func Confirm(text, _ string) Answer { return confirmAnswers.read(text) }

func (a answers) read(text string) Answer {
	if len(text) > 400 {
		return Unclear
	}
	all := splitEmoji(text)
	whole := flat(all)
	if len(whole) == 0 || len(whole) > maxAnswer || anyOf(a.unclear, whole) {
		return Unclear
	}
	answer := Unclear
	for _, clause := range all {
		var got Answer
		switch {
		case anyOf(a.first, clause):
			got = Yes
		case anyOf(a.no, clause):
			got = No
		case anyOf(a.yes, clause):
			got = Yes
		case anyOf(noise, clause):
			continue
		default:
			return Unclear // it says something else as well
		}
		if answer != Unclear && answer != got {
			return Unclear // yes and no
		}
		answer = got
	}
	return answer
}

func anyOf(patterns []pattern, clause []string) bool {
	return slices.ContainsFunc(patterns, func(p pattern) bool { return p.find(clause) >= 0 })
}

// splitEmoji is clauses with the signs for yes and no as words.
func splitEmoji(text string) [][]string {
	all := clauses(text)
	for _, r := range text {
		switch r {
		case '👍', '✅', '👌', '🆗', '👎', '❌', '🚫', '🙅':
			all = append(all, []string{string(r)})
		}
	}
	return all
}
