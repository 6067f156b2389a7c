package main

import (
	"math/rand/v2"
	"strings"

	"assent/intents"
)

// spoken is a text from the corpus as somebody might have typed it.
type spoken struct {
	text, lang string
	intent     intents.Intent
	topic      intents.Topic
}

// crowd produces texts from families.
type crowd struct {
	families []family
	others   map[string][]family // ordinary talk, by language
}

func newCrowd(families []family) *crowd {
	c := &crowd{families: families, others: map[string][]family{}}
	for _, f := range families {
		if f.intent == intents.Other {
			c.others[f.lang] = append(c.others[f.lang], f)
		}
	}
	return c
}

// around lists, by language, what people say before and after their request.
var around = map[string][2][]string{
	"en": {{
		"hi", "hello", "hey", "hi there", "good morning", "ok so", "so", "um", "sorry but", "quick one", "listen",
		"excuse me", "dear team", "yo", "hey guys", "one more thing", "also", "btw", "and", "well",
	},
		{
			"thanks", "thank you", "pls", "please", "thx", "asap", "cheers", "ok?", "today", "lol", "!!",
			"regards, Sam", "now", "tks", "right now", "if possible", "thanks in advance",
		}},
	"de": {{
		"hallo", "hi", "guten tag", "moin", "servus", "also", "sorry", "kurze frage", "sehr geehrte damen und herren",
		"hey", "ach ja", "und", "noch was", "achso",
	},
		{"danke", "bitte", "lg", "mfg", "vielen dank", "sofort", "!!", "ok?", "danke im voraus", "viele grüße", "thx"}},
	"es": {{
		"hola", "buenas", "buenos dias", "disculpe", "oye", "perdon", "una cosa", "y", "bueno", "estimados", "oigan",
		"ademas",
	},
		{
			"gracias", "por favor", "porfa", "xfa", "ya", "un saludo", "!!", "muchas gracias", "vale?", "ahora mismo",
			"saludos",
		}},
	"fr": {{
		"bonjour", "salut", "bonsoir", "coucou", "slt", "bjr", "dites", "pardon", "alors", "et", "euh",
		"madame, monsieur", "autre chose",
	},
		{"merci", "svp", "stp", "s'il vous plait", "cordialement", "!!", "merci d'avance", "vite", "ok ?", "mrc"}},
	"pt": {{"ola", "oi", "bom dia", "boa tarde", "desculpe", "entao", "olha", "e", "outra coisa", "prezados", "gente"},
		{"obrigado", "obrigada", "por favor", "pfv", "valeu", "obg", "!!", "ja", "cumprimentos", "ok?", "agora"}},
	"it": {{"ciao", "salve", "buongiorno", "scusi", "allora", "senta", "e"}, {
		"grazie", "per favore", "subito", "!!", "saluti", "ok?", "grazie mille",
	}},
	"nl": {{"hallo", "hoi", "goedemorgen", "hey", "sorry", "dus", "beste", "en"}, {
		"bedankt", "aub", "dank je", "alvast bedankt", "!!", "groetjes", "graag", "nu",
	}},
	"ro": {{"buna", "salut", "buna ziua", "hei", "scuze", "deci", "si"}, {
		"multumesc", "va rog", "mersi", "acum", "!!", "ms",
	}},
	"pl": {{"czesc", "hej", "dzien dobry", "witam", "siema", "sorry", "wiec", "a"}, {
		"dzieki", "prosze", "z gory dziekuje", "pozdrawiam", "!!", "dziekuje", "teraz",
	}},
}

// separators are what people type between two sentences.
var separators = []string{". ", ", ", " ", "! ", ".. ", "\n", " - ", "; ", "? "}

// say returns one of the texts of a family, with the greetings, other matters and
// typing errors that real messages have.
func (c *crowd) say(f family, r *rand.Rand) spoken {
	text := f.say(r)
	frame := around[f.lang]
	if f.intent != intents.Other || r.IntN(2) == 0 {
		if len(frame[0]) > 0 && r.IntN(100) < 15 {
			text = frame[0][r.IntN(len(frame[0]))] + separators[r.IntN(3)] + text
		}
		if len(frame[1]) > 0 && r.IntN(100) < 15 {
			text += separators[r.IntN(3)] + frame[1][r.IntN(len(frame[1]))]
		}
	}
	if r.IntN(100) < 12 { // along with another matter
		if others := c.others[f.lang]; len(others) > 0 {
			other := others[r.IntN(len(others))].say(r)
			if r.IntN(2) == 0 {
				text = other + separators[r.IntN(len(separators))] + text
			} else {
				text += separators[r.IntN(len(separators))] + other
			}
		}
	}
	if r.IntN(100) < 50 {
		text = mistyped(text, r)
	}
	return spoken{text, f.lang, f.intent, f.topic}
}

// mistyped returns text with a typing error in one of its longer words.
func mistyped(text string, r *rand.Rand) string {
	words := strings.Fields(text)
	for range 5 {
		i := r.IntN(len(words))
		w := []rune(words[i])
		if len(w) < 4 {
			continue
		}
		at := r.IntN(len(w) - 1)
		switch r.IntN(4) {
		case 0:
			w[at], w[at+1] = w[at+1], w[at]
		case 1:
			w = append(w[:at], w[at+1:]...)
		case 2:
			w = append(w[:at+1], w[at:]...)
		case 3:
			w[at] = rune('a' + r.IntN(26))
		}
		words[i] = string(w)
		break
	}
	return strings.Join(words, " ")
}
