package intents

import "slices"

// What people type in French to say yes or no. Without accents and
// apostrophes.

var frenchConsent = &answers{
	idioms: slices.Concat(
		idioms("non", "pas question", "hors de question", "jamais de la vie", "surtout pas",
			"certainement|absolument|vraiment pas", "pas du tout", "bien sur que non", "plutot pas|non",
			"mieux vaut pas", "sans facon", "non merci", "merci non", "ca ne minteresse|va|convient pas",
			"ca minteresse pas", "ca me va|convient pas", "ca va pas", "pas interesse|interessee|envie|moyen",
			"laissez|laisse moi tranquille"),
		idioms("oui", "pas de probleme|soucis|souci|problemes|pb|objection", "aucun probleme|souci|soucis|pb",
			"aucune objection", "sans probleme|souci|soucis|objection", "pourquoi pas $", "ca marche|roule|va|me|joue",
			"ca me va|convient", "bien sur", "bien entendu", "tout a fait", "ya pas de soucis|souci|probleme",
			"il ny a pas de soucis|souci|probleme", "ny a pas de soucis|souci|probleme", "ca ne me derange|gene pas",
			"je nai rien contre", "rien a redire", "vas|allez y"),
		idioms("", "jai change davis", "change davis"),
	),
	unclear: compileAll(
		"mais|si|sauf|seulement|uniquement|peut|peutetre|plus|tard|bof|voir|depend|condition|conditions|quand|avant|"+
			"dabord",
		"ca depend", "sais pas", "pas sur|sure|encore|certain|certaine", "je .. dois|doit|peux|pourrais|devrais",
		"faut il", "il faut", "deja .. accepte|dit|donne", "oui et|ou non", "non et|ou oui",
		"vous|tu|il|elle|qui|on accepte|acceptez|acceptes", "je suppose|crois|pense", "ya",
	),
	no: compileAll(
		"pas|jamais|plus|aucunement .. daccord|accepte|accepter|accord|consens|consentir|ok|oui|veux|autorise|"+
			"interesse",
		"naccepte|nautorise|nconsens|nveux|refuse|decline",
		"ne|je|n .. accepte|consens|autorise|veux|souhaite .. pas|jamais|plus", "prefere|prefererais .. pas|non|ne",
		"aime|aimerais mieux pas", "^ non|nan|nope|nah|jamais merci", "non .. merci", "desaccord",
	),
	yes: compileAll(
		"oui|ouais|ouai|ouaip|ouep|oue|wi|yep|daccord|dac|dacc|accord|accepte|accepter|jaccepte|acceptee|entendu|"+
			"parfait|volontiers|certainement|absolument|evidemment|naturellement|banco|carrement|effectivement|ok|"+
			"okay|okey|consens|nickel|impeccable|valide|autorise|jautorise|super|exact|go",
		"jaccepte", "je .. consens|accepte|valide|autorise", "donne .. mon|accord", "allons|allez|vas y", "on y va",
		"cest bon|parti|ok|daccord|oui", "me convient|va", "avec plaisir", "bon pour accord|moi",
	),
	deny:   squeezedSet("non nan nope nah pas jamais aucun aucune ne ni rien"),
	refuse: squeezedSet("refuse refuser refuses decline decliner jrefuse oppose moppose desaccord naccepte"),
	firm:   squeezedSet("oui ouais ouai ouaip ouep wi daccord dac dacc jaccepte entendu volontiers ok okay banco"),
	other: squeezedSet(`accord accepte accepter acceptee parfait certainement absolument evidemment naturellement
		carrement effectivement consens nickel impeccable valide autorise jautorise super exact go yep
		je j jai cest ce ca cela ceci tout tous toutes toute le la les l un une de des du d avec plaisir et a au aux
		pour moi mon ma mes me va convient donne suis on y allez allons vas bon bien merci beaucoup svp stp sil vous
		plait te bonjour bonsoir salut coucou hello lu lire compris conditions politique
		confidentialite avis message continuer commencer commencons continuons parti maintenant alors donc voila vous tu
		votre votre aussi totalement entierement vos hein mdr lol cool genial voulez volontiers est ici pas2 madame
		monsieur`),
}

var frenchConfirm = &answers{
	idioms: slices.Concat(
		idioms("non", "jai change davis", "change davis", "surtout pas", "pas question", "laisse|laissez tomber",
			"hors de question", "finalement non", "pas du tout", "certainement|absolument pas", "bien sur que non",
			"oubliez|oublie ca"),
		idioms("oui", "pas de probleme|souci|soucis", "aucun probleme|souci", "sans probleme|souci", "bien sur",
			"ca marche|roule|va", "tout a fait", "vas|allez y", "pourquoi pas $"),
	),
	unclear: compileAll(
		"peut|peutetre|tard", "sais pas", "pas sur|sure|encore", "mais|si|sauf|seulement", "oui et|ou non",
		"non et|ou oui", "dois|faut", "que|quoi|quest|quelles|qui|pourquoi|quand|comment",
	),
	no: compileAll(
		"^ non|nan|nope|jamais|attends|attendez|stop|arretez|arrete",
		"pas|jamais|plus|rien .. supprimer|supprimez|supprime|effacer|effacez|efface|exporter|envoyer|faire|fais|veux",
		"ne .. supprimez|supprime|effacez|efface|exportez|envoyez|faites|veux|touchez",
		"supprimez|supprime|effacez|efface|exportez|envoyez .. pas|rien",
		"gardez|garde|garder|conservez|laissez .. les|tout|mes|comme|ca|tel|$", "annuler|annulez|annule",
		"prefere .. pas|non|garder",
	),
	yes: compileAll(
		"oui|ouais|ouai|ouep|wi|daccord|dac|confirme|confirmer|jconfirme|certain|certaine|certainement|absolument|"+
			"evidemment|parfait|volontiers|ok|okay|go|valide|entendu",
		"je .. confirme|valide",
		"supprimez|supprime|supprimer|effacez|efface|effacer|exportez|exporte|envoyez|envoie|faites|fais .. "+
			"tout|les|le|la|ca|moi|cela",
		"allez|vas y", "on y va", "suis .. sur|sure|certain|certaine", "cest bon|ok|daccord",
	),
	deny:   squeezedSet("non nan nope pas jamais rien ne aucun aucune"),
	refuse: squeezedSet("annuler annulez annule stop attends attendez arretez arrete garder gardez garde conservez"),
	firm:   squeezedSet("oui ouais ouai ouep wi daccord dac confirme ok okay entendu"),
	other: squeezedSet(`confirmer certain certaine certainement absolument evidemment parfait volontiers go valide je j
		supprimez supprime supprimer effacez efface effacer exportez exporte exporter envoyez envoie envoyer faites fais
		tout tous toutes les le la ca cela moi mes mon donnees compte messages allez vas y on va suis sur sure cest bon
		merci beaucoup svp stp sil vous plait te bonjour salut maintenant alors de d est bien et a vite definitivement
		vraiment`),
}
