package intents

// french returns the tables of French. Words are written without accents and
// apostrophes: "lacces" is l'accès.
func french() *tables {
	sets := map[string]string{
		"effacer": `effacer effacez efface effaces effacent deffacer leffacement effacement supprimer supprimez
			supprime supprimes supprimiez effaciez detruisiez enleviez suppression supprimees enlever enlevez enleve
			denlever retirer retirez detruire detruisez destruction virer virez vire eliminer eliminez elimine oublier
			radier radiez purger`,
		"efface": `efface effaces effacee effacees supprime supprimes supprimee supprimees detruit detruite detruits
			detruites retirees eliminees enleves enlevees effacer supprimer disparaissent`,
		"exporter": `exporter exportez exporte dexporter lexport export exportation telecharger telechargez telecharge
			detelecharger recuperer recuperez recupere extraire extraction lextraction`,
		"donner": `donner donnez donne donnes envoyer envoyez envoie denvoyer transmettre transmettez fournir
			fournissez montrer montrez montre voir consulter obtenir dobtenir recevoir veux voudrais souhaite
			souhaiterais jaimerais aimerais demande besoin avoir davoir communiquer communiquez remettre filez file
			connaitre savoir passez acceder dacceder`,
		"mes": "mes mon ma nos notre",
		"donnees": `donnees donnee infos info informations information compte comptes profil historique messages
			message conversation conversations discussion discussions echange echanges chat chats tchat dossier fiche
			enregistrements`,
		"dures": "donnees donnee infos info informations information",
		"chose": `commande commandes article articles produit produits panier photo photos image commentaire
			commentaires rendez rdv reservation carte appli application chanson playlist liste mail courriel alarme
			rappel rappels evenement ligne page rapport facture factures ticket brouillon achat abonnement colis avis`,
		"personne": `personne humain humaine conseiller conseillere agent operateur operatrice quelquun interlocuteur
			collaborateur employe responsable etre`,
		"vous": "vous tu on entreprise societe site appli application service lappli lentreprise",
		"garder": `gardez garde garder gardes gardees conservez conserve conserver conserves conservees stockez stocke
			stocker stockees stockes enregistrez enregistre enregistrer enregistres enregistree enregistrees detenez
			detient detenir sauvegardez memorisez retenez`,
		"champ": `nom prenom adresse mail email courriel telephone numero donnees infos informations profil naissance
			date anniversaire coordonnees civilite`,
		"faux": `faux fausse fausses incorrect incorrecte incorrects incorrectes errone erronee errones erronees
			perime perimee obsolete mauvais mauvaise ancienne ancien inexact inexacte inexactes mal`,
		"corriger": `corriger corrigez corrige rectifier rectifiez rectifie modifier modifiez modifie changer changez
			change mettre mettez actualiser actualisez ajuster rectification correction`,
		"pub": `pub pubs publicite publicites publicitaire publicitaires marketing prospection demarchage newsletter
			newsletters spam spams promotions promotion promos promo offres sollicitations commercial commerciale
			commerciales commerciaux profilage publicitaires infolettre`,
		"permettre": "consentement accord autorisation permission lautorisation laccord",
	}
	vetoes := []string{
		"@effacer .. mon|ma|mes|la|le|les|cette|ce|un|une|dernier|derniere|prochain|prochaine @chose",
		"@effacer .. dernier|derniere|derniers|prochain|prochaine .. @chose",
		"@chose .. double|repete .. @effacer|leffacer", "@effacer .. du|de panier|liste|calendrier|playlist",
		"annuler|annulez|annule .. @chose",
		"@exporter|imprimer .. facture|factures|recu|photo|photos|appli|application|rapport|justificatif|attestation",
		"facture|factures|recu|photo|appli|application|rapport|attestation .. @exporter",
		"oublie .. mot|code|identifiant|passe", "perdu .. mot|code|identifiant|carte", "laisse tomber",
		"oubliez|oublie ca|cela", "donnees mobiles|cellulaires", "forfait .. donnees|data", "numero|code .. de suivi",
		"forfait data",
		"sur|sure que|quil|quelle",
		"cookie|cookies .. chocolat|biscuit|recette|gateau|boite|rupture|vanille",
		"biscuits|gateaux|recette .. cookie|cookies", "daccord|accord .. prix|tarif|montant",
		"retirer|retire .. colis|commande|argent|especes", "droit|droits .. retractation", "entree|sortie .. donnees",
		"base de donnees .. sql|excel",
	}
	return build("fr", []string{
		"pas", "ne", "jamais", "sans", "non", "surtout", "aucun", "aucune",
	}, sets, vetoes, []spec{
		{PolicyQuestion, Retention, []string{
			"quand .. @donnees|tout|ca .. @efface", "@donnees .. sont|seront|est|sera .. @efface quand",
			"quand .. @effacer .. vous|tu|on .. @donnees", "^ est|sont .. @donnees .. automatiquement|un .. @efface",
			"au bout de .. combien|quel",
		}},
		{PolicyQuestion, Rights, []string{"quels|quel|quelles .. droits", "controle .. sur|de .. @dures"}},
		{PolicyQuestion, Sharing, []string{
			"a qui .. donnez|envoyez|transmettez|vendez|partagez|communiquez|donne|envoie .. @mes @dures",
			"qui .. a|ont|aura|auront|peut .. acces|lacces|acceder|consulter .. @donnees|a|mes",
			"patron|employeur|police|autres|gens|amis|gouvernement .. peut|peuvent|va|vont .. " +
				"voir|lire|acceder|consulter",
		}},
		{ConsentStatus, "", []string{
			"a quoi .. jai|ai|je .. consenti|accepte|dit|donne|autorise|signe",
			"quai|qu .. je|ai .. accepte|consenti|autorise|signe",
			"quest .. que|ce .. jai|ai .. accepte|consenti|autorise|signe",
			"jai|ai .. je .. accepte|consenti|autorise .. ?|quoi", "jai|ai accepte|consenti|autorise|signe .. quoi",
			"quand .. jai|ai|je .. accepte|consenti|donne|autorise|signe",
			"ce que .. jai|ai accepte|consenti|autorise|signe",
			"etat|statut|suivi .. mon|mes|du|consentement|consentements",
			"montrez|montre|voir|consulter|affichez|affiche .. mon|mes consentement|consentements",
			"avez|as .. vous|tu .. mon consentement|accord|autorisation",
			"quels|quel|quelles .. consentement|consentements|autorisations|accord",
		}},
		{Objection, "", []string{
			"desabonner|desabonnez|desinscrire|desinscrivez|desabonnement|desinscription|resilier|annuler .. " +
				"newsletter|infolettre|pub|publicite|liste|lettre|mailing|promos",
			"newsletter|infolettre|mailing .. desabonner|desinscrire|stop|arreter|annuler|desinscription|desabonnement",
		}},
		{WithdrawConsent, "", []string{
			"retire|retirer|retrait|revoque|revoquer|revocation|annule|annuler|reprends|reprendre|enleve|enlever|" +
				"retracte .. @permettre",
			"reviens|revenir|reviendre .. sur .. @permettre|decision|choix",
			"@permettre .. retire|retirer|revoque|revoquer|annuler|retrait", "suis .. plus .. daccord|accord",
			"ne|naccepte|nautorise|nconsens|consens .. accepte|naccepte|nautorise|consens plus", "plus daccord",
			"naccepte|nautorise plus", "ne .. consens|veux .. plus .. consentir|accepter|$",
			"retracte .. mon|me|consentement",
			"^ desabonner|desinscrire|desabonnement|desinscription $", "me .. desabonner|desinscrire",
			"desabonnez|desinscrivez .. moi",
			"ne .. mecrivez|mecrire|contactez|contacter|menvoyez|mappelez|mecris .. plus",
			"arretez|arrete|cessez|stop .. de .. mecrire|mappeler|contacter|mecrivez|messages",
		}},
		{Objection, "", []string{
			"moppose|opposer|mopposer|oppose|opposition|lopposition", "article|art 21",
			"pas|plus|arretez|arrete|arreter|stop|cessez|jamais|marre|stopper|aucune|moins .. @pub",
			"@pub .. stop|non|arretez|ca suffit|jen", "refuse .. @pub|que",
			"nutilisez|nutilise|utilisez|utiliser|exploitez|vendez|partagez .. pas|plus|jamais .. @mes .. " +
				"@dures|numero|mail .. pour|a|$",
			"ne .. vendez|partagez|transmettez|cedez|vends|partage|donnez pas|plus|jamais .. @mes .. " +
				"@dures|numero|mail",
			"veux|souhaite|voudrais .. pas|plus .. que .. @mes .. @dures|numero|mail .. " +
				"vendues|partagees|transmises|utilisees|servent|vendu|partage|utilise|vendiez",
			"veux|souhaite .. pas|plus .. que .. vous|on .. utilisiez|utilise|vendiez|vende|partagiez|partage|" +
				"transmettiez .. @mes|mes",
			"arretez|cessez|arrete .. dutiliser|utiliser|vendre|partager|exploiter|traiter .. @mes",
			"pas .. de .. profilage|profil", "droit .. dopposition",
		}},
		{Restriction, "", []string{
			"limiter|limitez|limite|restreindre|restreignez|bloquer|bloquez|bloque|geler|gelez|suspendre|suspendez|" +
				"figer|mettez .. traitement|@dures|lutilisation|utilisation",
			"limitation|restriction|gel|suspension|blocage .. traitement|@dures|lutilisation|utilisation",
			"droit .. a .. la limitation", "article|art 18",
			"conservez|gardez|garder|conserver|conserve|garde .. @mes .. @dures .. mais|sans .. " +
				"utilisez|utiliser|nutilisez|pas|les|exploiter",
			"@dures .. bloquees|gelees|limitees|suspendues",
		}},
		{Rectification, "", []string{
			"mon|ma|mes .. @champ .. est|sont|etait .. @faux",
			"mon|ma|mes .. @champ .. nest|ne|sont|est .. plus|pas .. " +
				"bon|bonne|bons|bonnes|jour|correct|correcte|correctes|exact|exacte|exactes|le|la|valable",
			"mon|ma|mes .. @champ .. a|ont .. change|changee|changees|evolue",
			"jai .. change .. dadresse|de|numero|nom|mail|adresse|telephone", "jai demenage",
			"@corriger .. @mes .. @champ", "@corriger .. a|jour .. @mes .. @champ",
			"@mes .. @champ .. @corriger|modifiees|corriger|corrigee",
			"avez|as|ont .. mal .. ecrit|orthographie|enregistre|note|saisi .. @mes|mon|ma .. @champ",
			"avez|as .. @faux .. @champ", "@champ .. @faux .. sur|me|moi|mon|ma",
			"erreur|faute .. dans|sur|a .. mon|ma|mes .. @champ|dossier|fiche", "droit .. de rectification",
			"rectification .. @dures|article|donnees", "article|art 16",
			"@dures .. @faux|inexactes .. concernant|sur|mon|$",
		}},
		{Erasure, "", []string{
			"@effacer .. @mes .. @donnees", "@mes .. @donnees .. @efface",
			"@effacer .. tout|toutes|tous|lensemble|integralite .. sur|moi|mes|ce|donnees|vous|concernant|jai|mon",
			"^ @effacer .. tout $", "tout .. ce .. que|qui .. vous|moi|jai .. @effacer",
			"@effacer .. @dures .. personnelles|personnel|me|moi|caractere|concernant",
			"@effacer .. moi .. de|du|votre|vos .. base|fichiers|fichier|systeme|systemes|registres|listes|serveurs|" +
				"bdd",
			"retirer|retirez|sortir|sortez|virez|vire|enlevez|disparaitre .. de|du .. " +
				"base|fichiers|fichier|systeme|systemes|registres|serveurs|bdd",
			"droit .. a|de .. loubli|leffacement|effacement|suppression", "droit a loubli", "article|art 17",
			"oubliez|oublie moi",
			"@effacer .. cette|la|notre|toute|ce|le|nos .. conversation|discussion|chat|tchat|echange|messages|" +
				"historique",
			"fermer|fermez|cloturer|cloturez|desactiver|resilier|ferme .. mon|le|notre compte",
			"compte .. fermer|ferme|cloture|supprime",
			"ne veux|souhaite|voudrais .. plus|pas .. que .. vous|tu|on|mes .. " +
				"ayez|gardiez|conserviez|ait|garde|aies|conservees|stockiez .. @mes|mon|ma|$",
			"veux|souhaite|voudrais .. plus|pas .. que .. vous|tu|on|mes .. " +
				"ayez|gardiez|conserviez|ait|garde|aies|conservees|stockiez .. @mes|mon|ma|$",
			"@effacer .. @mes .. numero|telephone|mail|email|adresse|nom|traces|courriel|photo",
			"@mes .. numero|telephone|mail|email|adresse|nom|traces|courriel .. @efface",
			"aucune|laisser|plus trace|traces .. moi|de|mon", "^ @effacer .. donnees|les $",
			"demande|souhaite|voudrais|veux|exige .. leffacement|suppression|effacement|destruction .. " +
				"@dures|compte|tout|article|toutes|mes",
			"faire .. disparaitre .. @mes|donnees", "numero|mail .. virez|supprimez|effacez le|les",
		}},
		{Access, "", []string{
			"@exporter .. @mes .. @donnees", "@mes .. @donnees .. @exporter",
			"copie|extrait|double .. de|toutes .. @mes .. @donnees",
			"copie .. de|des .. @dures|tout|conversation|lechange|lensemble", "@donner .. @mes .. @dures",
			"@donner .. toutes|tout|lensemble|les|quelles|integralite .. @dures .. " +
				"avez|as|sur|mon|me|concernant|detenez|possedez|moi",
			"@donner .. tout|toutes .. ce .. que .. avez|as|savez|sais|detenez|sur .. moi|sur|sujet|$",
			"que|quoi|quest .. savez|sais|avez|as|sait|connaissez|gardez|stockez .. vous|tu|on .. sur|de|a moi|mon",
			"vous|tu|on savez|sais|avez|as|sait .. quoi .. sur|de|a moi|mon",
			"ce que .. vous|tu|on .. savez|sais|avez|as|detenez|gardez|conservez .. sur|de|a moi|mon",
			"quelles|quelle|quels|quoi .. @dures .. avez|as|detenez|possedez|@garder|conservez|existe .. " +
				"sur|me|moi|mon|concernant|a",
			"quelles|quelle .. @dures .. personnelles|sur|me .. avez|detenez|@garder|moi",
			"quelles|quelle .. de .. @mes .. @dures .. avez|@garder|detenez",
			"avez|as|detenez|gardez .. vous|tu .. des|quelque|mes @dures|chose .. sur|me|concernant|moi",
			"droit .. dacces|acces|a .. lacces|portabilite|$", "droit .. la portabilite", "portabilite",
			"demande .. dacces|dacceder", "article|art 15|20",
			"acceder|lacces|acces|dacceder .. a|aux .. @mes .. @dures", "^ mes donnees .. svp|stp|plait",
			"^ @exporter .. donnees $", "^ export .. donnees",
			"confirmer|confirmez .. si .. @dures .. traitees|traitez",
		}},
		{Handoff, "", []string{
			"parler|parle|discuter|echanger|chatter|communiquer .. a|avec|un|une @personne|vrai|vraie",
			"parler|discuter|echanger .. a|avec .. @personne", "vrai|vraie|vraies|reel|reelle .. @personne|humain",
			"mettez|met|passez|passe|transferez|transfere|connectez|redirigez|orientez .. moi|en|me|vers|relation .. " +
				"@personne|vers",
			"^ humain|conseiller|agent|operateur|conseillere $",
			"besoin|veux|voudrais|aimerais|jaimerais|puis|peux .. un|une|avoir|joindre|dun|dune|quelquun|contacter " +
				".. humain|conseiller|conseillere|agent|operateur|personne|responsable|vrai",
			"rappelez|rappeler|rappelle .. moi|me", "me .. rappeler|rappelle|rappeliez",
			"y a|at .. quelquun|humain|conseiller .. ?|$|la|pour",
			"quelquun .. peut|pour|pourrait .. maider|aider|repondre|me",
			"service client|clients|clientele .. parler|joindre|contacter|$",
		}},
		{PolicyQuestion, AutomatedDecisions, []string{
			"es|etes|tes .. tu|vous|un|une .. bot|robot|ia|humain|humaine|machine|vrai|vraie|chatbot|reel|personne|" +
				"ordinateur",
			"est .. ce .. que .. es|etes|cest .. bot|robot|ia|humain|machine|vrai|vraie",
			"je|jai .. parle|discute|ecris|affaire .. a|avec .. bot|robot|ia|humain|machine|vraie|vrai|qui|personne",
			"a|avec qui .. je .. parle|discute|jecris|ecris",
			"cest .. bot|robot|humain|automatique|chatgpt|machine .. ?|$|qui",
			"ia|robot|bot|algorithme|machine|chatgpt|lia|intelligence|modele .. " +
				"lit|lire|voit|decide|decident|entraine|entrainer|apprend|analyse|traite|utilise|repond|mes",
			"entrainer|entrainez|entraine|entrainement|nourrir .. " +
				"ia|modele|modeles|lia|algorithme|chatgpt|intelligence",
			"decision|decisions automatisee|automatisees|automatique|automatiques",
			"decision|decisions .. prise|prises|par .. algorithme|machine|ordinateur|automatiquement",
			"utilisez|utilises|utilise .. une|lia|ia|chatgpt|algorithmes|intelligence|profilage|dia", "article|art 22",
		}},
		{PolicyQuestion, Sharing, []string{
			"vendez|vend|vends|vendre|revendez|revendre|revend|vendues .. @mes|@dures|mon|les|nos|ca|numero|mail",
			"vendez|vends|revendez .. vous|tu",
			"@dures|numero|mail|adresse .. sont|est|seront|etre|elles .. " +
				"vendues|vendu|partagees|partage|transmises|communiquees|cedees|divulguees|revendues|transmis",
			"partagez|partage|partager|partages|transmettez|transmet|transmettre|cedez|communiquez|divulguez|refilez|" +
				"diffusez .. @mes|@dures|mon|ces|cela|ca|les|nos|mail|numero .. " +
				"a|avec|tiers|autres|autre|quelquun|police|partenaires|entreprises|?|$",
			"donnez|donne|passez|donner|filez .. @mes|@dures|mail|numero|ca|mon .. a|aux .. " +
				"tiers|autres|autre|quelquun|police|partenaires|entreprises|qui|des|dautres",
			"partagez|partages|transmettez|donnez|communiquez vous|tu .. @mes|@dures|ca|mon|a|avec",
			"qui .. voit|lit|recoit|verra|lira|peut|pourra|acces|accede|connait .. " +
				"@mes|@dures|ca|cela|ce|ceci|ici|messages|que|tout|lire|voir",
			"qui dautre", "tiers|partenaires .. ?|$|@dures|acces|partage", "avec qui",
			"a qui .. @dures|vous|donnez|transmettez|envoyez|vendez",
			"cest|est|reste|ca .. prive|privee|confidentiel|confidentielle|anonyme|secret",
			"destinataires|destinataire",
			"dautres|autres entreprises|societes|boites|personnes|utilisateurs .. @dures|voir|lire|acces",
		}},
		{PolicyQuestion, Transfers, []string{
			"ou .. sont|est|vont|va|partent|finissent|se|hebergez|stockez .. " +
				"@dures|stockees|hebergees|messages|conversation|serveurs|ca|traitees|stocke|heberge|trouvent",
			"ou .. stockez|hebergez|conservez|gardez .. vous|@dures|mes|tout|les|ca",
			"hors|dehors|exterieur|lexterieur .. de|lunion|leurope|lue|ue|europe|france|union|pays|leee",
			"@dures|messages|ca .. aux|en|vers|a .. usa|etats|chine|amerique|inde|letranger|pays|etranger",
			"transfert|transferts|transferez|transferees .. @dures|pays|hors|etranger|international|etats|vers",
			"serveur|serveurs .. sont|ou|en|france|europe|usa|situes|bases", "dans quel pays",
			"quittent|sortent .. leurope|lue|pays|france|lunion", "pays tiers",
		}},
		{PolicyQuestion, Retention, []string{
			"combien de temps .. @garder|gardez|restent|reste|sont|avez|dure|@dures|conserve|cest|va",
			"combien de|dannees|jours|mois|temps .. @garder|gardees|@dures|conservees|conserve",
			"pendant combien|quelle",
			"duree|delai|delais|periode .. de .. conservation|stockage|retention|garde|@dures",
			"jusqua quand .. @garder|@dures|gardez|conservez",
			"@garder .. vous|tu|on .. @mes|@donnees|ca|cela|cette|tout|ce|les|numero|longtemps|?|$",
			"@donnees|cest|ca|ceci|numero|tout|echange .. est|sont|sera|seront|il|elle|elles|reste .. " +
				"enregistre|enregistree|enregistres|enregistrees|conserve|conservee|conservees|garde|gardee|gardees|" +
				"stocke|stockees|stockee .. ?|$|quelque|longtemps",
			"pour toujours .. @garder", "@garder .. toujours|indefiniment|vie",
		}},
		{PolicyQuestion, Security, []string{
			"est|sont|cest|etes|seront .. securise|securisee|securises|securisees|chiffre|chiffree|chiffrees|crypte|" +
				"cryptees|protege|protegees|proteges|sur|sure|sures|surs|fiable|securite",
			"@dures|messages|tout|chat .. en securite|surete",
			"comment .. protegez|securisez|chiffrez|sont|assurez|protege|gardez .. " +
				"@mes|@dures|les|vous|protegees|securisees|la",
			"chiffrement|cryptage|chiffrez|cryptez",
			"piratage|pirate|pirates|hacker|hackers|hacke|piratees|fuite|fuites|violation",
			"securite .. de .. @mes|@dures|donnees|des", "mesures .. de securite",
			"sans risque|danger .. envoyer|donner|ecrire",
			"puis|peux .. je .. donner|envoyer|ecrire|communiquer .. sans|toute .. risque|securite|danger",
			"risque .. donner|envoyer|@mes",
		}},
		{PolicyQuestion, Cookies, []string{
			"cookie|cookies|traceurs|traceur|temoins",
			"pistez|pistes|tracez|suivez|pistage|traquez|tracking .. vous|tu|moi|me|mon|?|$", "stockage local",
		}},
		{PolicyQuestion, Children, []string{
			"enfant|enfants|mineur|mineurs|mineure|fils|fille|ado|ados|adolescent|adolescents .. " +
				"@dures|confidentialite|consentement|age|utiliser|chat|peut|peuvent|droit|autorise|16|15|13|14|18|" +
				"parents",
			"@dures|confidentialite|consentement|collectez .. enfant|enfants|mineur|mineurs|mineure|ados",
			"quel age|lage .. utiliser|chat|chatter|inscrire|ici|minimum|consentement|@dures|tchat",
			"faut .. quel age .. $|utiliser|chat", "age minimum|minimal|legal|requis|limite",
			"a partir de .. ans|age .. chat|utiliser|ici", "jai 8|9|10|11|12|13|14|15 ans", "suis mineur|mineure",
		}},
		{PolicyQuestion, Rights, []string{
			"mes droits", "droits .. jai|ai|que|rgpd|matiere|sur|personne|concernant", "droit .. ai|jai .. je",
			"ai|jai .. je .. le|droit .. de|a", "puis|peux je refuser|mopposer",
		}},
		{PolicyQuestion, Contact, []string{
			"dpo|dpd", "delegue|deleguee .. protection|donnees",
			"responsable .. du|de .. traitement|donnees|protection|confidentialite|vie",
			"qui .. responsable|gere|soccupe|derriere|traite|controle .. " +
				"donnees|traitement|confidentialite|chat|$|?|bot|ca|protection|mes",
			"autorite .. de .. protection|controle|donnees", "cnil|apd",
			"plainte|plaindre|reclamation|porter|signaler .. donnees|confidentialite|rgpd|protection|autorite|vie",
			"a qui .. madresser|ecrire|madresse|plaindre|contacter|jecris .. donnees|confidentialite|rgpd|?|$",
			"ou .. plaindre|reclamation|reclamer|ecrire .. donnees|confidentialite|cnil",
			"contact|contacter|adresse|joindre .. confidentialite|donnees|dpo|protection",
		}},
		{PolicyQuestion, LegalBasis, []string{
			"base|bases|fondement|fondements .. legale|legales|juridique|juridiques|legal", "de quel droit",
			"cest|est .. legal|licite|conforme|autorise|legale", "conformes|conforme|conformite .. rgpd|loi|cnil|gdpr",
			"respectez|respecte|respectes .. rgpd|loi|cnil|reglement|gdpr|vie", "avez|as .. le|vous droit .. de",
			"pourquoi .. avez|pouvez .. vous|le .. droit|garder|conserver", "interet legitime|interets legitimes",
			"quelle loi", "article|art 6|7|13",
		}},
		{PolicyQuestion, Purposes, []string{
			"que|quoi|quest .. faites|fais|fait|faire|ferez|va|allez|devient|deviennent|arrive .. de|avec|a .. " +
				"@mes|@dures|ca|cela|numero|mail|adresse|photo|carte|mon|ma",
			"vous|tu|on faites|fais|fait|allez .. quoi .. de|avec .. @mes|mon|@dures|ca",
			"pourquoi|pour .. quoi|vous|avez|as|demandez|demandes|voulez|faut|il|collectez|gardez|utilisez .. " +
				"besoin|demandez|demandes|voulez|collectez|utilisez|gardez|conservez|stockez|faut|fournir|donner .. " +
				"de|@mes|mon|ma|@dures|numero|ca|tout|cela|ces|mail",
			"pourquoi .. @mes .. numero|adresse|telephone|mail|date|identite|@dures",
			"a quoi .. servent|sert|ca .. @mes|@dures|ca|mon|numero|cela|elles",
			"comment .. utilisez|utilises|traitez|exploitez|sont|utilise .. " +
				"@mes|@dures|vous|les|utilisees|traitees|mon",
			"finalite|finalites|but|buts|objectif|objectifs .. @dures|traitement|collecte|?|$|du",
			"que .. deviennent|devient", "quoi .. de .. @mes dures|donnees", "utilisation .. de .. @mes|@dures",
		}},
		{PolicyQuestion, Collection, []string{
			"quelles|quelle|quels|quoi .. @dures|donnees .. collectez|collectees|recueillez|recueillies|recoltez|" +
				"prenez|enregistrez|gardez|stockez|demandez|utilisez|traitez|conservez|collecte|recueille|vous",
			"que|quest .. collectez|recueillez|enregistrez|stockez|gardez|recoltez|sauvegardez .. vous|tu|sur|?|$",
			"collectez|recueillez|recoltez|enregistrez|espionnez|ecoutez|collectes|surveillez|captez .. " +
				"vous|tu|@mes|mes|mon|ma|la|cette|ce|les|donnees|ip|ladresse",
			"vous collectez|recueillez|recoltez|enregistrez|espionnez|ecoutez .. " +
				"quoi|@mes|mes|ce|cette|la|@dures|donnees|?",
			"conversation|appel|chat|echange|appels|tchat|discussion .. est|sont|elle|il|t .. " +
				"enregistre|enregistree|enregistres|ecoute|ecoutee|surveille|surveillee|lue",
			"dou|comment|ou .. avez|as|eu|vient|tenez|trouve|obtenu|connaissez .. " +
				"@mes|mon|ma|numero|mail|eu|adresse|donnees|nom",
			"avez|as|a|ont .. acces .. a|au|aux .. camera|micro|position|localisation|contacts|photos|ma|mon",
			"acces .. camera|micro|localisation|contacts", "a .. mon|linsu insu", "source|origine|provenance .. @dures",
		}},
		{PolicyQuestion, "", []string{
			"politique|charte|mentions|declaration|avis|questions|question .. " +
				"confidentialite|privee|donnees|legales|rgpd",
			"^ confidentialite|rgpd|gdpr $", "confidentialite", "vie privee", "protection .. des|de .. donnees|mes",
			"rgpd|gdpr", "donnees personnelles|personnel .. ?", "traitement .. de .. @mes|@dures",
		}},
		{Help, "", []string{
			"^ aide|commandes|menu|options|help $", "^ aidez|aide moi", "^ jai|besoin .. besoin|daide .. daide $",
			"^ besoin daide $",
			"que|quoi|quest .. sais|savez|peux|pouvez|puis|faire .. tu|vous|je|faire .. faire|demander|dire|ecrire|$|?",
			"tu|vous sais|savez|peux|pouvez .. faire quoi", "comment .. ca|ce|cela .. marche|fonctionne",
			"pouvez|peux .. vous|tu .. maider .. $|?", "en quoi .. aider|maider", "^ aide .. svp|stp|plait",
		}},
	})
}
