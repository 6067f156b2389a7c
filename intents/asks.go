package intents

import (
	"slices"
	"sync"
)

// Ask is a request about one's own record that is more specific than an Intent.
// Only patterns find it: what they match is clear, everything else is left to the
// intent.
type Ask string

// The asks.
const (
	AskNone        Ask = ""
	AskChoices     Ask = "choices"      // my consents, purpose by purpose
	AskChanges     Ask = "changes"      // what changed since I agreed
	AskReaders     Ask = "readers"      // who has read what I wrote
	AskRecord      Ask = "held"         // what you store about me, where and why
	AskLastMessage Ask = "last_message" // delete what I wrote last
	AskFiles       Ask = "files"        // delete the files that I sent
	AskLift        Ask = "lift"         // lift the restriction, use my data again
	AskNoSale      Ask = "no_sale"      // do not sell or share my data
	AskMarketing   Ask = "marketing"    // you may send me offers
	AskReceipt     Ask = "receipt"      // a receipt for my decision
	AskUnlink      Ask = "unlink"       // undo the link with my other accounts
	AskLink        Ask = "link"         // another account is mine too
)

// Asks returns all asks.
func Asks() []Ask {
	return []Ask{
		AskChoices, AskChanges, AskReaders, AskRecord, AskLastMessage, AskFiles, AskLift, AskNoSale, AskMarketing,
		AskReceipt, AskUnlink, AskLink,
	}
}

// maxAskWords limits how long an ask is: anything longer is a story, left to the
// intent.
const maxAskWords = 25

// asks holds the patterns of a language.
type asks struct {
	lang     string
	patterns map[Ask][]string
}

var compiledAsks = sync.OnceValue(func() map[Ask][][]pattern {
	all := map[Ask][][]pattern{}
	for _, a := range askTables {
		for ask, sources := range a.patterns {
			var list []pattern
			for _, s := range sources {
				list = append(list, compile(s, nil))
			}
			all[ask] = append(all[ask], list)
		}
	}
	return all
})

// AskOf returns the ask of a message.
func AskOf(text string) Ask {
	if len(text) > maxRead {
		return AskNone
	}
	words := flat(clauses(text))
	if len(words) == 0 || len(words) > maxAskWords {
		return AskNone
	}
	for _, ask := range Asks() {
		if (ask == AskLink || ask == AskUnlink) && hasAny(words, notLink) {
			continue
		}
		if ask == AskMarketing && hasAny(words, notMarketing) {
			continue
		}
		for _, patterns := range compiledAsks()[ask] {
			if anyOf(patterns, words) {
				return ask
			}
		}
	}
	return AskNone
}

func hasAny(words []string, set map[string]bool) bool {
	return slices.ContainsFunc(words, func(w string) bool { return set[w] })
}

// notMarketing lists the words that turn a wish for offers into its opposite.
var notMarketing = setOf(`know help cancel canceling cancelling about account unsub not dont no never stop unsubscribe
	without nunca sin dejen deja dejad nicht kein keine keinen nie ohne pas plus aucun jamais sans ne nao pare parem
	sem`)

// notLink lists other things that people link to an account.
var notLink = setOf(`card cards bank paypal google facebook apple amazon alexa instagram phone app bluetooth device
	wallet tarjeta tarjetas banco telefono bancaria bancarias movil karte karten bankkonto handy telefon carte cartes
	banque bancaire bancaires telephone cartao cartoes bancaria bancarias telemovel celular`)

var askTables = []asks{
	{lang: "en", patterns: map[Ask][]string{
		AskChoices: {
			"^ my|privacy|consent choices|preferences|settings|permissions|consents|options $",
			"^ choices|preferences $",
			"show|see|manage|change|review|edit|open .. my|privacy|consent consents|choices|permissions|preferences",
			"show|see|manage|change|review|edit|open .. privacy|consent settings",
		},
		AskChanges: {
			"what|anything|whats .. changed|changes|new|different .. since",
			"what|whats .. changed|changes|new|different .. policy|notice",
			"has|did .. policy|notice .. change|changed",
		},
		AskReaders: {
			"who .. has|have .. read|seen|opened|viewed|accessed .. my", "who .. has|have .. looked .. at .. my",
			"who read|saw|opened|viewed|accessed .. my", "who looked at .. my",
			"has|did|have anyone|anybody|somebody|someone .. read|see|seen|opened|accessed .. my " +
				"messages|chat|chats|conversation|data",
		},
		AskRecord: {
			"what .. have|hold|keep|store|stored|saved|got|know .. on|about me",
			"what .. data|information .. have|hold|keep|store|stored .. me|mine",
		},
		AskLastMessage: {
			"delete|erase|remove|unsend|forget .. last|latest|previous message|text|sentence",
			"delete|erase|remove|unsend|forget .. what i just|last said|wrote|sent|typed",
			"delete|erase|remove|unsend|forget that|this message",
			"delete|erase|remove|forget .. message .. i .. just sent|wrote|typed",
		},
		AskFiles: {
			"delete|erase|remove .. my|all files|attachments|photos|pictures|images|uploads|recordings|attachment",
			"delete|erase|remove .. files|file|attachments|attachment|photos|photo|pictures|picture|images|image|" +
				"documents|document .. i .. sent|uploaded|shared",
		},
		AskLift: {
			"lift|end|undo|remove|cancel .. restriction", "unrestrict", "may|can .. use .. my data again",
			"use my data again",
		},
		AskNoSale: {
			"not|dont|never|stop|no .. sell|selling|sale .. my|personal data|information|info|details",
			"not|dont|never|stop .. sell|share .. or .. share|sell .. personal|my",
		},
		AskReceipt: {
			"consent|privacy|optin receipt", "receipt|proof .. my consent|optin|agreement",
			"receipt|proof .. what i .. agreed|consented|decided", "proof that i .. agreed|consented|declined",
		},
		AskLink: {
			"link|connect|join|merge .. my .. accounts|numbers|chats", "link .. my other|another account|number|chat",
			"i also write|chat|text .. from|on|with .. another|other|different account|number|channel",
		},
		AskUnlink: {"unlink|disconnect .. my .. accounts|numbers|chats", "undo|remove .. link .. accounts"},
		AskMarketing: {
			"sign|subscribe|add .. me .. offers|newsletter|marketing|promotions",
			"you .. may|can .. send .. offers|marketing|newsletter|promotions|news",
			"i .. want|like .. offers|newsletter|marketing|promotions",
		},
	}},
	{lang: "es", patterns: map[Ask][]string{
		AskChoices: {
			"^ mis preferencias|opciones|consentimientos|permisos|elecciones|ajustes $",
			"ver|muestra|muestrame|mostrar|cambiar|gestionar|revisar|editar .. mis " +
				"preferencias|opciones|permisos|consentimientos|elecciones",
			"^ preferencias|opciones $",
			"ajustes|opciones|preferencias de privacidad|consentimiento",
		},
		AskChanges: {
			"que|algo .. cambiado|cambio|nuevo|distinto|cambios .. desde",
			"que .. cambiado|cambio|nuevo|cambios .. politica|aviso", "ha .. cambiado .. politica|aviso",
			"que ha cambiado",
		},
		AskReaders: {
			"quien|quienes .. ha|han .. leido|visto|abierto|mirado|consultado .. mis|mi",
			"quien|quienes .. leyo|leyeron|vio|vieron|abrio|miro|consulto .. mis|mi",
			"alguien .. ha|leyo|vio .. leido|visto|abierto|mis|mi .. mensajes|chat|conversacion|datos",
		},
		AskRecord: {
			"que .. tienen|tienes|teneis|tiene|guardan|guardas|guardais|guarda|saben|sabes|sabeis|sabe|hay .. " +
				"sobre|de mi",
		},
		AskLastMessage: {
			"borr*|elimin*|suprim*|quit*|olvid* .. ultimo|anterior mensaje",
			"borr*|elimin*|suprim*|quit*|olvid* .. lo .. que .. acabo .. decir|escribir|enviar|mandar",
			"borr*|elimin*|suprim*|quit* ese|este|el mensaje $",
			"borr*|elimin*|suprim* .. lo ultimo .. que|$",
		},
		AskFiles: {
			"borr*|elimin*|suprim*|quit* .. mis archivos|fotos|imagenes|documentos|adjuntos|ficheros",
			"borr*|elimin*|suprim*|quit* .. archivos|archivo|fotos|foto|imagenes|imagen|documentos|adjuntos|ficheros " +
				".. que .. envie|mande|subi|enviado|mandado|subido",
		},
		AskLift: {
			"levant*|quit*|anul*|elimin*|cancel* .. limitacion|restriccion",
			"pueden|podeis|puede|puedes|vuelvan|volver .. usar|tratar|utilizar .. mis datos",
		},
		AskNoSale: {
			"no|nunca|dejen|deja|dejad .. vend* .. mis|mi|datos|informacion",
			"no|nunca .. vend*|compart* .. ni .. vend*|compart*",
		},
		AskReceipt: {
			"recibo|comprobante|justificante|prueba .. mi consentimiento",
			"recibo|comprobante|justificante|prueba .. que .. acepte|consenti|aceptado|decidi",
		},
		AskLink: {
			"enlaz*|vincul*|conect*|unir|une .. mis cuentas|numeros",
			"tambien escribo .. desde|con otro|otra numero|cuenta|canal",
		},
		AskUnlink: {"desenlaz*|desvincul*|desconect* .. mis cuentas|numeros"},
		AskMarketing: {
			"quiero|quisiera|gustaria|deseo .. ofertas|promociones|newsletter|boletin|novedades",
			"pueden|podeis|puede|puedes .. enviarme|mandarme|enviar|mandar .. " +
				"ofertas|promociones|novedades|boletin|publicidad",
		},
	}},
	{lang: "de", patterns: map[Ask][]string{
		AskChoices: {
			"^ meine|datenschutz einstellungen|einwilligungen|entscheidungen|zustimmungen|auswahl $",
			"^ datenschutzeinstellungen|einwilligungen|einstellungen $",
			"meine|datenschutz einstellungen|einwilligungen|zustimmungen|entscheidungen .. " +
				"zeig*|ander*|sehen|verwalten|bearbeiten|ansehen",
			"zeig*|ander*|verwalt* .. meine einstellungen|einwilligungen|zustimmungen|entscheidungen",
			"datenschutzeinstellungen",
		},
		AskChanges: {
			"was .. geandert|neu|anders|neues .. seit",
			"was .. geandert|neu|neues|anders .. datenschutzerklarung|hinweis|richtlinie",
			"hat .. datenschutzerklarung|hinweis .. geandert", "was hat sich .. geandert",
		},
		AskReaders: {
			"wer .. meine|meinen|mein|mit .. gelesen|gesehen|angesehen|geoffnet|eingesehen|mitgelesen",
			"hat .. jemand .. meine|meinen|mein .. gelesen|gesehen|geoffnet|eingesehen",
		},
		AskRecord: {
			"was|welche .. uber mich .. gespeichert|habt|haben|wisst|wissen|bekannt|$|?",
			"was|welche .. habt|haben|wisst|wissen|speichert|speichern .. uber|von mich|mir",
		},
		AskLastMessage: {
			"losch*|entfern*|vergiss|vergesst|vergessen .. letzte|letzten|vorige|vorherige nachricht",
			"letzte|letzten|vorige nachricht .. losch*|entfern*|vergessen",
			"losch*|entfern* .. was ich .. gerade|eben|zuletzt .. geschrieben|gesagt|geschickt|gesendet",
			"losch*|entfern* diese nachricht", "diese nachricht .. losch*|entfern*",
			"was ich .. gerade|eben|zuletzt .. geschrieben|gesagt|geschickt .. losch*|entfern*",
		},
		AskFiles: {
			"losch*|entfern* .. meine|alle dateien|anhange|fotos|bilder|dokumente",
			"meine|alle dateien|anhange|fotos|bilder|dokumente .. losch*|entfern*",
		},
		AskLift: {
			"einschrankung .. aufheb*|beend*|entfern*|aufgehoben|weg", "heb*|beend*|entfern* .. einschrankung",
			"meine daten .. wieder .. nutzen|verwenden|verarbeiten|benutzen",
		},
		AskNoSale: {
			"daten|informationen .. nicht|niemals|nie .. verkauf*|weiterverkauf*",
			"verkauf* .. daten|informationen .. nicht|niemals", "nicht|kein|niemals .. verkauf* .. daten|informationen",
		},
		AskReceipt: {
			"beleg|nachweis|quittung .. meine|meiner|meinen|einwilligung|zustimmung|einwilligungen",
			"einwilligungsbeleg|einwilligungsnachweis", "beleg|nachweis .. zugestimmt|eingewilligt",
		},
		AskLink: {
			"meine konten|nummern .. verknupf*|verbind*", "verknupf*|verbind* .. meine konten|nummern",
			"ich schreibe|schreib auch .. anderen|anderem|andere nummer|konto|kanal",
		},
		AskUnlink: {
			"verknupfung .. konten .. aufheb*|losch*|entfern*|losen|auflosen", "^ verknupfung aufheben $",
			"heb*|entfern*|los* .. verknupfung .. konten",
		},
		AskMarketing: {
			"mochte|will|gerne|wunsche .. angebote|newsletter|werbung|neuigkeiten",
			"durft|konnt|konnen|durfen|darfst|kannst .. angebote|newsletter|werbung|neuigkeiten .. " +
				"schick*|send*|zuschick*|zusend*",
		},
	}},
	{lang: "fr", patterns: map[Ask][]string{
		AskChoices: {
			"^ mes choix|preferences|consentements|reglages|parametres|autorisations $", "^ preferences|choix $",
			"voir|montre*|modifier|changer|gerer|affiche* .. mes choix|preferences|consentements|autorisations",
			"reglages|parametres|preferences de confidentialite",
		},
		AskChanges: {
			"quest ce qui .. change*|nouveau",
			"quoi|que|quelles .. change*|nouveau|modifications|changements .. depuis",
			"quoi|quelles|quels .. change*|nouveau|modifications|changements .. politique|avis|confidentialite",
			"politique|avis .. a .. change*", "quelque chose .. change* .. depuis",
		},
		AskReaders: {
			"qui .. a|ont .. lu|vu|ouvert|consulte|regarde .. mes|ma|mon",
			"quelquun|personne .. a .. lu|vu|ouvert|consulte|regarde .. mes|ma|mon messages|conversation|donnees|chat",
		},
		AskRecord: {
			"que|quoi|quelles|ce|quavez .. savez|avez|sais|as|gardez|conservez|detenez|stockez .. sur moi",
			"quavez|quas|quest .. sur moi",
			"quelles .. donnees|informations .. avez|as|gardez|conservez|detenez .. sur|de moi",
		},
		AskLastMessage: {
			"supprim*|effac*|retir*|oubli* .. dernier|precedent message",
			"supprim*|effac*|retir*|oubli* .. ce que je viens .. decrire|denvoyer|dire|ecrire|envoyer",
			"supprim*|effac*|retir* ce message",
			"supprim*|effac*|retir* .. ce que jai .. ecrit|dit|envoye",
		},
		AskFiles: {
			"supprim*|effac*|retir* .. mes|tous fichiers|photos|pieces|documents|images",
			"supprim*|effac*|retir* .. fichiers|fichier|photos|photo|pieces|documents|images .. que|jai .. " +
				"envoye*|transmis*",
		},
		AskLift: {
			"lev*|retir*|annul*|supprim* .. limitation|restriction",
			"pouvez|peux|peuvent .. utiliser|traiter .. mes donnees", "utilis* .. mes donnees .. nouveau",
		},
		AskNoSale: {
			"ne|pas|jamais|arret* .. vend* .. mes|donnees|informations",
			"ne .. vend* .. pas .. mes|donnees|informations",
		},
		AskReceipt: {
			"recu|preuve|attestation .. mon|mes consentement|consentements", "recu|preuve|attestation .. consentement",
			"recu|preuve .. que .. accepte|consenti|decide",
		},
		AskLink: {
			"lie|lier|liez|relier|relie|associer|associez|connecter .. mes comptes|numeros",
			"jecris|ecris aussi .. depuis|avec .. autre compte|numero|canal",
		},
		AskUnlink: {"delie|delier|deliez|dissocier|dissociez|deconnecter .. mes comptes|numeros"},
		AskMarketing: {
			"veux|voudrais|souhaite|aimerais .. offres|newsletter|promotions|nouveautes|lettre",
			"pouvez|peux .. envoyer|menvoyer .. offres|promotions|newsletter|nouveautes|publicite",
		},
	}},
	{lang: "pt", patterns: map[Ask][]string{
		AskChoices: {
			"^ minhas|meus|as preferencias|opcoes|escolhas|consentimentos|definicoes|permissoes|configuracoes $",
			"^ as|os minhas|meus preferencias|opcoes|escolhas|consentimentos|definicoes|permissoes $",
			"^ preferencias|escolhas|opcoes $",
			"ver|mostr*|mudar|alterar|gerir|gerenciar .. minhas|meus " +
				"preferencias|opcoes|escolhas|consentimentos|permissoes",
			"definicoes|configuracoes|opcoes|preferencias de privacidade",
		},
		AskChanges: {
			"que|algo .. mudou|mudado|novo|alterado|alterou|diferente .. desde",
			"que .. mudou|novo|alterado|alteracoes .. politica|aviso", "politica|aviso .. mudou|alterada",
			"o que .. mudou",
		},
		AskReaders: {
			"quem .. leu|viu|abriu|consultou|acessou|acedeu .. minhas|meus|minha|meu|as|aos",
			"alguem .. leu|viu|abriu|acessou|acedeu .. minhas|meus|minha|meu mensagens|mensagem|conversa|dados|chat",
		},
		AskRecord: {"que .. tem|tens|tendes|guardam|guarda|guardas|sabem|sabe|sabes|ha|possuem .. sobre|de mim"},
		AskLastMessage: {
			"apag*|elimin*|exclu*|remov*|delet*|esque* .. ultima|anterior mensagem",
			"apag*|elimin*|exclu*|remov*|delet*|esque* .. que .. acabei .. dizer|escrever|enviar|mandar",
			"apag*|elimin*|exclu*|remov*|delet* essa|esta|a mensagem $",
		},
		AskFiles: {
			"apag*|elimin*|exclu*|remov*|delet* .. meus|minhas|todos|todas " +
				"ficheiros|arquivos|fotos|imagens|documentos|anexos",
			"apag*|elimin*|exclu*|remov*|delet* .. ficheiros|arquivos|arquivo|fotos|foto|imagens|documentos|anexos " +
				".. que .. enviei|mandei|carreguei",
		},
		AskLift: {
			"levant*|retir*|anul*|remov*|cancel* .. limitacao|restricao",
			"podem|pode|podes .. voltar|usar|tratar .. meus dados .. novo|$",
		},
		AskNoSale: {"nao|nunca|parem|pare .. vend* .. meus|minhas|dados|informacoes"},
		AskReceipt: {
			"recibo|comprovativo|comprovante|prova .. meu|do consentimento",
			"recibo|comprovativo|comprovante|prova .. que .. aceitei|consenti|concordei|decidi",
		},
		AskLink: {
			"lig*|associ*|vincul*|junt*|conect* .. minhas contas|numeros",
			"tambem escrevo .. de|com outro|outra numero|conta|canal",
		},
		AskUnlink: {"deslig*|desvincul*|desassoci*|desconect* .. minhas contas|numeros"},
		AskMarketing: {
			"quero|gostaria|queria|desejo .. ofertas|promocoes|newsletter|novidades",
			"podem|pode|podes .. enviar|mandar|enviarme|mandarme .. ofertas|promocoes|novidades|newsletter",
		},
	}},
}
