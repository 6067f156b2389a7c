package intents

import "slices"

// What people type in Portuguese to say yes or no. Without accents.

var portugueseConsent = &answers{
	idioms: slices.Concat(
		idioms("nao", "de jeito nenhum|maneira", "de maneira nenhuma|alguma", "de forma alguma|nenhuma",
			"nem pensar|morto|morta", "nem que a vaca tussa", "claro que nao", "com certeza que nao", "com certeza nao",
			"de modo algum|nenhum", "nao obrigado|obrigada|brigado|valeu", "obrigado|obrigada nao", "acho que nao",
			"melhor nao", "prefiro que nao", "prefiro nao", "nunca na vida", "deixa|deixe pra la", "me deixa em paz",
			"deixemme em paz"),
		idioms("sim", "sem problema|problemas|stress", "nenhum problema",
			"nao ha|tem|vejo|e problema|problemas|inconveniente", "porque|pq|por nao $", "por que nao $", "pode ser",
			"ta|esta bom|bem|certo|ok|otimo", "tudo bem|certo|ok|bom", "com certeza", "claro que sim",
			"por mim tudo|esta|ta bem|certo", "por mim", "nao me importo", "nao tenho nada contra", "com prazer|gosto"),
		idioms("", "mudei de ideia|ideias"),
	),
	unclear: compileAll(
		"mas|se|porem|so|apenas|somente|talvez|depois|logo|depende|exceto|menos|salvo|embora|quando|antes|primeiro",
		"nao sei", "sei la", "ainda nao", "nao tenho certeza",
		"tenho|devo|posso|preciso|podia|poderia .. que|de|eu|concordar|aceitar", "ja .. concordei|aceitei|disse",
		"sim e|ou nao", "nao e|ou sim", "ele|ela|voce|voces|quem concorda|aceita|concordam", "acho|suponho|creio",
		"ja nein|no|nope|ne",
	),
	no: compileAll(
		"nao|nunca|jamais|nem .. concordo|aceito|autorizo|consinto|concordar|aceitar|quero|permito|acordo|dou|topo",
		"recuso|rejeito|declino|discordo|nego", "prefiro|melhor .. nao",
		"nao .. obrigado|obrigada|interessa|interesse|interessado|gosto", "sem|nao interesse",
	),
	yes: compileAll(
		"sim|ss|claro|concordo|aceito|aceite|aceitar|concordar|autorizo|consinto|permito|beleza|blz|fechado|"+
			"combinado|certo|perfeito|ok|okay|tranquilo|topo|bora|positivo|exato|certamente|absolutamente|obvio|"+
			"otimo|feito|fixe|bacana|isso|show|joia|valeu|uhum|aham|yah|iá",
		"de acordo", "por mim", "dou .. consentimento|autorizacao|permissao",
		"pode|podem guardar|continuar|seguir|sim|avancar", "vamos|vamos la|nessa|em", "em frente", "siga $",
	),
	deny:   squeezedSet("nao naum nunca jamais nem nenhum nenhuma nada n"),
	refuse: squeezedSet("recuso recusar recusado rejeito declino discordo nego"),
	firm:   squeezedSet("sim ss concordo aceito autorizo consinto beleza blz fechado combinado ok okay topo uhum aham"),
	other: squeezedSet(`claro aceite aceitar concordar permito certo perfeito tranquilo bora positivo exato certamente
		absolutamente obvio otimo feito fixe bacana isso show joia valeu isto tudo todos todas toda de acordo por mim
		dou consentimento autorizacao permissao pode podem guardar continuar seguir avancar vamos la nessa em frente
		siga
		eu nos a o as os com que e da do das dos ao um uma meu minha estou esta ta tou bem bom obrigado obrigada brigado
		brigada por favor pf pfv ola oi bom boa dia tarde noite agora entao ja li lido ler entendi compreendi termos
		condicoes politica privacidade aviso quero comecar iniciar para pra sem
		muito plenamente totalmente amigo gente pessoal sou quero kkk kkkk rs haha certeza`),
}

var portugueseConfirm = &answers{
	idioms: slices.Concat(
		idioms("nao", "mudei de ideia|ideias", "melhor nao", "de jeito nenhum|maneira", "nem pensar",
			"deixa|deixe pra|para la", "deixa|deixe assim|estar", "esquece|esqueca isso", "claro que nao",
			"afinal nao"),
		idioms("sim", "sem problema|problemas", "pode ser", "tudo bem|certo", "ta|esta bom|bem|certo", "com certeza",
			"claro que sim"),
	),
	unclear: compileAll(
		"talvez|depois|logo|depende", "nao sei", "nao tenho certeza", "mas|se|so|apenas|exceto|menos", "sim e|ou nao",
		"nao e|ou sim", "ainda nao", "devo|tenho que", "qual|quais|quem|quando|porque|como",
	),
	no: compileAll(
		"^ nao|nunca|jamais|nem|espera|espere|para|pare|calma",
		"nao|nunca .. apague|apaga|apaguem|apagar|exclua|exporte|exportar|envie|envia|quero|faca|faz",
		"mantem|mantenha|mantenham|manter|guarda|guarde|deixa|deixe .. tudo|isso|os|meus|assim|como|$",
		"cancela|cancelar|cancele", "prefiro|melhor .. nao|manter",
	),
	yes: compileAll(
		"sim|ss|claro|confirmo|confirmado|confirmar|concordo|certo|certeza|beleza|blz|ok|okay|certamente|"+
			"absolutamente|perfeito|isso|exato",
		"pode|podem apagar|exportar|sim|fazer|excluir|enviar|deletar|eliminar|mandar",
		"apague|apaga|apaguem|apagar|exclua|excluir|elimine|eliminar|deleta|exporte|exporta|exportar|envie|envia|"+
			"manda|mande|faca|faz .. tudo|os|isso|isto|la|ai|me|meus",
		"tenho certeza", "estou certo|certa|seguro|segura", "vamos la", "em frente", "siga $",
	),
	deny:   squeezedSet("nao naum nunca jamais nem nada nenhum"),
	refuse: squeezedSet("cancela cancelar cancele espera espere pare calma manter mantenha"),
	firm:   squeezedSet("sim ss confirmo confirmado concordo beleza blz ok okay"),
	other: squeezedSet(`claro confirmar certo certa certeza certamente absolutamente perfeito isso isto exato pode podem
		apagar exportar fazer excluir enviar deletar eliminar mandar apague apaga apaguem exclua elimine deleta exporte
		exporta envie envia manda mande faca faz tudo todos todas os as o a meus minhas dados conta mensagens la ai me
		tenho estou
		seguro segura vamos em frente siga por favor pf pfv obrigado obrigada ja agora entao eu que com de bem bom ola
		oi mesmo logo`),
}
