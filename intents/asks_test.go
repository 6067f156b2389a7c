package intents_test

import (
	"testing"

	"assent/intents"
)

func TestAsks(t *testing.T) {
	for ask, texts := range map[intents.Ask][]string{
		intents.AskChoices: {
			"my choices", "Show me my consents", "privacy settings", "I want to change my consent preferences",
			"mis preferencias", "muéstrame mis permisos", "meine Einstellungen", "Datenschutzeinstellungen",
			"zeigen Sie mir meine Einwilligungen",
			"mes choix", "je veux voir mes consentements", "minhas preferências", "As minhas escolhas",
			"quero ver meus consentimentos",
		},
		intents.AskChanges: {
			"what changed since I agreed?", "What's new in your privacy policy?", "did the policy change?",
			"¿qué ha cambiado desde que acepté?", "¿hay algo nuevo desde que acepté?",
			"was hat sich geändert, seit ich zugestimmt habe?", "Was ist neu in der Datenschutzerklärung?",
			"qu'est-ce qui a changé depuis mon accord ?", "quelles modifications depuis que j'ai accepté ?",
			"o que mudou desde que aceitei?", "o que há de novo na política?",
		},
		intents.AskReaders: {
			"who has read my messages?", "Who looked at my data", "has anyone read my chat",
			"¿quién ha leído mis mensajes?", "quien vio mis mensajes", "wer hat meine Nachrichten gelesen?",
			"hat jemand meine Nachrichten gelesen", "qui a lu mes messages ?", "quem leu as minhas mensagens?",
			"alguém viu meus dados?",
		},
		intents.AskRecord: {
			"what do you have on me?", "what data do you hold about me", "¿qué datos tienen sobre mí?",
			"¿qué saben de mí?", "was habt ihr über mich gespeichert?", "Was wissen Sie über mich?",
			"que savez-vous sur moi ?", "quelles données avez-vous sur moi ?", "o que vocês sabem sobre mim?",
			"que dados têm sobre mim?",
		},
		intents.AskLastMessage: {
			"delete my last message", "please remove what I just wrote", "unsend that message",
			"forget the last message", "borra mi último mensaje", "elimine lo que acabo de escribir",
			"lösche meine letzte Nachricht", "meine letzte Nachricht bitte löschen", "supprime mon dernier message",
			"effacez ce que je viens d'écrire", "apaga a minha última mensagem", "remova o que acabei de enviar",
		},
		intents.AskFiles: {
			"delete my attachments", "remove all photos I sent", "borra mis fotos", "elimina los archivos que envié",
			"lösche meine Dateien", "meine Bilder löschen bitte", "supprimez mes photos",
			"efface les fichiers que j'ai envoyés", "apague meus anexos",
		},
		intents.AskLift: {
			"lift the restriction", "you may use my data again", "quita la limitación",
			"heben Sie die Einschränkung auf", "Einschränkung aufheben", "levez la limitation", "levante a limitação",
		},
		intents.AskNoSale: {
			"do not sell my personal information", "Do not sell or share my personal information",
			"don't ever sell my data", "no vendan mis datos", "verkauft meine Daten nicht",
			"meine Daten nicht verkaufen", "ne vendez pas mes données", "não vendam os meus dados",
		},
		intents.AskMarketing: {
			"you may send me offers", "sign me up for your newsletter", "quiero recibir ofertas",
			"ich möchte den Newsletter", "je voudrais recevoir vos offres", "quero receber promoções",
		},
		intents.AskReceipt: {
			"consent receipt", "give me a receipt of what I agreed to", "I need proof that I consented",
			"quiero un comprobante de mi consentimiento", "Einwilligungsbeleg",
			"ein Nachweis meiner Einwilligung, bitte", "une preuve de mon consentement",
			"um recibo do meu consentimento",
		},
		intents.AskLink: {
			"link my accounts", "please connect my two accounts", "I also write from another number",
			"enlaza mis cuentas", "También escribo desde otro número", "verknüpfen Sie meine Konten",
			"lier mes comptes", "ligar as minhas contas",
		},
		intents.AskUnlink: {
			"unlink my accounts", "desenlaza mis cuentas", "Verknüpfung aufheben", "délier mes comptes",
			"desligar as minhas contas",
		},
		intents.AskNone: {
			"receipt", "can I get a receipt for my order?", "send me the receipt please", "link my card to my account",
			"how do I connect my account to Alexa?", "Can I link another card to my account?", "disconnect my phone",
			"can I link my bank accounts?", "quiero el recibo de mi compra", "vincular mis cuentas bancarias",
			"", "hello", "delete my data", "delete my last order", "erase the last item in my cart",
			"who can read my messages?", "who reads this?", "export my data", "what changed in my order?",
			"my settings page is broken and I cannot log in", "what have you got in blue?",
			"stop sending me offers", "do not send me the newsletter", "I want no offers", "no quiero ofertas",
			"ich will keine Werbung", "je ne veux pas de newsletter", "não quero promoções", "change my password",
			"remove the photo from my order", "I have read your message", "borra mis datos", "lösche meine Daten",
			"supprimez mes données", "apaga os meus dados",
			"what is new this week?", "has anyone seen my parcel?", "my choice is the red one",
			"was kostet der Versand?", "qui a gagné le match ?", "mi último pedido", "where is my last message?",
		},
	} {
		for _, text := range texts {
			if got := intents.AskOf(text); got != ask {
				t.Errorf("%q: %q, want %q", text, got, ask)
			}
		}
	}
}
