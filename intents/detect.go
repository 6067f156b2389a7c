package intents

import (
	"strings"
	"unicode/utf8"
)

// languageTells lists the words and letters that distinguish languages: those
// Assent speaks and some that it does not, so that it does not mistake these for
// its own. Words are normalised; one that several languages share is listed
// under each and counts less. Answers to the notice are left out: a Spanish
// speaker who types AGREE stays in Spanish. So are words that stand alone in
// messages of several languages: "no", and "son" (Spanish for "are").
var languageTells = []struct{ lang, words, letters string }{
	{"en", `the is are was were my your you we i im a an it its of to for with and not dont about have has had want need
		here there from or at on in if but get me
		do does did what where when why how who which can could will would should please hi hello hey thanks thank this
		that these they them he she his her
		anybody anyone somebody someone sorry good morning evening any some all still after before out up as be been by
		just know make take tell show delete remove address
		order account message messages question help right rights stop using password phone privacy new old wrong wheres
		whats dont cant wont im ive id youre isnt live send say again service time day today last first other people
		phone number`, ""},
	{"es", `el la los las es mi mis tu su sus usted ustedes yo que donde cuando por como quien cual puedo puede quiero
		quisiera favor hola buenas buenos gracias este esta
		esto eso de del para con y sobre tengo tiene tienen hay necesito aqui si pero ola dias tardes noches una un te
		se lo le al mas muy ya cuanto hacen datos nadie alguien
		en me nos mi borrar borra borren correo ayuda pedido cuenta mensaje mensajes pregunta privacidad contrasena
		telefono direccion hacer ustedes vosotros tienes teneis sabeis saben soy eres estoy estan
		porque entonces tambien todo todos toda nada algo sin hasta desde mucho derecho derechos informacion hablar
		hablemos quieres eres dime nombre tienes puedes sabes voy va ser bueno buena siempre mejor contigo aplicacion
		has han he ha era fue hola nuestro nuestra mio mia asi solo nunca ningun otra otro vez numero hacemos haceis`,
		"ñ¿¡íóúá"},
	{"de", `der die das den dem des ist sind war mein meine meinen meiner meinem meines ich du er sie es wir ihr ihre
		ihren ihnen mir mich dich dir uns euch euer eure was wo wann warum wieso wie wer wen welche welcher welches
		bitte hallo danke nicht kein keine keinen und oder aber mit fur fuer von vom zu zum zur auf haben habe hat hast
		hatte hab mochte moechte daten ein einen eine einem einer eines im in an am bei bis nach aus um
		kann konnen konnt konnte koennen kannst will wollen wird werden wurde soll sollen muss mussen darf durfen gibt
		geht guten tag morgen abend moin servus noch schon auch nur mal doch sehr hier da wenn weil dass alles alle
		etwas jemand
		bestellung paket konto nachricht nachrichten frage datenschutz loschen loesche loesch losche losch loeschen
		auskunft einwilligung speichert gespeichert adresse rechnung passwort telefonnummer ihr sich uber ueber
		hilfe recht rechte wohin weg mehr los heisst diesem diese dieser dieses dies finde gib gibt spiele spiel stimmt
		genau gerne gern ja nein na gut klingt wohl jetzt immer nie man als ob eure werbung mails brauche brauch danach
		davon dazu`, "äöüß"},
	{"fr", `le la les l un une des du de d et est sont etait mon ma mes ton ta tes sa ses as es vas va vais trop beau
		bien comme faire notre nos votre vos je j tu il elle on nous vous ils elles me m te se s ce c cette ces cet que
		qu qui quoi quel quelle quelles quels
		ou quand pourquoi comment combien bonjour bonsoir salut merci pas ne n et avec pour par sur sous dans en au aux
		chez sans avoir ai avez avons ont a veux voudrais voulez peux peut pouvez puis suis etes fait faites faire
		donnees compte commande colis message messages question confidentialite adresse supprimer supprimez effacer
		effacez copie savoir mot passe aide moi toi tout tous toute rien quelqu jai cest quest lai nai dune dun deja
		aussi tres plus
		mais si y etre stp svp besoin droit droits acces personne vire veut jamais toujours encore maintenant aucun
		aucune pourrais pourriez comment bonne parler conseiller facture jaimerais quelquun daccord lacces leffacement`,
		"çèùœîïûëêâôàé"},
	{"pt", `o os a as e sao meu minha meus minhas seu sua seus suas eu voce voces vc vcs tu ele ela nos que onde quando
		porque como quem qual quais quanto ola oi obrigado obrigada nao com sem para pra por pelo pela dos das do da de
		na nos nas um uma uns umas
		sobre tenho tem temos quero queria gostaria posso pode podem poderia dados em ao aos isto isso este esta esse
		essa aqui mas ou se me te lhe ja mais muito tudo todos toda todas alguem ninguem bom boa dia tarde noite tchau
		voces estou esta estao sou
		encomenda pedido conta mensagem mensagens pergunta privacidade apagar apaga apague apaguem eliminar senha
		telefone morada endereco fazer fica ficam guardam guardados sabem ajuda ajudar favor preciso falar direito
		direitos
		informacoes minhas partilham compartilham vendem tambem entao ate desde`, "ãõçáâêôíóúàé"},
	{"it", `il lo la i gli le un uno una di del della dei delle da dal in nel nella con su per tra e sono era mio mia
		miei mie tuo tuoi suo io tu lui lei noi voi che chi cosa dove quando perche come quanto quale quali ciao
		buongiorno salve grazie non sei dimmi puoi
		vorrei voglio posso puo potete avete ho hai ha abbiamo dati conto ordine pacco messaggio messaggi domanda
		cancellare cancella cancellate copia sapere questo questa questi ai al alla sul mi ti si ci vi anche piu molto`,
		"èùòàì"},
	{"nl", `de het een en is zijn was mijn jouw uw ik jij je u hij zij wij we jullie wat waar wanneer waarom hoe wie
		welke hallo hoi dank bedankt niet geen maar met voor van naar te op aan in bij uit om heb hebt heeft hebben wil
		wilt kan kunt
		kunnen gegevens rekening bestelling pakket bericht berichten vraag verwijder verwijderen kopie weten dit dat
		deze die mij me ook nog wel goedemorgen`, "ëï"},
	{"ro", `si sau este sunt meu mea mei mele tau eu tu el ea noi voi ce cine unde cand cum cat buna salut multumesc nu
		cu fara pentru din de la pe in un o ale ai am are vreau doresc pot puteti date datele cont comanda mesaj
		intrebare
		sterge stergeti copie imi va despre`, "ăâîșțşţ"},
	{"pl", `i w nie na z do to jest sie ze jak za co czy po ale od juz tak o moje moj moja mi mnie chce prosze dane
		danych czesc dzien dobry dziekuje dzieki gdzie kiedy dlaczego kto jaki jakie moge mozna mam
		konto zamowienie paczka wiadomosc pytanie usun usuncie zmienic pomoc haslo faktura jestem macie wasza wasz o tym
		przez dla przy tylko jeszcze bardzo teraz zadzwoncie`, "ąćęłńśźż"},
}

// tellUnit is the weight of a word that only one language uses. It is divisible
// by 1 to 8, so that languages can share a word evenly.
const tellUnit = 840

// tells maps a word, or = and a letter, to its weight for each language of
// languageTells.
var tells = func() map[string][]int {
	all := map[string][]int{}
	for i, l := range languageTells {
		signs := strings.Fields(l.words)
		for _, r := range l.letters {
			signs = append(signs, "="+string(r))
		}
		for _, s := range signs {
			if all[s] == nil {
				all[s] = make([]int, len(languageTells))
			}
			all[s][i] = 1
		}
	}
	for _, weights := range all {
		users := 0
		for _, w := range weights {
			users += w
		}
		for i := range weights {
			weights[i] *= tellUnit / users
		}
	}
	return all
}()

// Detect returns the language of a text, or "" if the text is too short or
// ambiguous.
func Detect(text string) string { return detect(text, flat(clauses(text))) }

// detect adds up the weights of a text's words and distinctive letters for each
// language. A lead of less than a fifth of a word that only one language uses
// decides nothing.
func detect(text string, words []string) string {
	sums := make([]int, len(languageTells))
	add := func(weights []int) {
		for i, w := range weights {
			sums[i] += w
		}
	}
	for _, w := range words {
		add(tells[w])
	}
	var seen string
	for _, r := range strings.ToLower(cut(text)) {
		if r < utf8.RuneSelf || strings.ContainsRune(seen, r) {
			continue
		}
		if weights := tells["="+string(r)]; weights != nil {
			seen += string(r)
			add(weights)
		}
	}
	best, second := 0, 0
	for i := 1; i < len(sums); i++ {
		if sums[i] > sums[best] {
			best = i
		}
	}
	for i, s := range sums {
		if i != best {
			second = max(second, s)
		}
	}
	if sums[best]-second < tellUnit/5 {
		return ""
	}
	return languageTells[best].lang
}
