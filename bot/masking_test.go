package bot_test

import (
	"strings"
	"testing"

	"assent/bot"
)

// masked returns a text as it is on record.
func masked(t *testing.T, text string) string {
	t.Helper()
	w := newWorld(t, func(c *bot.Config) {
		c.Masking = bot.MaskingConfig{Cards: true, IDs: bot.MaskedCountries()}
	})
	w.agree("ana")
	w.write("ana", text)
	for line, err := range w.bot.Conversation(t.Context(), user("ana")) {
		if err != nil {
			t.Fatal(err)
		}
		if line.From == "person" && strings.HasPrefix(string(line.Text), text[:3]) {
			return string(line.Text)
		}
	}
	t.Fatalf("%q is not on record", text)
	return ""
}

func TestMasking(t *testing.T) {
	for text, want := range map[string]string{
		// Test numbers that the issuers publish.
		"pay 4111 1111 1111 1111 now": "pay ••••1111 now",
		"pay 4111-1111-1111-1111":     "pay ••••1111", "pay 378282246310005!": "pay ••••0005!",
		"pay 5555555555554444 12/27":    "pay ••••4444 12/27",
		"pay 4111 1111 1111 1111 12 27": "pay ••••1111 12 27",
		"ref 12 4111 1111 1111 1111":    "ref 12 ••••1111",
		"card:4012888888881881,ok":      "card:••••1881,ok",
		"ssn 219-09-9999":               "ssn ••••", "my NINO is ab 12 34 56 c": "my NINO is ••••",
		"dni 12345678Z": "dni ••••", "nie X1234567L": "nie ••••",
		"steuer id 86 095 742 719":  "steuer id ••••",
		"nir 2 55 08 14 168 025 38": "nir ••••", "o meu NIF: 123456789": "o meu NIF: ••••",
		"cf RSSMRA85T10A562S": "cf ••••", "mijn BSN is 111222333": "mijn BSN is ••••",
		"cnp 1960523460016": "cnp ••••", "pesel 44051401359": "pesel ••••",
		// These only look like such numbers.
		"order 4111 1111 1111 1112":        "order 4111 1111 1111 1112",
		"call +49 170 1234567890":          "call +49 170 1234567890",
		"IBAN DE89 3704 0044 0532 0130 00": "IBAN DE89 3704 0044 0532 0130 00",
		"order 123456789":                  "order 123456789",
		"dni 12345678A":                    "dni 12345678A", "the 000-12-3456": "the 000-12-3456",
		"tracking 1Z999AA10123456784": "tracking 1Z999AA10123456784",
		"year 2026 and 2027":          "year 2026 and 2027",
	} {
		if got := masked(t, text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A card number is masked in memory before the opt-in and in an edit, and only
// if that is switched on.
func TestMaskingEverywhere(t *testing.T) {
	w := newWorld(t, func(c *bot.Config) { c.Masking.Cards = true })
	w.write("ana", "pay 4111 1111 1111 1111")
	w.press("ana", "agree")
	w.say("ana", bot.Message{ID: "m1", Text: "hello", Mutable: true})
	if err := w.bot.Revise(t.Context(), user("ana"), "m1", "pay 5555 5555 5555 4444"); err != nil {
		t.Fatal(err)
	}
	if w.remembers("4111 1111") || w.remembers("5555 5555") ||
		!w.remembers("••••1111") || !w.remembers("••••4444") {
		t.Error("a card is on record")
	}
	off := newWorld(t)
	off.agree("ana")
	if off.write("ana", "pay 4111 1111 1111 1111"); !off.remembers("4111 1111 1111 1111") {
		t.Error("masked without being asked to")
	}
}
