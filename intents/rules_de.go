package intents

// german returns the tables of German. Words are written without accents, those
// with ä, ö and ü also as people without these letters type them.
func german() *tables {
	sets := map[string]string{
		"loschen": `loschen loesche losche loscht loescht losch loesch loeschen geloscht geloescht loschung loeschung
			entfernen entferne entfernt entfern vernichten vernichte vernichtet vernichtung tilgen ausradieren
			streichen streicht wegmachen rausnehmen rausloschen`,
		"geloscht": `geloscht geloescht entfernt vernichtet getilgt gestrichen loschen loeschen entfernen raus weg
			verschwinden`,
		"exportiert": `exportieren exportiere exportier exportiert export herunterladen herunterlade runterladen
			runterlade downloaden download herunter runter datenexport`,
		"gebt": `gib gebt geben geb schick schicke schickt schicken send sende sendet senden zusenden zuschicken
			ubersenden ubermitteln maile mailt mailen zeig zeige zeigt zeigen nenn nennt nennen will wollen mochte
			moechte hatte haette brauche brauch bekomme bekommen krieg kriege kriegen erhalten erhalte sehen einsehen
			anschauen ansehen verlange fordere fordern anfordern beantrage aushandigen uberlassen`,
		"meine": "mein meine meinen meiner meinem meines unser unsere unseren unserer unserem",
		"daten": `daten date kundendaten nutzerdaten benutzerdaten kontodaten personendaten infos info informationen
			information angaben konto kundenkonto benutzerkonto nutzerkonto account profil kundenprofil nutzerprofil
			benutzerprofil chat chats chatverlauf chatverlaufe verlauf gesprach gesprache gesprachsverlauf
			unterhaltung unterhaltungen konversation nachricht nachrichten akte kundenakte eintrage`,
		"hart": `daten kundendaten nutzerdaten benutzerdaten kontodaten personendaten infos info informationen
			information angaben`,
		"ding": `bestellung bestellungen artikel position positionen produkt warenkorb foto fotos bild bilder
			kommentar kommentare beitrag post buchung reservierung termin karte kreditkarte app apps lied song
			playlist liste wecker alarm erinnerung erinnerungen zeile spalte seite bericht rechnung rechnungen ticket
			entwurf mail datei notiz veranstaltung abo bewertung gutschein virus`,
		"mensch": `mensch menschen mitarbeiter mitarbeiterin mitarbeitern mitarbeitenden mitarbeiterinnen berater
			beraterin agent agenten agentin kundenberater kundenberaterin sachbearbeiter sachbearbeiterin
			ansprechpartner ansprechpartnerin person personen jemand jemanden jemandem kundendienst kundenservice
			support chef vorgesetzten betreuer`,
		"ihr": "ihr sie du ihre firma unternehmen dienst app bot chat seite website man euer eure",
		"speichern": `speichert speichern speicherst speicher gespeichert speicherung behaltet behalten behaltst
			aufbewahrt aufbewahren bewahrt hebt aufgehoben abgespeichert gesichert hinterlegt aufgezeichnet vorratig`,
		"feld": `name namen nachname nachnamen vorname vornamen adresse anschrift lieferadresse email mail mailadresse
			emailadresse telefonnummer nummer handynummer geburtsdatum geburtstag titel anrede daten kundendaten
			angaben profil infos informationen`,
		"falsch": "falsch verkehrt veraltet alt inkorrekt fehlerhaft unrichtig nicht ungenau",
		"andern": `andern aendern andere aendere andert aendert geandert korrigieren korrigiere korrigiert korrigier
			berichtigen berichtige berichtigt berichtigung korrektur aktualisieren aktualisiere aktualisiert
			aktualisier anpassen passt verbessern verbessert richtigstellen`,
		"werbung": `werbung werbe reklame marketing newsletter werbemail werbemails werbenachrichten werbeanrufe
			werbezwecke werbezwecken marketingzwecke marketingzwecken spam profiling direktwerbung angebote werbesms
			werbepost`,
	}
	vetoes := []string{
		"@loschen .. mein|meine|meinen|meiner|die|der|das|den|diese|diesen|dieses|ein|eine|einen|letzte|letzten|alle " +
			"@ding",
		"@loschen .. letzte|letzten|nachste|nachsten @ding",
		"@meine|die|das|diese|ein|eine|einen|letzte|letzten|doppelten .. @ding .. @geloscht",
		"@loschen .. aus|vom warenkorb|liste|kalender|playlist",
		"@exportiert|drucken .. rechnung|rechnungen|quittung|foto|fotos|app|bericht|beleg",
		"rechnung|rechnungen|quittung|foto|fotos|app|bericht|beleg .. @exportiert|drucken",
		"@loschen .. @daten nicht", "nicht|keinesfalls geloscht|geloescht|loschen|entfernen", "vergiss es|das",
		"vergessen sie es|das",
		"passwort|pin|kennwort .. vergessen|vergesse", "vergessen|verloren .. passwort|pin|kennwort",
		"datenvolumen|datentarif|datenpaket|datenroaming|datenkabel|datenblatt|datenrate", "mobile|mobilen daten",
		"sendungsnummer|trackingnummer|sendungsverfolgung",
		"sicher .. bis|dass|kommt|ankommt|rechtzeitig", "wo .. sehe|finde .. nachrichten|verlauf|chat",
		"was .. mit .. bestellung|paket|lieferung|geld|termin|sendung",
		"kekse|kuchen|schoko|backen|backt .. cookie|cookies",
		"cookie|cookies .. kekse|schoko|backen|ausverkauft|packung|rezept|filiale",
		"einverstanden mit dem|diesem preis|angebot|betrag",
		"widerruf|widerrufen|widerrufe .. bestellung|kauf|kaufvertrag|vertrag|lastschrift",
		"bestellung|kauf|kaufvertrag|vertrag|lastschrift .. widerruf|widerrufen|widerrufe",
	}
	return build("de", []string{
		"nicht", "kein", "keine", "keinen", "nie", "niemals", "ohne", "statt", "keinesfalls",
	}, sets, vetoes, []spec{
		{PolicyQuestion, Retention, []string{
			"wann .. wird|werden|sind|ist .. @daten .. @geloscht",
			"wann .. loscht|loschen|loescht|loschst|entfernt .. ihr|sie|du|man .. @daten|das",
			"nach welcher zeit|frist", "nach wie viel|vielen",
			"^ werden|wird .. @daten .. automatisch|irgendwann|jemals|nach .. @geloscht",
			"wann .. loscht|loschen|loescht ihr|sie|du",
		}},
		{PolicyQuestion, Rights, []string{"welche|was .. rechte", "kontrolle .. uber .. @hart"}},
		{PolicyQuestion, Sharing, []string{
			"wer .. hat|haben|bekommt|kriegt|erhalt .. zugriff|zugang|einsicht|@hart",
			"gebt|geben|gibst|gibt|leitet|leiten|reicht .. ihr|sie|du|man .. @daten|nummer|mail|das|adresse .. " +
				"weiter|dritte|dritten|anderen|andere|firmen|polizei|partner",
			"kann|konnen|darf|durfen .. chef|arbeitgeber|polizei|behorden|andere|leute|jemand|freunde .. " +
				"sehen|lesen|mitlesen|einsehen",
		}},
		{ConsentStatus, "", []string{
			"was|worin|wozu|womit|wofur|wem|wann|welche|welchen|welcher|ob .. ich .. " +
				"zugestimmt|eingewilligt|akzeptiert|unterschrieben|erlaubt|einverstanden|genehmigt",
			"habe|hab ich .. zugestimmt|eingewilligt|akzeptiert|erlaubt",
			"stand|status .. meiner|einwilligung|einwilligungen|zustimmung",
			"welche .. einwilligung|einwilligungen|zustimmung|zustimmungen|erlaubnis .. gegeben|erteilt|habt|ihr|von",
			"zeig|zeige|zeigt|zeigen .. meine einwilligung|einwilligungen|zustimmung|zustimmungen",
			"habt|hast|haben .. meine einwilligung|zustimmung|erlaubnis ?|$",
			"meine einwilligung|einwilligungen|zustimmungen .. einsehen|sehen|ansehen|anzeigen",
		}},
		{Objection, "", []string{
			"newsletter .. abbestellen|abmelden|kundigen|stoppen|loswerden|austragen",
			"abbestellen|abmelden|abmeldung|austragen .. newsletter|werbung|mailingliste|verteiler",
			"aus .. dem|eurem|ihrem verteiler|newsletter|mailingliste",
		}},
		{WithdrawConsent, "", []string{
			"widerrufe|widerrufen|widerruf|zuruckziehen|zuruckgezogen|zurucknehmen|zuruckgenommen .. " +
				"einwilligung|zustimmung|erlaubnis|einverstandnis|genehmigung|einwilligungserklarung",
			"einwilligung|zustimmung|erlaubnis|einverstandnis|genehmigung|okay|ja .. " +
				"widerrufe|widerrufen|widerruf|zuruck|zuruckziehen|zurucknehmen|zurucknehme|zuruckziehe|ruckgangig|" +
				"entziehen|entziehe",
			"ziehe|zieh|nehme|nehm|entziehe .. einwilligung|zustimmung|erlaubnis|einverstandnis",
			"nicht .. mehr .. einverstanden", "stimme|willige .. nicht mehr", "nicht langer einverstanden",
			"widerruf .. einwilligung|zustimmung", "einwilligungswiderruf",
			"^ abmelden|austragen $", "mich .. abmelden|austragen", "meldet|melde|tragt .. mich .. ab|aus",
			"schreibt|schreiben|kontaktiert|kontaktieren .. mir|mich .. nicht|nie mehr",
			"keine .. nachrichten .. mehr|schicken", "hort|horen|hore .. auf .. mir|mich .. schreiben|kontaktieren|zu",
		}},
		{Objection, "", []string{
			"keine|keinen|kein|stopp|stoppt|nie|hort|hore|schluss|nicht .. @werbung",
			"@werbung .. stoppen|stoppt|abstellen|abbestellen|einstellen|aufhoren|nein|nerven|nervt|widerspreche|" +
				"widersprechen|unterlassen",
			"widerspreche|widersprechen|widerspruch .. nutzung|verwendung|verarbeitung|@hart|werbung|@werbung|" +
				"profiling|weitergabe|art|artikel|datenverarbeitung",
			"nutzung|verwendung|verarbeitung|weitergabe|datenverarbeitung .. widerspreche|widersprechen|widerspruch",
			"lege .. widerspruch", "^ widerspruch|widerspreche $", "widerspruchsrecht", "ich widerspreche",
			"artikel|art|§ 21",
			"nicht .. fur|zu|zur .. @werbung",
			"@meine .. @hart .. nicht .. verkaufen|verkauft|weitergeben|weitergegeben|weiterverkaufen|teilen|geteilt|" +
				"auswerten",
			"@meine .. @hart .. nicht|nie .. fur|zu|zur .. verwenden|verwendet|nutzen|benutzen|genutzt",
			"verkauft|verkaufen|teilt|teilen|gebt|geben|verwendet|verwenden|nutzt|nutzen|benutzt|benutzen .. @meine " +
				".. @hart|nummer|mail|adresse .. nicht|nie",
			"hort|hore|horen .. auf .. @hart .. nutzen|benutzen|verwenden|verarbeiten|verkaufen|weiterzugeben|teilen",
			"nicht .. @hart .. verkaufen|verkauft|weitergeben|fur|weiterverwenden",
			"kein|keine profil|profile .. mir|von|uber|erstellen|bilden",
		}},
		{Restriction, "", []string{
			"einschranken|einschrankt|einschrankung|beschranken|beschrankung|sperren|sperrt|sperrung|gesperrt|" +
				"einfrieren|aussetzen|pausieren .. verarbeitung|nutzung|@hart",
			"verarbeitung|nutzung|@hart .. einschranken|eingeschrankt|einschrankung|beschranken|beschrankt|sperren|" +
				"gesperrt|sperrung|einfrieren|aussetzen|pausieren|ruhen",
			"schrankt|schranken|sperrt|sperren|friert .. @hart|verarbeitung|nutzung", "recht .. auf einschrankung",
			"artikel|art|§ 18",
			"aufbewahren|behalten|behaltet|speichern|gespeichert .. aber .. nicht .. " +
				"verwenden|nutzen|verarbeiten|benutzen|benutzt|verwendet|genutzt",
			"@hart .. nicht .. weiter .. verwenden|verarbeiten|nutzen|benutzen",
			"@hart .. nicht .. weiterverarbeiten|weiterverwenden",
			"nutzt|verwendet|verarbeitet .. @hart .. vorerst|erstmal|solange|bis .. nicht|geklart|$",
		}},
		{Rectification, "", []string{
			"@meine|mein .. @feld .. @falsch", "@meine|mein .. @feld .. hat|haben .. sich .. geandert|verandert",
			"@meine|mein .. @feld .. stimmt|stimmen .. nicht|nimmer", "@meine|mein .. @feld .. @andern",
			"@andern .. @meine|mein .. @feld", "habt|haben|hast|steht|stehen .. @meine|mein .. @feld .. @falsch",
			"habt|haben|hast .. falsche|falschen|falscher|falsches|alte|veraltete .. @feld .. " +
				"mir|mich|von|gespeichert|$",
			"@feld .. falsch geschrieben", "@feld .. uber|zu|von mich|mir .. @falsch",
			"falsche|falschen|unrichtige|unrichtiger|veraltete .. @hart|adresse|name|namen|angaben .. " +
				"mich|mir|meine|meiner",
			"recht .. auf berichtigung", "berichtigung .. @hart|art|artikel", "artikel|art|§ 16",
			"umgezogen .. adresse|anschrift", "bin|sind umgezogen",
			"neue|neuen adresse|anschrift|telefonnummer|nummer|mailadresse|handynummer .. lautet|eintragen|@andern",
			"habe|hab .. neue|neuen adresse|anschrift|telefonnummer|nummer|mailadresse|handynummer|namen $",
		}},
		{Erasure, "", []string{
			"@loschen .. @meine .. @daten", "@meine .. @daten .. @geloscht",
			"@loschen .. alles|alle|samtliche|samtlicher|saemtliche|jegliche|was .. " +
				"mich|mir|meine|meiner|meinen|ich|daten|habt|haben",
			"alles|alle|samtliche|jegliche .. mich|mir|meine|meinen|meiner|@hart|habt|haben|ich .. @geloscht",
			"@loschen .. @hart|account|profil .. uber|von|zu|mich .. mich|mir|betreffender|betreffenden",
			"@loschen .. ihr|sie .. alles|bitte .. mir|mich|@meine|@hart",
			"@loschen .. betreffender|betreffenden|personenbezogener|personenbezogenen|personlicher|personlichen .. " +
				"daten",
			"personenbezogenen|personlichen daten .. @geloscht", "@loschen mich",
			"mich .. aus .. datenbank|system|systemen|datenbanken|kartei|unterlagen|daten|servern .. " +
				"@geloscht|raus|nehmen|werfen|@loschen|$",
			"aus .. datenbank|system|systemen|datenbanken|kartei|unterlagen .. @geloscht|raus|loschen",
			"recht .. auf .. loschung|loeschung|vergessenwerden|vergessen",
			"loschantrag|loschbegehren|loschungsantrag|loschungsanspruch|datenloschung", "artikel|art|§ 17",
			"vergesst|vergiss|vergessen mich", "vergesst|vergiss|vergessen .. sie .. mich|ich|uber mich|je|jemals",
			"konto|account|kundenkonto|benutzerkonto|nutzerkonto .. " +
				"schließen|schliessen|auflosen|kundigen|deaktivieren|dichtmachen",
			"schließt|schliesst|schließen|schliessen .. mein|meinen|das konto|account|kundenkonto",
			"@loschen .. diese|dieses|diesen|den|das|die|unser|unsere|unseren|ganze|ganzen|gesamte|gesamten " +
				"chat|gesprach|chatverlauf|verlauf|unterhaltung|nachrichten|konversation",
			"chat|gesprach|chatverlauf|unterhaltung|nachrichten .. @geloscht .. bitte|$", "^ daten .. @geloscht $",
			"^ @loschen .. daten|alles $", "^ bitte|alles alles|bitte @geloscht", "^ alles @geloscht",
			"alles .. uber|von|zu mich|mir @loschen",
			"will|mochte|moechte .. nicht|nimmer .. dass .. ihr|sie .. @meine .. " +
				"@daten|nummer|telefonnummer|mail|adresse|namen .. " +
				"habt|haben|behaltet|behalten|speichert|speichern|hast",
			"keine spur|spuren .. mir|hinterlassen|bleibt",
			"@loschen .. @meine .. nummer|telefonnummer|handynummer|mail|mailadresse|email|adresse|namen|anschrift|" +
				"foto|spuren",
			"@meine .. nummer|telefonnummer|handynummer|mail|mailadresse|email|adresse|namen|anschrift|spuren .. " +
				"@geloscht",
		}},
		{Access, "", []string{
			"@exportiert .. @meine .. @daten", "@meine .. @daten .. @exportiert",
			"lade|lad|ladet .. @daten .. herunter|runter",
			"kopie|abschrift|auszug .. von|meiner|meinen|der|des|aller|unseres|unserem|uber .. @daten|alles|allem",
			"@gebt .. @meine|alle|samtliche|saemtliche|die|jegliche .. @hart .. habt|haben|hast|mich|mir|zu|uber|$",
			"@gebt .. mir|mal|bitte|sie .. @meine|alle .. @hart", "@meine .. @hart .. @gebt",
			"alles|alle|samtliche .. was|daten|infos|informationen .. ihr|sie|du .. " +
				"habt|haben|hast|speichert|@speichern|wisst|wissen|weißt",
			"@gebt|wissen|sehen|erfahren .. alles|was .. uber|von|zu mich|mir .. " +
				"habt|haben|hast|wisst|gespeichert|wissen|$",
			"was .. wisst|wissen|weißt|weisst|weiß|weiss .. ihr|sie|du|man|unternehmen .. mich|mir",
			"was .. habt|haben|hast|hat|liegt|liegen|steht .. uber|von|zu mich|mir",
			"was .. uber|von mich|mir .. @speichern|weiß|weiss|wisst|wissen|habt|haben",
			"welche|was .. @hart .. habt|haben|hast|hat|@speichern|liegen|existieren .. uber|von|zu mich|mir|meiner",
			"welche|was .. @hart .. uber|von|zu .. mich|mir|meiner .. @speichern|habt|haben|hast|vor",
			"welche .. @meine|meiner|personlichen .. @hart .. habt|haben|hast|@speichern|liegen",
			"habt|haben|hast .. ihr|sie|du .. @hart|was|etwas|irgendwas .. uber|von|zu mich|mir",
			"auskunft .. uber|zu|nach|gemaß|gemass|dsgvo|art|artikel|meine|meiner|gespeicherten",
			"bitte|verlange|fordere|beantrage|mochte|moechte|begehre|will .. um|eine|ein|mein " +
				"auskunft|selbstauskunft|auskunftsrecht|datenauskunft",
			"^ auskunft|selbstauskunft|datenauskunft|datenkopie|datenexport|auskunftsersuchen $",
			"auskunftsanspruch|auskunftsersuchen|auskunftsrecht|datenauskunft|datenkopie|selbstauskunft|" +
				"auskunftsverlangen",
			"datenubertragbarkeit|datenportabilitat|datenmitnahme", "artikel|art|§ 15|20",
			"meine .. daten .. mitnehmen|ubertragen|umziehen|einsehen|sehen|ansehen|anschauen|bekommen|haben|kriegen|" +
				"anfordern",
			"einsicht|einblick .. in .. meine|@hart", "zugriff|zugang .. auf|zu .. meine|meinen .. @hart",
			"^ daten .. @exportiert $", "^ @exportiert .. daten $", "^ meine daten bitte", "daten uber mich $",
			"was .. unternehmen .. mir weiß|weiss", "bestatigen .. sie .. ob .. personenbezogene|daten",
		}},
		{Handoff, "", []string{
			"mit .. @mensch .. sprechen|reden|schreiben|chatten|telefonieren|verbinden|verbunden|quatschen",
			"sprechen|reden|schreiben|chatten|telefonieren .. mit|einem|einen|einer @mensch",
			"echten|echter|echtem|echte|richtigen|richtiger|realen|lebenden|menschlichen|menschlicher @mensch",
			"verbinden|verbinde|verbindet|verbindung|weiterleiten|leite|leitet|ubergeben|durchstellen|stellen .. " +
				"mich|mit|an|zu|zum|einen|einem|einer|ihrem|eurem .. @mensch",
			"^ mensch|mitarbeiter|agent|berater|kundendienst|kundenservice|support $",
			"brauche|will|mochte|moechte|hatte|gib|gebt .. einen|eine|einem|echten|nen @mensch",
			"ruft|rufen|ruf .. mich .. an|zuruck", "ruckruf", "ist .. da|hier .. jemand|mensch|wer",
			"ist .. jemand|mensch|wer .. da|hier|erreichbar|echtes", "kann .. mir .. @mensch .. helfen|weiterhelfen",
			"kundenservice|kundendienst|support .. sprechen|erreichen|kontaktieren|anrufen",
		}},
		{PolicyQuestion, AutomatedDecisions, []string{
			"bist|sind|seid .. du|sie|ihr .. bot|roboter|ki|mensch|maschine|computer|echt|programm|chatbot|echter|" +
				"person|menschen",
			"spreche|rede|schreibe|chatte .. ich .. mit|bot|maschine|ki|roboter|mensch|menschen|computer|wem",
			"ist das .. bot|roboter|ki|mensch|maschine|automatisch|chatgpt|computer",
			"mit wem .. spreche|rede|schreibe|chatte|spreche",
			"ki|ai|bot|roboter|algorithmus|maschine|sprachmodell|chatgpt|computer .. " +
				"liest|lesen|mit|sieht|entscheidet|entscheiden|trainiert|trainieren|lernt|verarbeitet|nutzt|" +
				"auswertet|benutzt|eingesetzt|im",
			"liest|lesen|entscheidet|verarbeitet|wertet|antwortet .. " +
				"ki|ai|bot|algorithmus|maschine|computer|roboter|sprachmodell|chatgpt",
			"trainiert|trainieren|training|futtert .. ki|ai|modell|modelle|chatgpt|algorithmus|sprachmodell|damit|" +
				"daten|nachrichten",
			"automatisierte|automatisierten|automatische|automatischen " +
				"entscheidung|entscheidungen|einzelfallentscheidung|entscheidungsfindung",
			"entscheidung|entscheidungen .. automatisch|automatisiert|computer|algorithmus",
			"nutzt|benutzt|nutzen|verwendet|setzt|einsatz .. ki|chatgpt|ai|algorithmen|profiling", "artikel|art 22",
		}},
		{PolicyQuestion, Sharing, []string{
			"verkauft|verkaufen|verkaufst|vertickt .. ihr|sie|du|man|das .. " +
				"@meine|@hart|nummer|telefonnummer|mail|adresse|das|die",
			"@meine|die .. @hart|nummer|telefonnummer|mail|mailadresse|adresse .. " +
				"verkauft|weitergegeben|geteilt|weitergeleitet|ubermittelt|offengelegt|verkaufen|weitergeben",
			"werden|wird .. @hart|nummer|das .. verkauft|weitergegeben|geteilt|weitergeleitet|weiterverkauft",
			"gebt|geben|gibst|gibt|leitet|leiten|teilt|teilen|ubermittelt|reicht|verratet .. ihr|sie|du|man .. " +
				"@meine|@hart|das|die|nummer|was .. weiter|dritte|anderen|andere|jemandem|firmen|partner|mit|an|" +
				"polizei|ab",
			"wer .. sieht|liest|lesen|sehen|mitlesen|mitliest|einsehen|bekommt|kriegt|erhalt|zugreifen",
			"wer .. kann|konnte|darf|alles .. das|@meine|das|hier|@daten|sehen|lesen", "an wen",
			"mit wem .. teilt|teilen|geteilt|@hart", "dritte|dritten|drittanbieter|drittanbietern|drittfirmen",
			"ist .. das|dieser|der|dieses .. vertraulich|privat|anonym|geheim|diskret",
			"bleibt .. das|alles .. unter uns|vertraulich|privat|geheim", "empfanger .. @hart|daten|personenbezogenen",
			"andere|anderen firmen|unternehmen|leute|personen|nutzer .. @hart|sehen|lesen|zugriff",
			"liest|lesen .. hier|da|jemand .. mit", "datenweitergabe|weitergabe",
		}},
		{PolicyQuestion, Transfers, []string{
			"wo|wohin .. @hart|server|servern|nachrichten|chat|gesprach",
			"wo .. wird|werden|ist|liegt|liegen|speichert|speichern|landet|landen|gehen|geht|stehen|steht .. " +
				"das|die|alles|gespeichert|es|server|eure",
			"wohin .. geht|gehen|gelangt|wandern|schickt",
			"außerhalb|ausserhalb .. eu|europa|europas|deutschland|ewr|union",
			"@hart|das|nachrichten .. in|nach .. usa|amerika|china|drittland|drittlander|drittstaaten|ausland|indien|" +
				"uk",
			"drittland|drittlander|drittstaaten|drittstaat|drittlandubermittlung",
			"server|servern .. stehen|steht|in|wo|deutschland|usa|eu|europa",
			"verlassen|verlasst .. @hart|das .. eu|europa|deutschland|land", "in welchem land|staat",
		}},
		{PolicyQuestion, Retention, []string{
			"wie lange|lang .. @speichern|@hart|aufheben|behaltet",
			"wie lange|lang .. habt|haben|bleiben|bleibt|liegen|liegt|dauert|existiert .. " +
				"@daten|loschung|das|alles|nummer",
			"wie lange|lang .. werden|wird|sind|ist .. @daten|das|es|@speichern",
			"bis wann .. @speichern|@hart|habt|haben",
			"speicherdauer|aufbewahrungsfrist|aufbewahrungsfristen|speicherfrist|aufbewahrungsdauer|loschfrist|" +
				"loschfristen|loschkonzept",
			"wird|werden .. das|hier|@daten|es|alles|nummer|telefonnummer|mail .. " +
				"gespeichert|aufbewahrt|abgespeichert|gesichert",
			"speichert|speichern|speicherst|behaltet|behalten|merkt|behaltst .. ihr|sie|du|man .. " +
				"das|dies|alles|es|@meine|@daten|hier|nummer|telefonnummer|?|$",
			"fur immer|ewig .. @speichern|@hart",
		}},
		{PolicyQuestion, Security, []string{
			"ist|sind .. @hart|das|hier|chat|es|@meine|nachrichten|alles .. " +
				"sicher|geschutzt|verschlusselt|abgesichert|vor",
			"^ wie sicher", "wie .. schutzt|schutzen|sichert|sichern|geschutzt|gesichert|verschlusselt|abgesichert",
			"verschlusselt|verschlusselung|verschlusseln|verschlusseltes",
			"datenpanne|datenleck|datenlecks|gehackt|hacker|hackern|hack|leak|geleakt|datenschutzverletzung",
			"kann ich .. sicher|gefahrlos|bedenkenlos .. schreiben|schicken|angeben|eingeben",
			"datensicherheit|sicherheitsmaßnahmen|sicherheitsmassnahmen", "sicherheit .. meiner|der|von|@hart",
			"sicher .. bei|mit|hier .. @hart|euch|ihnen|adresse|kreditkarte .. ?|$",
		}},
		{PolicyQuestion, Cookies, []string{
			"cookie|cookies|tracker|cookiebanner",
			"trackt|tracken|verfolgt|verfolgen|tracking .. ihr|sie|du|mich|mein|man|?|$", "local storage",
		}},
		{PolicyQuestion, Children, []string{
			"kind|kinder|kindern|sohn|tochter|minderjahrige|minderjahrigen|jugendliche|jugendlichen|kindes .. " +
				"@hart|datenschutz|einwilligung|alter|nutzen|benutzen|chatten|erlaubt|darf|durfen|16|14|13|18|eltern|" +
				"einwilligen|zustimmen",
			"@hart|datenschutz|einwilligung|gilt .. kind|kinder|kindern|minderjahrige|minderjahrigen|jugendliche|" +
				"jugendlichen",
			"ab welchem|wieviel|wie alter|viel|jahren .. nutzen|benutzen|chat|hier|chatten|das|jahren|$",
			"mindestalter|altersgrenze|altersbeschrankung", "wie alt .. muss|sein|man",
			"ich bin .. 8|9|10|11|12|13|14|15 .. jahre|jahren|alt", "ich bin 9|10|11|12|13|14|15 $",
			"ich bin .. minderjahrig",
		}},
		{PolicyQuestion, Rights, []string{
			"meine .. rechte .. ?|$", "rechte .. habe|hab|stehen|hat|als .. ich|mir|man|betroffener|betroffene|kunde",
			"welches recht", "betroffenenrechte|datenschutzrechte", "habe|hab ich .. recht|anspruch .. auf",
			"kann|darf ich .. ablehnen|widersprechen|nein sagen|verweigern",
		}},
		{PolicyQuestion, Contact, []string{
			"datenschutzbeauftragter|datenschutzbeauftragte|datenschutzbeauftragten|dsb|datenschutzbeauftragtem",
			"wer .. ist|steckt|betreibt .. verantwortlich|verantwortliche|verantwortlicher .. " +
				"datenschutz|@hart|verarbeitung|chat|hier|?|$",
			"wer .. zustandig .. datenschutz|@hart",
			"wer .. ist|steckt|betreibt .. dahinter|hinter|diesen .. chat|bot|?|$",
			"wer .. datenschutz|@hart .. verantwortlich|zustandig",
			"verantwortliche|verantwortlicher|verantwortlichen .. " +
				"stelle|datenverarbeitung|datenschutz|verarbeitung|fur",
			"aufsichtsbehorde|datenschutzbehorde|datenschutzaufsicht|landesdatenschutzbeauftragte|" +
				"landesdatenschutzbeauftragter",
			"beschwerde|beschweren|beschwere .. datenschutz|@hart|aufsicht|behorde|verarbeitung",
			"datenschutz|@hart .. beschwerde|beschweren|beschwere|ansprechpartner|wenden|kontakt|zustandig|" +
				"kontaktieren",
			"an wen .. wende|wenden|schreibe .. datenschutz|@hart|ich|mich|?|$",
			"wer .. ansprechpartner .. datenschutz|@hart",
		}},
		{PolicyQuestion, LegalBasis, []string{
			"rechtsgrundlage|rechtsgrundlagen|gesetzesgrundlage|rechtlicher|rechtliche grundlage", "rechtsgrundlage",
			"gesetzliche|gesetzlicher grundlage", "mit welchem recht",
			"ist .. das|es .. legal|erlaubt|rechtens|zulassig|rechtmaßig",
			"durft|durfen|darf .. ihr|sie|man|das .. das|@hart|uberhaupt|@speichern|verarbeiten",
			"warum|wieso .. durft|durfen .. ihr|sie",
			"haltet|halten|erfullt|beachtet|befolgt .. dsgvo|gesetz|datenschutz|bdsg|gdpr",
			"dsgvo .. konform|konformitat", "dsgvokonform|datenschutzkonform", "berechtigtes interesse|interessen",
			"welches|welchem|welcher gesetz|paragraph|paragraf", "artikel|art 6|7|13",
		}},
		{PolicyQuestion, Purposes, []string{
			"was .. macht|machst|machen|passiert|geschieht|tut|tun|mochtet|wollt|wird|habt .. mit .. " +
				"@hart|nummer|telefonnummer|handynummer|mail|mailadresse|adresse|nachrichten|ausweis|foto|fotos|" +
				"geburtsdatum|kontakten|standort|chat|gesprach|allem|dem|der",
			"was .. macht|machst|machen|passiert|geschieht .. damit",
			"was .. macht|machst|machen|passiert|geschieht .. ihr|sie|du|dann|jetzt|eigentlich|denn .. damit|@hart",
			"wofur|wozu|warum|wieso|weshalb|weswegen .. braucht|brauchen|brauchst|benotigt|benotigen|wollt|wollen|" +
				"willst|nutzt|nutzen|verwendet|verwenden|fragt|fragen|fragst|sammelt|sammeln|speichert|speichern|" +
				"erhebt|erfasst|verlangt .. ihr|sie|du|man|nach .. " +
				"@meine|@hart|das|die|mein|nummer|telefonnummer|mail|adresse|geburtsdatum|dies|so|den|ausweis|alles",
			"wofur|wozu|warum|wieso|weshalb|weswegen .. @hart|nummer|telefonnummer|mail|adresse|geburtsdatum|ausweis " +
				".. braucht|brauchen|benotigt|gebraucht|genutzt|verwendet|verarbeitet|gespeichert|erhoben|wissen",
			"wie .. nutzt|nutzen|verwendet|verwenden|verarbeitet|verarbeiten|benutzt|geht .. ihr|sie|du|man .. " +
				"@meine|@hart|das|mit",
			"zweck|zwecke|zwecken .. @hart|verarbeitung|datenverarbeitung|?|$",
			"wofur|wozu .. ist|sind|dient|dienen .. das|die|@hart",
			"warum .. mein|meine|meinen .. ausweis|geburtsdatum|telefonnummer|adresse|nummer|mail",
			"wie .. werden|wird .. @hart .. verwendet|genutzt|verarbeitet|benutzt",
		}},
		{PolicyQuestion, Collection, []string{
			"welche|was .. @hart|daten .. sammelt|sammeln|erhebt|erheben|speichert|speichern|erfasst|erfassen|" +
				"verarbeitet|verarbeiten|nehmt|braucht|nutzt|gesammelt|erhoben|gespeichert|erfasst|verarbeitet|" +
				"sammelst",
			"was .. speichert|speichern|sammelt|sammeln|erhebt|erfasst|protokolliert|loggt|zeichnet|speicherst|" +
				"merkst .. ihr|sie|du|man|alles|hier|uber|?|$",
			"sammelt|sammeln|erhebt|erheben|erfasst|protokolliert|loggt|belauscht|spioniert|uberwacht .. " +
				"ihr|sie|du|man|mich|hier .. @hart|mich|alles|etwas|was|meine|standort|ip|?|$",
			"zeichnet|zeichnen|schneidet|nehmt|nimmt .. ihr|sie|du|man|das|hier .. auf|mit",
			"wird|werden .. gesprach|chat|anruf|das|hier|unterhaltung|gesprache|anrufe .. " +
				"aufgezeichnet|aufgenommen|protokolliert|mitgeschnitten|uberwacht|mitgelesen",
			"woher .. habt|haben|hast|kennt|kennen|wisst .. ihr|sie|du .. " +
				"@meine|mein|diese|@hart|nummer|adresse|mail|das|namen",
			"habt|haben .. zugriff|zugang .. auf|zu .. kamera|mikrofon|standort|kontakte|fotos",
			"zugriff|zugang .. kamera|mikrofon|standort|kontakte|fotos",
			"ohne .. mein .. wissen|einverstandnis|zustimmung|erlaubnis", "herkunft|quelle .. @hart|daten",
			"wird|werden .. @hart .. erhoben|gesammelt|erfasst",
		}},
		{PolicyQuestion, "", []string{
			"datenschutz|datenschutzerklarung|datenschutzhinweise|datenschutzhinweis|datenschutzrichtlinie|" +
				"datenschutzbestimmungen|datenschutzfrage|datenschutzfragen|datenschutzinfos|privatsphare|" +
				"datenschutzerklaerung",
			"^ dsgvo|gdpr|bdsg $", "dsgvo|gdpr|bdsg",
			"personenbezogene|personenbezogenen|personlichen|personliche daten .. ?",
			"verarbeitung .. @hart|personenbezogener",
		}},
		{Help, "", []string{
			"^ hilfe|befehle|menu|optionen|kommandos $", "^ hilfe .. bitte $", "^ hilf|helft mir",
			"was .. kannst|konnen|konnt|kann .. du|sie|ihr|ich|man .. " +
				"alles|hier|tun|machen|sagen|fragen|schreiben|eigentlich|$|?",
			"was .. hast .. du .. drauf", "wie .. funktioniert|geht .. das|dies|es|der .. hier|$|?|chat",
			"^ ich brauche hilfe $", "kannst|konnen|konnt du|sie|ihr mir helfen .. $|?",
			"womit|wobei .. kannst|konnen|konnt .. helfen", "was .. kann ich .. fragen|sagen|hier|tun",
		}},
	})
}
