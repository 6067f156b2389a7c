package intents

import "slices"

// What people type to say yes or no, without accents. English and Spanish share
// a table, which is also part of each other language's, since many people answer
// in another language's words.
var (
	consentAnswers = []*answers{
		commonConsent, commonConsent.with(germanConsent), commonConsent.with(frenchConsent),
		commonConsent.with(portugueseConsent),
	}
	confirmAnswers = []*answers{
		commonConfirm, commonConfirm.with(germanConfirm), commonConfirm.with(frenchConfirm),
		commonConfirm.with(portugueseConfirm),
	}
)

var commonConsent = &answers{
	idioms: slices.Concat(
		idioms("yes", "no|not|any problem|problems|prob|probs|worries|objection|objections|issue|issues",
			"not a problem|prob|issue", "have yes", "no hay|tengo|veo|es problema|problemas|inconveniente|objecion",
			"no me importa", "dont mind", "do not mind", "why not $", "^ como no $", "sin problema|problemas",
			"tienen|teneis|tienes|tiene mi permiso|consentimiento", "you have my consent|permission",
			"consent|permission given|granted"),
		idioms("no", "ni de broma|cona|lejos|na|palo", "ni hablar|loco|loca|muerto|muerta|borracho",
			"ni en suenos|broma", "para nada", "en absoluto", "de ninguna manera|forma", "de eso nada", "nada de eso",
			"de eso ni hablar", "^ que va", "no way", "hell|heck no", "over my dead body", "i|ill|will pass $",
			"^ pass $", "^ paso $", "^ yo paso", "^ paso de", "leave me alone", "dejame|dejadme en paz"),
		idioms("", "i|ive changed my mind", "changed my mind", "he cambiado de idea|opinion|parecer",
			"cambie|cambio de idea|opinion", "me lo he pensado", "lo he pensado|pensado", "on second thought|thoughts"),
	),
	unclear: compileAll(
		"?", "🤔|🙄|🤨", "but|if|unless|except|pero|salvo|excepto|aunque|although|however", "only|solo|siempre|unicamente",
		"maybe|perhaps|later|unsure|idk|quizas|quiza|talvez|luego|depende|depends|supongo|suppose|guess", "tal vez",
		"not sure|yet|really",
		"no se|entiendo", "no lo se", "no estoy .. seguro|segura", "todavia|aun no",
		"i .. would|will|might|could|may .. agree|accept",
		"do|must|should|can|shall|did|would i .. agree|accept|have|consent", "have .. to agree|accept|say",
		"^ is|are|was|do|does|did|what|how|que|cual|hay|tengo .. agree|accept|ok|fine|good|acepto|aceptar|bien",
		"you|he|she|they|who|someone agree|agrees|accept|accepts|accepted",
		"agree|accept|agreed|accepted .. to|with|on what|price", "acepto|aceptar|acuerdo que|si", "you|they want|need",
		"^ me vale", "already agreed|accepted|said", "said|dije|dicho", "si no", "no|not si|yes",
		"yes|si|ok|vale and|or|y|o|not|no", "^ por que no",
	),
	no: compileAll(
		"dont|not|cannot|cant|wont|never|doesnt|didnt|nor .. agree|agre|agreed|accept|accepted|accepting|consent|"+
			"approve",
		"no .. thanks|thank|thx|ty|tks|gracias|danke|merci|obrigado|obrigada", "^ nty",
		"no|nunca|jamas|tampoco .. acepto|aceptar|acepte|consiento|autorizo|autorizar|conforme",
		"no|nunca|jamas|tampoco .. doy .. permiso|consentimiento|ok", "no|tampoco .. de acuerdo", "niego a", "👎|❌|🚫|🙅",
		"refuse|decline|reject to|this|it|that|the|your|everything|all", "rather not", "prefiero|mejor .. no",
		"no .. me .. parece|interesa|gusta|convence", "not comfortable|interested|happy|ok|okay|fine", "^ no vale $",
	),
	yes: compileAll(
		"yes|yeah|yep|yup|yea|yeh|ye|ys|sure|ok|okay|okey|oki|okie|okis|okk|k|fine|agreed|agree|agre|accept|accepted|"+
			"absolutely|certainly|definitely|alright|alrighty|affirmative|gladly|perfect|consent|approve",
		"^ i|we do $", "go ahead|for", "of course", "sounds good|great|fine", "works for", "that|it works",
		"im|am .. in|happy", "happy with",
		"si|sip|claro|vale|dale|acepto|aceptado|aseto|asepto|aceptar|conforme|perfecto|correcto|adelante|venga|obvio|"+
			"hecho|autorizo|consiento",
		"de acuerdo", "por supuesto", "esta|ta bien", "me parece bien", "por mi bien",
		"doy .. consentimiento|permiso|ok", "👍|✅|👌|🆗", "oui|sim|einverstanden|daccord|aceito|concordo",
	),
	deny: squeezedSet(`no nope nah naw nop not dont doesnt didnt cant cannot wont never nunca jamas tampoco sin
		nein non nao nty ni nada negative negativo nothing none`),
	refuse: squeezedSet(`refuse refused decline declined disagree reject rejected rechazo rechazar rechazado niego
		deniego declino desacuerdo opongo`),
	firm: squeezedSet(`yes yeah yep yup yea yeh ye ys ok okay okey oki okie okis k agreed agree agre accepted
		alright alrighty affirmative gladly si sip vale dale acepto aceptado aseto asepto conforme perfecto adelante
		venga perfect hecho autorizo consiento oui sim einverstanden daccord aceito concordo 👍 ✅ 👌 🆗`),
	other: squeezedSet(`sure fine accept absolutely certainly definitely totally of course claro obvio por supuesto
		aceptar correcto consent approve
		i we im ive am me my have has it its this that thats is those these the to all of with by for and then now
		please pls plz thanks thank thx ty you your too also hi hello hey dokie doki
		dude bro man sir lol haha today go ahead lets start continue begin proceed do read understand understood terms
		policy privacy conditions notice permission happy good great cool sounds works in everything whatever given a
		well
		yo lo la los las el un una esto eso todo todos toda mi con de del en a e y que ahora hoy pues entonces ya va
		leido leer lei he terminos condiciones politica privacidad aviso permiso consentimiento doy dar estoy toy esta
		ta bien me parece se muchas
		muy gracias hola buenas buenos dias tardes noches porfa favor porfavor amigo amiga tio jaja jeje vamos seguir
		sigamos continuar empezar empecemos bueno momento puedo quiero want rather mind acuerdo thing ever deal`),
}

var commonConfirm = &answers{
	idioms: slices.Concat(
		idioms("no", "i|ive changed my mind", "changed my mind", "never mind", "^ nevermind",
			"cambie|cambio de idea|opinion", "he cambiado de idea|opinion", "ni de broma|cona", "ni hablar|loco|loca",
			"para nada", "de ninguna manera"),
		idioms("yes", "no problem|problems|worries|prob", "no hay problema", "sin problema", "why not $",
			"^ como no $"),
	),
	unclear: compileAll(
		"?", "🤔|🙄|🤨", "maybe|perhaps|later|unsure|idk|quizas|quiza|depende|depends|luego", "tal vez", "not sure|yet",
		"no se", "but|if|pero|unless|except|salvo|excepto|only|solo", "no|not si|yes|ok",
		"yes|si|ok|vale and|or|y|o|no|not", "you|they|who delete|deleted|export",
	),
	no: compileAll(
		"^ no|nope|nah|never|nunca|jamas|nop|wait|stop|espera|para",
		"dont|not|never|cannot|cant .. delete|erase|remove|want|do|export|send|need",
		"keep|leave|undo|abort .. it|my|them|everything|data|that|$",
		"no .. thanks|thank|gracias|quiero|borres|borre|borren|borrar|hace|lo|elimines|envies",
		"mejor|prefiero .. no", "dejalo|dejar|dejame|conserva|conservalo|conservar|olvidalo|guardalo", "👎|❌|🚫|🙅",
		"absolutely|definitely|certainly|course|supuesto|claro .. not|no",
	),
	yes: compileAll(
		"yes|yeah|yep|yup|sure|ok|okay|okey|confirm|confirmed|absolutely|definitely|certainly|proceed|si|sip|claro|"+
			"vale|dale|confirmo|confirmado|confirmar|adelante|hazlo|procede|venga|correcto",
		"go ahead|for", "do it|that|so", "of course", "delete|erase|remove|export|send|wipe it|everything|all|them",
		"im|am sure",
		"por supuesto", "de acuerdo", "estoy segur*",
		"borralo|borrala|borralos|eliminalo|eliminalos|borrarlo|exportalo|exportalos|enviamelo|mandamelo|borren",
		"borra|elimina|exporta|borrar|eliminar .. todo", "👍|✅|👌|🆗",
	),
	deny:   squeezedSet("no nope nah nop not dont never cannot cant wont nunca jamas tampoco nada ni"),
	refuse: squeezedSet("cancel decline refuse cancela cancelar wait stop espera"),
	firm: squeezedSet(`yes yeah yep yup ok okay okey confirm confirmed si sip vale dale confirmo confirmado
		adelante hazlo procede proceed venga 👍 ✅ 👌 🆗`),
	other: squeezedSet(`sure absolutely definitely certainly claro confirmar correcto por supuesto of course do it that
		so go ahead for delete erase remove export send wipe everything all them my me i im am data please pls plz
		thanks thank thx ty you now then just the this and account messages
		hi hello hey de acuerdo estoy seguro segura borralo borrala borralos eliminalo eliminalos borrarlo exportalo
		exportalos enviamelo mandamelo borren borra elimina exporta borrar eliminar todo todos mis mi datos los las lo
		ya ahora gracias hola porfa favor muchas cuenta mensajes
		already damn damned bloody fucking stupid dumb idiot idiots morons it its right away maldita joder idiotas`),
}
