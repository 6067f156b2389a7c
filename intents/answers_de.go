package intents

import "slices"

// What people type in German to say yes or no. Without accents.

var germanConsent = &answers{
	idioms: slices.Concat(
		idioms("nein", "auf keinen fall", "kommt nicht in frage", "kommt nicht in die tute", "nie im leben",
			"niemals im leben", "auf gar keinen fall", "ganz sicher nicht", "sicher|bestimmt|garantiert|klar nicht",
			"lieber nicht", "eher nicht|nein", "besser nicht", "danke nein", "vergiss es", "vergessen sie es",
			"lass mich in ruhe", "lassen sie mich in ruhe", "nur uber meine leiche", "kein interesse", "kein bock",
			"keine lust"),
		idioms("ja", "kein|keine|keinerlei problem|probleme|ding|einwand|einwande|frage", "hab|habe nichts dagegen",
			"spricht nichts dagegen", "nichts dagegen", "warum nicht $", "geht klar|in ordnung|ok|okay", "von mir aus",
			"auf jeden fall", "aber sicher|klar|ja|gerne|gern|naturlich|selbstverstandlich",
			"na klar|gut|sicher|logo|dann", "ja doch", "klar doch", "stimmt so"),
		idioms("", "hab|habe|habs es mir anders uberlegt|ueberlegt", "habs mir anders uberlegt|ueberlegt"),
	),
	unclear: compileAll(
		"aber|wenn|falls|sofern|solange|ausser|außer|nur|jedoch|allerdings|obwohl|vielleicht|eventuell|spater|"+
			"spaeter|nachher|eigentlich|irgendwie|naja|hm|hmm",
		"weiß|weiss nicht", "noch nicht", "nicht sicher", "bin .. unsicher",
		"muss|soll|sollte|kann|darf|wurde|wuerde .. ich|man", "schon .. zugestimmt|gesagt|ja", "bereits",
		"habe|hab .. zugestimmt|gesagt|akzeptiert", "ja oder|und nein", "nein oder|und ja",
		"ihr|er|man|jemand|wer stimmt|stimme", "stimmt nicht", "erst|zuerst|vorher",
	),
	no: compileAll(
		"nicht|nie|niemals|keinesfalls|kein|keine .. einverstanden|zustimmen|zugestimmt|akzeptieren|einwilligen|zu|"+
			"erlauben|gestatten|ok|okay|einverstandnis|zustimmung|einwilligung|mochte|moechte|will",
		"stimme|stimm|willige .. nicht|nie|niemals .. zu|ein|$",
		"akzeptiere|akzeptier|erlaube|mochte|moechte|will|gestatte|passt|genehmige .. nicht|nie|niemals|keinesfalls",
		"will|mochte|moechte|mag .. nicht|nein", "lehne|lehn .. ab", "bin .. dagegen",
		"^ nein|ne|no|noe|nicht|niemals danke", "nein .. danke", "lass|lassen .. es|sie|das $", "ohne mich",
		"nicht .. interessiert|wohl", "gefallt .. nicht",
	),
	yes: compileAll(
		"ja|jo|jop|jep|jup|jap|jau|jawohl|joa|klar|sicher|einverstanden|gern|gerne|passt|naturlich|naturlich|"+
			"natuerlich|selbstverstandlich|selbstverstaendlich|logo|logisch|akzeptiert|akzeptiere|akzeptier|"+
			"genehmigt|zugestimmt|zustimmen|zustimmung|einwilligen|definitiv|unbedingt|perfekt|super|prima|freilich|"+
			"gebongt|abgemacht|absolut|jawoll|ok|okay|okey",
		"stimme|stimm .. zu", "willige .. ein", "erlaube|gestatte .. es|das|euch|ihnen|dir", "alles klar|gut",
		"in ordnung", "geht klar", "gut $", "konnt|konnen|kannst .. gerne|ruhig|speichern",
		"mach|macht|machen .. das|es|sie|ruhig", "leg|legt .. los", "los gehts", "weiter gehts", "bin .. dabei",
		"weiter $",
	),
	deny:   squeezedSet("nein ne nee noe nicht kein keine keinen nie niemals keinesfalls nix nope nö"),
	refuse: squeezedSet("ablehnen abgelehnt lehne verweigere verweigern dagegen widerspreche untersage verbiete"),
	firm: squeezedSet(`ja jo jop jep jup jap jawohl klar einverstanden gern gerne passt logo akzeptiert akzeptiere
		genehmigt ok okay`),
	other: squeezedSet(`sicher naturlich natuerlich selbstverstandlich selbstverstaendlich logisch akzeptier zugestimmt
		zustimmen zustimmung einwilligen definitiv unbedingt perfekt super prima freilich gebongt abgemacht absolut joa
		jau jawoll stimme stimm zu willige ein erlaube gestatte
		ich wir bin sind mir mich es das dem den der die dieser diesem diesen alles allem allen ganze ganz damit dazu
		hiermit dann nun jetzt bitte danke dankeschon schon vielen dank gut in ordnung geht so doch mal hallo hi hey
		moin servus guten tag morgen abend ist war habe hab gelesen verstanden bedingungen datenschutz hinweis text
		fur fuer von aus mit und auch okidoki konnt konnen kannst ihr sie du ruhig speichern gerne mach macht machen leg
		legt los gehts weiter dabei mochte moechte will wollen anfangen starten beginnen freue einwilligung lg gruß
		gruss euch ihnen dir voll vollkommen vollig total haha liebe leute klasse toll wunderbar fein cool ab`),
}

var germanConfirm = &answers{
	idioms: slices.Concat(
		idioms("nein", "habs mir anders uberlegt|ueberlegt", "hab|habe es mir anders uberlegt|ueberlegt", "doch nicht",
			"lieber nicht", "besser nicht", "auf keinen fall", "auf gar keinen fall", "vergiss es", "vergessen sie es",
			"lassen sie es", "lass es", "lass|lasst gut sein", "stopp|stop halt $"),
		idioms("ja", "kein problem|ding", "na klar|sicher|gut", "klar doch", "auf jeden fall", "aber sicher|klar|ja",
			"nur zu", "geht klar"),
	),
	unclear: compileAll(
		"vielleicht|eventuell|spater|spaeter|nachher", "weiß|weiss nicht", "nicht sicher",
		"aber|wenn|falls|ausser|außer|nur", "ja und|oder nein", "nein und|oder ja", "noch nicht",
		"muss|soll|kann|darf ich", "was|wer|wie|wann|warum|welche",
	),
	no: compileAll(
		"^ nein|ne|nee|noe|niemals|nie|stopp|halt|warte|wartet|moment",
		"nicht|nie|niemals|keinesfalls .. loschen|loeschen|exportieren|schicken|senden|machen|tun",
		"losch|losche|loesch|loscht|exportier|schick|schickt|mach|macht .. nicht|nichts|noch",
		"behalte|behalten|behaltet .. es|alles|sie|meine|daten|das|$", "lass|lassen .. es|alles|so|sie|das",
		"abbrechen|abbruch|zuruck", "will|mochte|moechte .. nicht",
	),
	yes: compileAll(
		"ja|jo|jep|jup|jap|jawohl|klar|sicher|einverstanden|gern|gerne|naturlich|natuerlich|selbstverstandlich|"+
			"selbstverstaendlich|bestatige|bestatigen|bestatigt|bestaetige|ok|okay|okey|definitiv|unbedingt|passt|logo",
		"mach|macht|machen .. es|das|sie|bitte|mal",
		"losch|losche|loesche|loscht|loesch|loschen|loeschen|exportiere|exportier|exportieren|schick|schicke|schickt|"+
			"schicken|weg .. alles|es|sie|bitte|das|her|damit",
		"alles .. loschen|loeschen|weg|geloscht", "bitte .. loschen|loeschen|exportieren|schicken", "bin .. sicher",
		"in ordnung", "los gehts", "nur zu", "her damit", "leg|legt los",
	),
	deny:   squeezedSet("nein ne nee noe nicht nie niemals kein keine nichts keinesfalls"),
	refuse: squeezedSet("abbrechen abbruch stopp halt warte wartet moment behalten behalte"),
	firm: squeezedSet(`ja jo jep jup jap jawohl klar einverstanden gern gerne bestatige bestatigen bestatigt
		bestaetige ok okay passt logo`),
	other: squeezedSet(`sicher naturlich natuerlich selbstverstandlich selbstverstaendlich definitiv unbedingt mach
		macht machen es das sie bitte mal losch losche loesche loesch loscht loschen loeschen geloscht exportiere
		exportier exportieren schick schicke schickt schicken weg alles her damit bin ich wir mir in ordnung los gehts
		nur zu leg legt danke vielen dank nun jetzt dann doch schon meine
		daten konto nachrichten ganz alle hallo hi hey hiermit ist gut und lassen lass habe hab will mochte moechte
		wirklich endlich sofort gleich`),
}
