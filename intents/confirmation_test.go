package intents_test

import (
	"strings"
	"testing"

	"assent/intents"
)

func TestReadConfirmation(t *testing.T) {
	for want, texts := range map[intents.Confirmation]string{
		intents.Names: `yes, delete it|yes delete it you idiots|delete everything|ok now go ahead and delete|
			ja, alles löschen|ja lösch das|sí, bórralo|oui, supprimez tout|sim, apaga tudo|ok erase it please`,
		intents.Agrees: "yes|yes please|sure|ok|okay...|go ahead|ja|sí|oui|sim|vale|👍",
		intents.Wavers: `ok thanks|ok thank you|ok danke|vale gracias|d'accord merci|ok obrigado|yes but not now|
			sure lol|delete?|yes?|ok maybe`,
		intents.Refuses: `no|nope|no thanks|no, don't delete it|don't delete anything|forget it|never mind|
			hang on|later|not now|maybe tomorrow|i changed my mind|keep em|wait|cancel it please|
			yeah no|nein, nicht löschen|vergiss es|ach nein, lass es|abbrechen|noch nicht|
			doch nicht|no, no lo borres|mejor no borres nada|olvídalo|ahora no|
			non, ne supprimez pas|laisse tomber|oublie|plus tard|pas maintenant|não, não apague|
			deixa pra lá|esquece|agora não|no, delete nothing`,
		intents.Unanswered: `where is my parcel?|no parcel came on Monday, and nobody has called me since then|
			the courier said he would come later in the week|can you delete item 3 from my order?|thanks|hello|
			ok and the refund?|why do you keep it for a year?`,
	} {
		for text := range strings.SplitSeq(texts, "|") {
			text = strings.Join(strings.Fields(text), " ")
			if got := intents.ReadConfirmation(text); got != want {
				t.Errorf("%q: %d, want %d", text, got, want)
			}
		}
	}
}
