package intents

import "strings"

// Words that tell English from Spanish and from languages that Assent does not
// speak yet. Normalised. Words that answer the notice are not among them: a
// Spaniard who types AGREE goes on in Spanish. Nor are words that people of both
// languages type: "no", and "son" (Spanish for "are").
var tellTales = map[string]map[string]bool{
	"en": set("the is are was my your you we i im do does did what where when why how who which can could would will please hi hello hey thanks thank this that it its of to for with and not dont about have has had want need here there from or at on if but get anybody anyone somebody sorry good morning"),
	"es": set("el la los las es mi mis tu su usted ustedes yo que donde cuando por como quien cual puedo puede quiero quisiera favor hola buenas buenos gracias este esta esto eso de del para con y sobre tengo tiene tienen hay necesito aqui si pero ola dias tardes noches una un te se lo al mas muy ya cuanto hacen datos nadie alguien"),
	"de": set("der die das ist sind mein meine ich du sie wir was wo wann warum wie wer bitte hallo danke nicht und mit fur von zu auf haben mochte daten einen eine"),
	"fr": set("le les est sont mon ma mes je vous nous quoi ou quand pourquoi comment qui bonjour merci pas et avec pour des du une sur avoir veux donnees"),
	"pt": set("o os as e sao meu minha meus minhas eu voce voces onde quando porque como quem ola obrigado obrigada nao com para dos uma sobre tenho quero dados"),
}

func set(words string) map[string]bool {
	s := map[string]bool{}
	for _, w := range strings.Fields(words) {
		s[w] = true
	}
	return s
}

// Detect returns the language of a text, or "" where it is too short or
// undecided.
func Detect(text string) string { return detect(flat(clauses(text))) }

// detect counts tell-tale words; a lead of one decides only where nothing
// speaks for the second.
func detect(words []string) string {
	best, first, second := "", 0, 0
	for _, lang := range []string{"en", "es", "de", "fr", "pt"} {
		n := 0
		for _, w := range words {
			if tellTales[lang][w] {
				n++
			}
		}
		switch {
		case n > first:
			best, first, second = lang, n, first
		case n > second:
			second = n
		}
	}
	if first == 0 || first == second {
		return ""
	}
	return best
}
