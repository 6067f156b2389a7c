package intents

// english returns the tables of English. The first rule that matches wins, so a
// request for a named right comes before a mere question about privacy.
func english() *tables {
	sets := map[string]string{
		"delete": `delete deleting deleted deletion delet dele erase erasing erased erasure remove removing removed
			wipe wiping purge destroy scrub forget`,
		"export": "export exporting download downloading extract retrieve",
		"give":   "give send get want need obtain receive request see have provide show mail email access view copy",
		"mine":   "my mine our",
		"data": `data dta datas info information details record records profile history messages conversation
			conversations chat chats transcript transcripts file files account acct`,
		"hard": "data datas info information records",
		"thing": `order orders item items cart basket photo picture post comment booking reservation appointment card
			app song playlist email alarm event reminder line row column page report invoice ticket draft`,
		"person": "human person agent representative rep operator someone somebody people staff employee",
		"you":    "you u ya they company",
		"keep":   "keep store hold retain save stored kept",
		"svc":    "you u ya they it this app site website service company bot chat",
		"pii": `data datas info information details records profile history messages message conversation
			conversations chats texts location position address addresses photo photos picture pictures contacts
			number phone email emails ip name identity searches activity camera microphone mic speaker gps calendar
			birthday passport`,
		"take": `collect collects collecting gather gathers gathering save saves saving store stores storing record
			records recording log logs monitor monitors monitoring track tracks upload uploads harvest access accesses
			accessing read reads reading obtain obtains request requests`,
		"taken": `collected gathered saved stored recorded logged monitored tracked uploaded harvested taken accessed
			obtained requested`,
		"field": `name surname address email mail phone number data details information info record records profile
			birthday birthdate dob age title`,
		"wrong": "wrong incorrect outdated misspelled misspelt inaccurate old stale mistaken typo",
		"ads": `ads ad advertising advertisement advertisements marketing promotions promotional newsletters profiling
			spam`,
	}
	vetoes := []string{
		"@delete|cancel .. my|the|this|that|an|a|last @thing",
		"@delete|cancel .. @thing .. order|cart|list|basket",
		"export|download|print .. report|invoice|invoices|receipt|chart|spreadsheet|photo|photos|app",
		"forget the|it|about|that|what",
		"i forgot|lost my",
		"data plan|package|roaming|cable|sheet|point|points|usage|limit|allowance",
		"mobile|cellular data",
		"tracking number|code|link",
		"agree with|to meet|on the price", "how many cookies", "allergic|nuts|gluten|eat|taste|baked .. cookie|cookies",
		"cookie|cookies .. you .. sell|bake|make",
		"cookies .. box|biscuits|biscuit|recipe|chocolate|jar|bake|dough|pack",
	}
	return build("en", []string{
		"dont", "not", "never", "without", "wont", "didnt", "instead", "cant",
	}, sets, vetoes, []spec{
		{PolicyQuestion, Retention, []string{
			"^ when|what .. will|do|does|are|is|time .. my .. @data .. deleted|erased|removed|expire",
			"how long .. until|before .. deleted",
		}},
		{PolicyQuestion, Retention, []string{
			"^ do|does|will|are|is .. @data .. get|gets|be|ever|always deleted|erased|removed|wiped",
			"when .. @you .. delete|erase|remove|destroy|throw|clear .. @data",
		}},
		{PolicyQuestion, Rights, []string{
			"what|which rights", "what .. can|may i do .. @hard .. have|hold", "control .. over|on|of .. @hard",
		}},
		{PolicyQuestion, Sharing, []string{
			"who .. has|have|gets|get|allowed .. access .. @pii|to",
			"allow|let|permit .. others|affiliates|third|partners|companies|subsidiaries|anyone|people .. " +
				"access|see|get|have|use",
			"can .. boss|employer|others|people|friends|anyone|anybody|police|government .. see|read|access",
		}},
		{PolicyQuestion, Collection, []string{
			"^ do|does|did|will|can|could .. this|it|app|site|website|service|company|bot .. @take .. @pii",
			"how .. do|did you .. obtain|receive|collect|gather .. my .. @data",
		}},
		{ConsentStatus, "", []string{
			"what|which .. i agree|agreed|agreeing|consent|consented|accept|accepted",
			"did|have i .. agree|agreed|consent|consented|accept|accepted",
			"what .. my consent|consents", "status of .. my consent|consents", "my consent status|history|record",
			"when .. i agree|agreed|consent|consented|accept|accepted", "show .. my consent|consents",
			"do you have my consent|permission",
			"what .. consent|consents|permissions .. i .. gave|give|given|granted", "am i opted in|out",
		}},
		{Objection, "", []string{
			"unsubscribe|unsubscribing|unsubscribed .. newsletter|newsletters|mailing|marketing|promotions|promo|" +
				"offers",
			"cancel|cancelling|canceling|end|stop .. newsletter|newsletters|mailing",
			"newsletter|mailing .. subscription|list .. cancel|cancelling|canceling|end|stop|out",
		}},
		{WithdrawConsent, "", []string{
			"withdraw|withdrawing|revoke|revoking|retract|rescind|cancel .. @mine|the|this|that|all .. " +
				"consent|agreement|permission|approval|authorisation|authorization|opt",
			"take|taking .. back .. consent|agreement|permission",
			"take|taking .. consent|agreement|permission .. back", "withdraw|revoke consent",
			"no longer|dont .. consent|agree|permit", "not .. consent|agree .. anymore|any", "do not consent",
			"unsubscribe me|from", "^ unsubscribe $", "opt .. me .. out", "opt out|opting", "^ optout $",
			"change|changed my mind .. consent|agreed|agreeing", "stop .. texting|messaging|contacting me",
			"i .. disagree .. now",
		}},
		{Objection, "", []string{
			"stop|quit|no|dont|not|never .. sending|send|emailing|mailing|calling|messaging .. " +
				"offers|promo|promos|promotional|newsletter|newsletters|marketing|deals|sales",
			"take|remove .. me .. off|from .. mailing|marketing|newsletter|email|contact list|lists",
			"stop|quit|dont|not|never|no .. using|use|process|processing|analyse|analyze|share|sharing|sell|selling " +
				".. my .. @hard|profile|number|email|messages .. for|to|with",
			"stop|dont|not .. sell|selling|share|sharing .. my .. @hard|number|email|messages",
			"object|objection .. to|against .. processing|use|using|profiling|marketing|@ads|data", "i object",
			"right to object", "article 21", "art 21",
			"stop|no|dont|not .. @ads", "dont|stop .. profile|profiling|target|targeting me", "opposed to .. data",
		}},
		{Restriction, "", []string{
			"restrict|restricting|restriction|limit|limiting|freeze|block|pause|suspend .. processing|use .. my|data",
			"restrict|freeze|limit|block .. my .. @hard", "my .. @hard .. blocked|frozen|restricted|paused|suspended",
			"put .. hold .. processing|data|information",
			"stop|pause .. using|processing .. my .. @hard .. for now|until|while|meanwhile",
			"stop|pause .. using|processing .. my .. @hard $",
			"right to restriction|restrict", "article 18", "art 18", "keep|store my data .. dont|not .. use",
			"keep|store my data .. but .. use",
		}},
		{Rectification, "", []string{
			"correct|correcting|fix|rectify|update|change|amend|edit .. @field .. you|u have|hold|got|show",
			"my .. @field .. changed|is|has .. update|change|changed|correct|edit",
			"my|the .. @field .. @mine|you|on|about .. is|are .. @wrong|out",
			"you .. have|got|spelled|spelt|wrote .. my .. @field .. @wrong", "@hard .. about|on me .. @wrong|out",
			"data|information correction|rectification",
			"correct|correcting|fix|rectify|update|change|amend|edit .. my .. " +
				"name|address|email|mail|phone|number|data|details|information|info|record|records|profile|birthday|" +
				"birthdate|surname",
			"my .. name|address|email|number|phone|data|details|information|records|birthday|birthdate|surname .. " +
				"is|are|was .. wrong|incorrect|outdated|misspelled|misspelt|inaccurate|old|not",
			"wrong|incorrect|misspelled|outdated|inaccurate .. name|address|email|phone|data|details|information .. " +
				"me|my|your|you|on|in",
			"you .. have|got|spelled|spelt|wrote .. my name|address|email|number .. wrong", "right to rectification",
			"article 16", "art 16", "i|ive .. moved .. update|change .. address",
			"data .. about|on me .. wrong|incorrect|outdated",
		}},
		{Erasure, "", []string{
			"take|taken|remove|removed|delete|deleted|get|wipe|erase|scrub .. me|my|i|off .. off|from|your .. " +
				"system|systems|database|databases|records|files|servers|books",
			"dont|not|no .. want .. @you .. to have|keep|hold|store .. my|me",
			"forget .. i|me|we .. wrote|ever|talked|existed|exist|chatted", "^ wipe|erase|delete it all $",
			"@delete .. @pii .. you|u .. have|hold|got|stored|keep", "@delete .. stuff|traces|trace .. me|my|have|mine",
			"@delete .. @mine .. @data", "@delete .. everything|all|anything|what .. me|my|mine|ive|i",
			"@delete .. @hard|account|profile .. about|of|on|from .. me|mine",
			"forget|delete|erase|remove me", "forget .. about me", "right to be forgotten",
			"right to erasure|delete|deletion|be", "article 17", "art 17", "be forgotten",
			"get|got rid of .. my|me .. @data", "get rid of everything .. me",
			"@data .. deleted|erased|removed|wiped|gone|destroyed .. ?|please|from|by|now|immediately|$",
			"my .. @hard|account|messages|chats .. deleted|erased|removed|wiped|gone|destroyed",
			"@delete .. all .. @hard", "close|deactivate|terminate my account",
			"@delete .. this|our|the|these conversation|chat|messages|transcript", "leave no trace|traces .. me",
			"^ @delete .. data $", "@delete .. it .. data", "data .. deletion|erasure request", "erasure request",
			"deletion request", "^ @delete my|all stuff|things",
			"dont|not .. want you .. have|keep|hold|store .. my .. @hard",
		}},
		{Access, "", []string{
			"see|know|show|view|check|find|tell|send|get|give .. what .. @hard|stuff|things .. @you .. " +
				"have|hold|got|store|saved|keep|stored",
			"see|show|view|check|send|get|give .. stuff|things|what|everything|all .. @you .. " +
				"have|hold|got|store|saved|stored|keep|youve|ve .. on|about|of me",
			"stuff|things .. @you|youve .. have|hold|got|saved|stored|keep|kept .. on|about|of me",
			"^ how .. get|obtain|download|see|request|view|access my .. @hard",
			"@export .. @mine .. @data|everything", "@export .. everything|all .. me|my|ive",
			"@export .. @hard .. me|mine|it", "copy .. of .. @mine .. @data",
			"copy .. of .. everything|all .. me|my|i|ive|data",
			"copy .. @hard .. me|i", "@give .. all|the|any|every|whatever .. @hard .. about|on|of|have .. me",
			"@give .. me .. @mine .. @hard", "@give me my .. @data",
			"@give .. @mine .. @hard|messages|conversation|transcript",
			"@give .. everything .. about|on|of|have .. me",
			"what .. do|does|did|is|are|have .. know|have|got|hold|hv|saved .. about|on|of me",
			"what .. @hard .. do|does|have|has .. @you .. have|hold|keep|store|collected|saved|got .. about|on|of me",
			"what .. @you .. got|have|know .. on|about me",
			"which|what .. my|personal .. @hard .. do @you have|hold|store|keep", "subject access request",
			"data .. access request", "^ access request", "access request $", "sar|dsar", "article 15", "art 15",
			"article 20", "art 20",
			"right of|to access|portability", "data portability", "port|transfer .. my data",
			"everything @you .. have|know|got|hold|store .. about|on|of me",
			"do @you have .. @hard|anything|something .. about|on me", "access .. to .. @mine .. @hard",
			"^ @export .. data $", "^ my data please", "show .. me .. what .. have|know",
		}},
		{Handoff, "", []string{
			"help|assistance|want|problem|like .. talking|speaking|chatting .. to|with .. @person|assistant",
			"talk|speak|chat .. to|with .. assistant|anybody",
			"connect|get|need|find .. an|a|me .. agent|human|operator|representative", "^ live chat|agent|support $",
			"^ escalate", "^ call me $",
			"talk|speak|chat|connect|transfer|put|pass|write|get .. to|with|through|me .. @person",
			"human|real|live|actual .. person|agent|being|human|support|operator|representative .. please|now|$|?",
			"^ human|agent|operator|representative $",
			"want|need|get|can .. a|an|real|some|your human|agent|operator|representative|person|manager|supervisor",
			"customer|live support|service agent|person|representative", "let me .. speak|talk",
			"speak|talk .. manager|supervisor|team|support", "call me back", "anyone|someone|somebody .. real|human",
			"is there .. human|person|someone .. talk|help|here|there",
		}},
		{PolicyQuestion, AutomatedDecisions, []string{
			"are|r you|u .. bot|robot|ai|human|real|machine|computer|person",
			"am i .. talking|chatting|speaking|writing .. bot|robot|ai|human|machine|computer|person|real",
			"is this .. bot|robot|ai|chatbot|machine|automated|chatgpt|human",
			"who|what am i .. talking|chatting|speaking",
			"ai|robot|bot|algorithm|machine|model|chatgpt|gpt|llm|computer .. " +
				"read|reads|reading|see|sees|decide|decides|deciding|train|trained|training|learn|process|processing|" +
				"use|using|analyse|analyze",
			"train|training|teach .. ai|model|models|algorithm|chatgpt|llm|machine",
			"automated decision|decisions|processing", "decisions .. automatically|algorithm|computer|machine",
			"do you use .. ai|chatgpt|algorithms|profiling|llm", "profiling .. ?", "article 22|50",
		}},
		{PolicyQuestion, Sharing, []string{
			"does|do|will|is|are|can .. @data|number|email|location|this|it|stuff .. " +
				"sold|shared|disclosed|sell|given to|with",
			"@data|number|email|location .. get|gets|be|been|is|being|are sold|shared|disclosed|passed",
			"sell|sells|share|shares|disclose|discloses .. my|our|users|user|personal",
			"who .. can|could|will see|read|view .. i|im|my|our|this",
			"does|do|will .. facebook|google|police|government|advertisers|meta|amazon|insurers .. " +
				"get|see|have|receive|read",
			"pass|give|hand .. my .. @data|number|email .. on|away|over|other|to",
			"report|reports .. to .. anyone|police|government|authorities",
			"sell|selling|sold .. my|our|user|personal|customer|the .. @data|number|email",
			"sell|selling .. @hard|it|them .. ?",
			"share|sharing|shared|give|giving|pass|passing|disclose|disclosed|hand|leak|forward .. " +
				"my|our|user|personal|this|the|it .. @data|number|email|phone|it|with|to .. " +
				"anyone|anybody|third|others|else|partners|companies|advertisers|police|government|facebook|google|" +
				"someone",
			"share|sharing|shared|pass|passing|disclose|disclosed|leak|forward .. my|our|personal|this .. " +
				"@data|number|email|phone $",
			"do|will|are @you .. share|sell|sharing|selling .. @hard|number|email|my|personal",
			"who .. sees|see|reads|read|access|gets|get|receives|has|have|can|else .. my|this|these|it|what|our .. " +
				"@data|message|number|email|write|said|type|?",
			"who .. access .. @data", "third part*", "who .. @hard .. shared|sold|given|sent",
			"is .. my|our .. @data|number|email .. shared|sold|given|passed", "recipients of",
			"can .. other people|users|boss|employer|anyone|anybody|someone .. see|read|access",
			"is this|it private|confidential|anonymous",
			"is this|the|our chat|conversation|channel .. private|confidential|anonymous",
			"other companies .. data|see|get",
		}},
		{PolicyQuestion, Transfers, []string{
			"where .. is|are .. this|it|stored|@data .. stored|saved|kept|held|hosted|processed",
			"@data .. sent|transferred|exported|go|goes|moved|transmitted .. to .. " +
				"america|us|usa|china|india|abroad|overseas|country|countries",
			"other|another|third country|countries .. @data",
			"where .. my|our|the|user .. @data|it .. @keep|stored|located|processed|go|goes|going|sent|end|hosted|" +
				"live|lives|saved|servers",
			"where .. do|are|is|does .. @you .. @keep|stored|process|send .. @data|it|this|my",
			"@data|it|this .. leave|leaves|outside|abroad|overseas .. eu|europe|country|uk|?",
			"outside .. eu|europe|eea|country|uk",
			"transfer|transferred|transfers .. abroad|usa|us|america|outside|countries|overseas|china",
			"stored|hosted|servers|server .. in .. europe|usa|us|eu|america|germany|china|country|cloud",
			"which country|countries|server|servers", "where .. servers|hosted",
		}},
		{PolicyQuestion, Security, []string{
			"how|do|does|will|can .. keep|kept|keeping .. @data|it|this|my .. safe|secure|protected",
		}},
		{PolicyQuestion, Retention, []string{
			"keep|retain|keeps|retains .. @data .. after|for|legal|forever",
			"when .. delete|deleting|deletes|deleted .. @hard",
			"how long .. @keep|stay|stays|saved|remain|before|until .. @data|it|them|this|that|what",
			"how long .. @you .. have|hold|keep|retain|hang .. my|our|the|onto|on|it|this|$",
			"how long .. is|are|be .. @keep $", "how long .. my .. @data|number|email", "how long .. @data .. @keep",
			"when .. @data .. deleted|erased|removed|expire|gone|deleted", "retention .. period|policy|time|$|?",
			"@keep .. my .. @data|number|email .. forever|long|years|ever|after",
			"do @you @keep|delete|record .. my|this|these|the|our .. @data|message|number|forever|email",
			"are|is .. @data .. @keep|saved|recorded|logged|stored", "delete .. after .. days|months|years",
			"what happens .. my data .. after|when|if",
		}},
		{PolicyQuestion, Security, []string{
			"@keep|kept|keeping .. @data|it|this|my .. safe|secure|private|protected",
			"secure|secures|safe .. @data|storage|cloud|servers|backend",
			"exploit|exploited|keylogger|malware|vulnerable|spyware", "what if|happens .. hacked|breach|leak",
			"is|are .. my|our|this|it|the|these .. @data|it|card|number|chat|site|line .. " +
				"safe|secure|protected|encrypted",
			"how secure|safe|protected|encrypted .. is|are .. @data|it|my",
			"how .. @data|it|this|my .. secure|secured|safe|protected|encrypted|safeguarded",
			"how .. protect|protecting|secure|safeguard .. @data|my|our",
			"how .. do|are @you .. protect|secure|safeguard|encrypt", "encrypt|encrypted|encryption",
			"data breach|breaches|leak|leaks|leaked", "hacked|hackers|hacker .. data|my|you|?|get|steal",
			"is it safe .. give|send|share|tell|type|write|enter|here", "security .. data|measures|my",
			"been hacked|breached",
		}},
		{PolicyQuestion, Cookies, []string{
			"cookie|cookies", "track|tracking|tracker|trackers .. me|my|us|users|visitors|page|site|browser|location",
			"local storage", "google analytics", "fingerprint*",
		}},
		{PolicyQuestion, Children, []string{
			"child|children|kid|kids|minor|minors|underage|son|daughter|teenager|teen .. " +
				"data|privacy|use|chat|consent|allowed|information|policy|collect|here",
			"data|privacy|collect|consent .. child|children|kid|kids|minors|minor|underage",
			"how old .. have|must|do|to|should", "under 13|16|18", "minimum age",
			"age .. limit|requirement|restriction", "i am|im .. 8|9|10|11|12|13|14|15 .. years|yo|yrs|old|and",
		}},
		{PolicyQuestion, Rights, []string{
			"what|which .. my|are|data|privacy .. rights", "my .. rights .. @data|privacy|under|gdpr|ccpa|here|are|?",
			"rights .. do i .. have", "gdpr|ccpa rights", "do i have .. right|rights", "right .. complain|complaint",
			"data|privacy|gdpr|ccpa .. rights", "tell me .. rights", "can i .. refuse|opt|say|decline .. ?",
		}},
		{PolicyQuestion, Contact, []string{
			"who .. responsible|controller|in|charge .. data|privacy|my|controller",
			"data protection officer|office|authority", "dpo",
			"complain|complaint .. privacy|data|authority|regulator|to", "contact .. privacy|data|dpo|protection",
			"privacy .. contact|officer|team|department|email", "supervisory authority",
			"who .. contact|ask|complain|email|write .. privacy|data|gdpr|information|protection",
			"^ who .. i complain|write to $", "data controller", "which company .. data|responsible|behind",
			"who .. behind|runs|operates .. this|chat|bot",
		}},
		{PolicyQuestion, LegalBasis, []string{
			"give|gives|gave you|them .. right|permission|authority", "legal|lawful .. ground|grounds|basis|reason",
			"are|is|do .. @you .. gdpr|ccpa",
			"legal basis|ground|grounds|basis", "lawful basis|ground", "on what basis|grounds|legal",
			"why .. are|do|can|may .. you .. allowed|permitted|entitled|right",
			"is .. this|it|that .. legal|lawful|gdpr|compliant", "gdpr|ccpa|hipaa compliant|compliance",
			"comply|compliant|compliance .. gdpr|ccpa|law|laws|hipaa|privacy", "under .. which|what .. law|article",
			"article 6|7|13", "legitimate interest|interests", "do you follow .. gdpr|law",
		}},
		{PolicyQuestion, Purposes, []string{
			"what|whats|how .. my|our|the|this .. @pii .. be|gonna|get|gets|is|are|being|going used|for|use|to",
			"do|does|will|are .. @svc .. use|uses|using .. my|our|users|user|personal|any .. @pii",
			"will|is|are|does .. @pii .. used .. for|to", "what .. happening|happens|happen .. my|our|the|this .. @pii",
			"what .. do|will|does|are|would .. @svc .. do|doing|use|using .. with|for .. " +
				"my|our|the|this|photo|picture .. @pii",
			"what .. do|will|does|are|would .. @you .. do|doing|use|using .. with|for .. " +
				"my|our|this|the|it|that|these .. @data|number|phone|email|address|name|it|this|that|messages|?|$",
			"what .. my|our|the|this .. @data|number|phone|email|address|name .. used|for|using",
			"why .. do|are|would|does .. @you .. need|want|ask|asking|collect|collecting|require|store .. " +
				"my|our|this|it|that|all|the",
			"why .. need|want|collect|asking .. my|personal|this .. @data|number|phone|email|address|name|birthday",
			"how .. do|will|are|is .. @you|my .. use|using|used|process|handle|treat|processed|handled .. " +
				"my|our|personal|user|the|it|@data",
			"how .. is|are|will .. my|our .. @data|number|email .. used|processed|handled|treated",
			"what .. purpose|purposes|for .. @data|it|my|collect",
			"purpose|purposes .. of|for .. @data|processing|collection|collecting",
			"use my .. @data|number|email .. for",
			"what happens .. to|with .. my|our|this|the .. @data|number|email|message|it|phone|write|type",
		}},
		{PolicyQuestion, Collection, []string{
			"what|which|how .. @hard|data .. @take|@taken|transmitted|transmit|ask|asked|away",
			"is|are|does|do|will|can|could .. my|our|users|personal|any|it|they|you .. @pii .. " +
				"@taken|collect|tracked|monitor",
			"what|which .. @take|@taken .. about|from|on .. me|us|users",
			"do|does|will|can|could|is|are|am .. @svc .. @take .. my|our|the|any|all|what|personal|user|users|me|i " +
				".. @pii|type|write|say|search|look|do|us|$",
			"@svc|you|they .. have|has|get|gets|need|want|wants .. access .. to .. my|the|our|data .. @pii|$",
			"personal details|information|data .. ask|asked|asks|require|required|collect",
			"ask|asks .. personal .. details|information|data", "keep|keeps track .. of .. me|i|where|location",
			"without my knowledge|permission|consent",
			"what|which .. @hard|data .. do|does|are|is|will .. @you|company|this|being|it .. " +
				"collect|collecting|collected|gather|store|storing|keep|track|record|save|need|take|have|process",
			"what .. do|are @you .. collect|collecting|store|storing|record|recording|save|saving|log",
			"do|are|will @you .. collect|collecting|record|recording|store|storing|save|saving|gather|spy|listen|log " +
				".. my|our|this|these|data|ip|what|me|the|everything|all|location|us",
			"collect|gather|harvest .. my|our|personal|user .. @data|number|email|location|ip",
			"are|is .. this|these|our|my|call|conversation|chat .. recorded|recording|logged|monitored|stored|saved",
			"personal data .. collect*", "what .. @hard .. about me .. collect*",
			"where .. get|got|have .. my|this .. number|email|name|data|phone|address|information|details|info",
			"how .. get|got .. my|this .. number|email|name|data|phone|address|information|details|info",
			"source of .. data|information",
		}},
		{PolicyQuestion, "", []string{
			"privacy .. policy|statement|notice|terms|question|questions|concern|concerns|information|info|settings",
			"^ privacy $", "about .. privacy", "my privacy", "data protection|privacy|policy",
			"^ gdpr|ccpa|dsgvo|rgpd $", "gdpr|ccpa", "personal data|information .. ?", "terms .. privacy",
			"protect .. my .. data|privacy", "data processing .. agreement|?",
		}},
		{Help, "", []string{
			"what .. you|u .. help .. with|me|$", "what|which .. i .. ask you",
			"things|questions|stuff|topics .. you|u .. can|could .. do|answer|help", "^ what do you do $",
			"examples .. ask|say .. you", "what .. are you .. capable|able",
			"^ help|commands|menu|options|usage $", "^ help me $", "what can .. you|i|u .. do|say|ask|type|help",
			"how .. does this .. work", "how .. do|can i .. use .. this|you|bot", "^ help .. please $",
			"what .. are .. my|the .. options|commands", "i need help $", "show .. commands|menu|options",
		}},
	})
}
