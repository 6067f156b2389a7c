package intents

// portuguese returns the tables of Portuguese, as written in Portugal and in
// Brazil. Words are written without accents.
func portuguese() *tables {
	sets := map[string]string{
		"apagar": `apagar apaga apague apaguem apagues apagam apagado apagada apagados apagadas apagamento eliminar
			elimina elimine eliminem eliminacao excluir exclui exclua excluam exclusao deletar deleta delete deletem
			remover remove remova removam remocao destruir destrua destruam limpar limpa limpe limpem esquecer
			suprimir cancelar tirar tira tire tirem`,
		"apagado": `apagado apagada apagados apagadas eliminado eliminada eliminados eliminadas excluido excluida
			excluidos excluidas deletado deletada deletados deletadas removido removida removidos removidas destruidos
			apagar eliminar excluir deletar`,
		"exportar": `exportar exporta exporte exportem exportacao baixar baixo baixe descarregar descarrego
			descarregue transferir extrair download sacar`,
		"dar": `dar da deem de dem envia envie enviem enviar enviame manda mande mandem mandar mostra mostre mostrem
			mostrar quero queria gostaria preciso solicito peco pretendo desejo posso receber obter ver ter fornecam
			forneca fornecer passa passe passem aceder acessar acesso consultar exijo requeiro`,
		"meus": "meu meus minha minhas nosso nossos nossa nossas",
		"dados": `dados dado info infos informacao informacoes conta cadastro perfil historico mensagem mensagens
			conversa conversas chat chats registo registos registro registros ficha arquivos ficheiros`,
		"duros": "dados dado info infos informacao informacoes",
		"coisa": `pedido pedidos encomenda encomendas artigo artigos item itens produto produtos carrinho foto fotos
			imagem comentario comentarios reserva consulta marcacao agendamento cartao app aplicativo aplicacao musica
			playlist lista alarme lembrete evento linha coluna pagina relatorio fatura faturas boleto ticket rascunho
			compra assinatura avaliacao post`,
		"pessoa": `pessoa humano humana atendente agente operador operadora assistente funcionario funcionaria alguem
			consultor consultora gerente representante colaborador`,
		"voces": "voces voce vcs vc eles empresa site app voceis estao",
		"guardar": `guardam guarda guardar guardado guardada guardados guardadas guardas armazenam armazena armazenar
			armazenado armazenados armazenadas conservam conserva conservar conservados mantem manter mantidos retem
			gravam salvam salva salvar salvo salvos registam registram tem ficam`,
		"reter": `guardam guarda guardar guardado guardada guardas armazenam armazena armazenar conservam conserva
			conservar mantem retem salvam salva salvar`,
		"campo": `nome apelido sobrenome morada endereco email mail telefone telemovel celular numero dados
			informacoes informacao perfil cadastro data nascimento aniversario cpf`,
		"errado": `errado errada errados erradas incorreto incorreta incorretos incorretas desatualizado desatualizada
			desatualizados antigo antiga mal velho velha inexato inexatos trocado trocada`,
		"corrigir": `corrigir corrija corrijam corrige retificar retifique retifiquem atualizar atualiza atualize
			atualizem alterar altera altere alterem mudar muda mude mudem modificar modifiquem trocar troque arrumar
			arruma correcao retificacao atualizacao`,
		"publi": `publicidade propaganda propagandas marketing anuncios promocoes promocao spam newsletter newsletters
			promocionais publicitarias publicitarios ofertas comerciais comercial perfis boletim`,
		"acordo": "consentimento autorizacao permissao aceitacao concordancia acordo",
	}
	vetoes := []string{
		"@apagar .. meu|minha|meus|minhas|o|a|os|as|este|esta|esse|essa|um|uma|ultimo|ultima @coisa",
		"@apagar .. ultimo|ultima|proximo|proxima @coisa",
		"@coisa .. repetido|repetida|duplicado|duplicada .. @apagar|apago", "@apagar .. do|da|de carrinho|lista|agenda",
		"cancelar|cancela|cancele .. @coisa",
		"@exportar|imprimir .. fatura|faturas|recibo|boleto|foto|fotos|app|relatorio|nota",
		"esqueci|perdi .. meu|minha|a|o|da|do .. senha|palavra|login|cartao|codigo", "esquece|deixa isso|la|pra",
		"dados moveis|de .. roaming|do .. plano|do .. pacote", "plano|pacote|franquia .. de dados",
		"codigo|numero .. de .. rastreio|rastreamento|seguimento",
		"seguro|certo que",
		"cookie|cookies .. chocolate|receita|biscoito|caixa|sabor|baunilha",
		"biscoitos|bolachas|receita .. cookie|cookies", "concordo|acordo .. com .. o preco|valor",
		"entrada .. de dados", "cartao .. apagar|excluir",
	}
	return build("pt", []string{"nao", "nunca", "jamais", "sem", "tampouco"}, sets, vetoes, []spec{
		{PolicyQuestion, Retention, []string{
			"quando .. @dados|isto|isso .. @apagado", "quando .. @apagar .. @dados|isto|isso",
			"^ os|meus|minhas|sao|serao .. @dados .. automaticamente|algum .. @apagado", "ao fim de quanto",
		}},
		{PolicyQuestion, Rights, []string{"que|quais .. direitos", "controlo|controle .. sobre|dos .. @duros"}},
		{PolicyQuestion, Sharing, []string{
			"quem .. tem|teve|tera|pode|recebe .. acesso",
			"chefe|patrao|policia|governo|outros|pessoas|amigos|empregador .. pode|podem|consegue|conseguem .. " +
				"ver|ler|aceder|acessar",
		}},
		{ConsentStatus, "", []string{
			"o|com|a|ao|em|no que .. concordei|aceitei|consenti|autorizei|assinei|dei",
			"que .. concordei|aceitei|consenti|autorizei|assinei",
			"concordei|aceitei|consenti|autorizei .. com|a|o .. que|quê .. ?|$",
			"eu|ja|se .. concordei|aceitei|consenti|autorizei .. ?",
			"quando .. concordei|aceitei|consenti|autorizei|dei .. consentimento|?|$|com|isso|isto|autorizacao",
			"qual|quais|que .. @acordo .. dei|tem|concedi|consentimentos",
			"estado|situacao|status .. do|dos .. meu|meus|consentimento|consentimentos",
			"mostra|mostre|mostrem|ver|consultar .. meu|meus|o|os consentimento|consentimentos",
			"tem|tens|voces .. meu consentimento|autorizacao|minha",
		}},
		{Objection, "", []string{
			"cancelar|cancelem|cancele|anular|sair|descadastrar|desinscrever|remover|tirem .. " +
				"newsletter|boletim|lista|mailing|propaganda",
			"newsletter|boletim|mailing .. cancelar|sair|parar|descadastrar|desinscrever",
		}},
		{WithdrawConsent, "", []string{
			"retiro|retirar|retire|revogo|revogar|revogue|anulo|anular|cancelo|cancelar|tiro|desisto|retirada|" +
				"revogacao .. @acordo",
			"volto|voltar .. atras .. @acordo|$", "nao concordo|autorizo|consinto|aceito mais",
			"ja nao .. concordo|autorizo|consinto|aceito|quero .. $|mais|@acordo",
			"deixo|deixei .. de .. concordar|autorizar", "mudei .. de .. ideia|ideias .. concordo|aceito|consentimento",
			"nao .. dou .. meu consentimento", "^ descadastrar|desinscrever|descadastro $",
			"me .. descadastrar|descadastrem|descadastre|desinscrever",
			"parem|para|pare|deixem|deixa .. de .. me .. contactar|contatar|escrever|ligar|mensagens|incomodar",
			"nao .. me .. escrevam|contactem|contatem|liguem|escreva|mandem|enviem .. mais",
			"@acordo .. retirar|revogar|revogado|retirado|cancelar",
		}},
		{Objection, "", []string{
			"oponho|oporme|opor|oposicao|opoe", "artigo|art 21",
			"nao|parem|pare|para|deixem|chega|nunca|sem|basta|menos .. @publi", "@publi .. parem|nao|chega|parar",
			"nao|nunca|parem|deixem .. usem|use|usar|utilizem|utilizar|vendam|venda|vender|partilhem|partilhar|" +
				"compartilhem|compartilhar|tratem|tratar|repassem .. @meus .. @duros|numero|email|telefone .. " +
				"para|pra|com|a|$",
			"nao .. vendam|vendas|partilhem|compartilhem|cedam|repassem|venda|compartilhe .. @meus .. " +
				"@duros|numero|email|telefone",
			"nao .. quero|queria|gostaria .. que .. usem|vendam|partilhem|compartilhem|utilizem|tratem .. " +
				"@meus|os|meus",
			"@meus .. @duros .. nao .. vendidos|usados|partilhados|compartilhados|para", "direito .. de .. oposicao",
			"nao .. perfil .. mim",
		}},
		{Restriction, "", []string{
			"limitar|limitem|limite|restringir|restrinjam|restrinja|bloquear|bloqueiem|bloqueie|congelar|congelem|" +
				"suspender|suspendam|suspenda .. tratamento|uso|@duros|processamento|utilizacao",
			"limitacao|restricao|suspensao|bloqueio .. do|de|dos .. tratamento|uso|@duros|processamento|utilizacao",
			"direito .. a|de .. limitacao|restricao", "artigo|art 18",
			"guardem|guarde|mantenham|conservem|guardar|manter .. @meus .. @duros .. mas|sem .. " +
				"usem|usar|utilizem|nao|os",
			"@duros .. bloqueados|congelados|suspensos",
		}},
		{Rectification, "", []string{
			"@meus .. @campo .. esta|estao|e|sao|ficou .. @errado",
			"@meus .. @campo .. nao .. certo|certa|correto|correta|corretos|certos|atualizado|mais|bate",
			"@meus .. @campo .. mudou|mudaram|alterou", "mudei .. de|meu|minha|o|a .. @campo|casa",
			"@corrigir .. @meus .. @campo", "@corrigir .. o|a|os|as .. @meus .. @campo", "@meus .. @campo .. @corrigir",
			"escreveram|escreveu|registaram|registraram|tem|puseram|colocaram .. mal|errado|errada .. @meus .. @campo",
			"tem|tens|voces|esta|escreveram .. @campo .. @errado", "@campo .. @errado .. meu|minha|mim|no|$",
			"direito .. de|a .. retificacao|correcao", "retificacao .. @duros|artigo", "artigo|art 16",
			"erro|engano .. no|na|nos .. @meus .. @campo", "@duros .. @errado .. mim|meus|$",
		}},
		{Erasure, "", []string{
			"@apagar .. @meus .. @dados", "@meus .. @dados .. @apagado",
			"@apagar .. tudo|todos|todas|qualquer .. mim|meu|meus|minhas|tem|dados|que|sobre|informacoes",
			"^ @apagar tudo", "tudo .. que .. tem|sabem|guardam|escrevi|eu .. @apagar",
			"@apagar .. @duros .. pessoais|mim|meus|minhas",
			"me .. @apagar .. sistema|base|banco|cadastro|registos|registros|servidores",
			"tirem|tira|removam|remova|apaguem|excluam|sair .. me|da|do|de .. " +
				"vossa|sua|base|banco|sistema|sistemas|registos|registros|servidores .. " +
				"dados|$|sistema|sistemas|base|banco",
			"direito .. ao|a|de .. esquecimento|apagamento|eliminacao|exclusao|esquecido", "artigo|art 17",
			"esquecam|esqueca|esquece|esquecamse .. de|me mim|de|tudo",
			"@apagar .. esta|essa|a|toda|nossa|o|este|esse .. conversa|chat|historico|mensagens",
			"encerrar|encerrem|encerre|fechar|fechem|feche|desativar|desativem|desative .. @meus|a|minha " +
				"conta|cadastro",
			"conta .. encerrada|fechada|excluida|apagada|encerrar|fechar",
			"nao .. quero .. que .. tenham|guardem|fiquem|tenha|guarde|mantenham|conservem .. " +
				"@meus|os|nada|meu|minha|com",
			"@apagar .. @meus .. numero|telefone|telemovel|celular|email|morada|endereco|nome|rastro|rasto|foto",
			"@meus .. numero|telefone|email|morada|endereco|nome|rasto .. @apagado",
			"sem|nenhum deixar|rasto|rastro|vestigio", "^ @apagar .. dados $",
			"solicito|pretendo|quero|peco|exijo|requeiro|pedido|gostaria .. eliminacao|exclusao|apagamento|remocao " +
				".. @duros|conta|tudo|todos|dos|de",
			"desaparecer .. @dados",
		}},
		{Access, "", []string{
			"@exportar .. @meus .. @dados", "@meus .. @dados .. @exportar",
			"copia .. de|dos|da|das|do .. @meus .. @dados", "copia .. de|dos|da|das|do .. @dados|tudo|todos",
			"@dar .. @meus .. @duros",
			"@dar .. todos|todas|tudo|os|as|quais .. @duros .. tem|tenham|guardam|sobre|de|mim|meus",
			"@dar .. tudo|todo|toda .. o|que .. tem|sabem|sabe|guardam|ha|existe .. de|sobre|mim|meu",
			"o|que|oque .. sabem|sabe|tem|tens|sabes|guardam|guarda|ha|consta .. de|sobre|acerca|a mim|meu|respeito",
			"que|quais .. @duros|dados .. tem|tens|guardam|possuem|ha|existem|mantem|guardados|armazenam|armazenados " +
				".. mim|meu|meus|sobre|minha",
			"que|quais .. @duros .. meus|minhas|pessoais|sobre .. tem|tens|guardam|possuem|ha|armazenam|@voces",
			"que|quais .. dos|das @meus .. @duros",
			"tem|tens|guardam|possuem .. algum|alguns|alguma|dados|algo|informacao|informacoes .. sobre|de|meu " +
				"mim|respeito",
			"direito .. de|a|ao .. acesso|aceder|acessar|portabilidade", "portabilidade",
			"pedido|solicitacao .. de .. acesso", "artigo|art 15|20",
			"aceder|acessar|acesso .. aos|a|as|os .. @meus .. @duros", "^ meus|os .. meus|dados .. por favor|pfv",
			"^ @exportar .. dados $", "tudo .. que .. tem|sabem|sabe|guardam .. sobre|de|a mim|meu",
			"confirmem|confirmar .. se .. tratam|tratados|@duros",
		}},
		{Handoff, "", []string{
			"falar|falo|conversar|contactar|contatar|comunicar|chat .. com|a .. @pessoa",
			"falar|falo|conversar .. com .. um|uma|alguem", "@pessoa .. real|verdade|verdadeira|humana|humano|mesmo",
			"passa|passe|passem|transfere|transfira|transfiram|ligue|liga|encaminha|encaminhe|encaminhem .. " +
				"me|a|para|pra|com .. @pessoa",
			"^ humano|atendente|agente|operador|pessoa $",
			"quero|preciso|queria|gostaria|ha|tem .. um|uma|algum|alguma|de|dum @pessoa .. " +
				"$|?|real|humana|por|aqui|ai|que",
			"atendimento humano|pessoal|ao", "tem alguem ai|aqui", "ha|esta alguem .. ai|aqui",
			"apoio|servico ao|de cliente .. falar|$", "me .. liga|liguem|ligue .. de|volta|por",
			"pode|poderia|consegue .. alguem|pessoa .. ajudar|atender",
		}},
		{PolicyQuestion, AutomatedDecisions, []string{
			"e|es|sao|voce|tu .. um|uma|bot|robo|robot|ia|real|mesmo|humano .. " +
				"bot|robo|robot|maquina|humano|humana|pessoa|ia|chatbot|real|computador|programa",
			"voce|tu|vc e|es bot|robo|robot|humano|ia|real",
			"estou|falo|to .. falar|falando|com|conversando|escrever .. com|bot|robo .. " +
				"bot|robo|robot|maquina|humano|pessoa|ia|alguem|quem",
			"com quem .. estou|falo|to", "isto|isso .. e .. bot|robo|automatico|chatgpt|ia|maquina",
			"ia|robo|bot|robot|algoritmo|maquina|modelo|chatgpt|inteligencia .. " +
				"le|leem|lendo|ler|ve|decide|decidem|treinar|treina|treinam|aprende|processa|usa|usam|analisa|" +
				"responde|artificial",
			"treinar|treinam|treina|treino|treinamento|alimentar .. ia|modelo|modelos|inteligencia|algoritmo|chatgpt",
			"decisao|decisoes automatizada|automatizadas|automatica|automaticas",
			"decisao|decisoes .. tomada|tomadas|por .. algoritmo|maquina|computador|automaticamente",
			"usam|usa|utilizam .. ia|chatgpt|algoritmos|inteligencia|perfis", "artigo|art 22",
		}},
		{PolicyQuestion, Sharing, []string{
			"vendem|vende|vender|vendes|vendidos|vendida|revendem .. @meus|@duros|os|nossos|isso|isto|numero|email",
			"@duros|numero|email|telefone .. sao|e|serao|foram|ser .. " +
				"vendidos|partilhados|compartilhados|divulgados|cedidos|transmitidos|passados|vendido|partilhado|" +
				"compartilhado",
			"partilham|compartilham|partilha|compartilha|partilhar|compartilhar|cedem|cede|passam|repassam|" +
				"transmitem|divulgam|fornecem|revelam|dao .. @meus|@duros|os|meu|isto|isso|com|a|esse|numero|email",
			"quem .. ve|veem|le|leem|ler|recebe|recebem|tem|pode|podem|consegue|conseguem|acessa|mais .. " +
				"@meus|isto|isso|ler|ver|@dados|o|acesso|aqui|estes",
			"com quem .. @duros|partilham|compartilham|dividem",
			"a|para quem .. @duros|passam|dao|vendem|enviam|mandam", "terceiros",
			"e|fica|isto|isso .. privado|privada|confidencial|anonimo|sigiloso|secreto", "destinatarios|destinatario",
			"outras empresas|pessoas|entidades .. @duros|ver|veem|ler|acesso",
		}},
		{PolicyQuestion, Transfers, []string{
			"onde .. @duros|mensagens|servidores|servidor|conversa",
			"onde .. @guardar|ficam|vao|vai|sao|estao|fica .. isto|isso|guardados|guardado|armazenados|tudo|dados|o",
			"para onde .. vao|vai|enviam|mandam", "fora .. da|do|de .. ue|europa|pais|brasil|portugal|uniao|eee",
			"@duros|isso|isto|mensagens .. vao|sao|saem|enviados|transferidos .. para|pros|da|do .. " +
				"estados|eua|usa|china|india|exterior|estrangeiro|europa|pais|outro",
			"transferencia|transferencias|transferem|transferidos .. " +
				"@duros|pais|paises|internacional|internacionais|exterior|fora",
			"servidor|servidores .. estao|ficam|onde|em|na|no|europa|eua|brasil", "em que pais",
			"saem|sai .. da|do .. europa|pais|brasil|portugal|ue", "pais terceiro",
		}},
		{PolicyQuestion, Retention, []string{
			"quanto tempo .. guardam|guardado|guardados|guardadas|@reter|@duros|mensagens",
			"quanto tempo .. ficam|fica|duram|permanecem|sao|demora .. @dados|guardado|guardados|isto|isso|apagar",
			"quantos dias|meses|anos .. @guardar|ficam|@duros", "ate quando .. @guardar|ficam|@duros",
			"prazo|periodo|tempo .. de .. conservacao|retencao|guarda|armazenamento|@duros",
			"@reter .. @meus|esta|essa|isto|isso|os|estes|o .. @dados|escrevo|digo|numero|sempre|tempo|?|$",
			"isto|isso|conversa|chat|mensagens|@dados|tudo .. e|fica|ficam|sao|sera .. " +
				"guardado|guardada|guardados|guardadas|gravado|gravada|registado|registrado|salvo|salva|armazenado|" +
				"armazenada .. ?|$",
			"para|pra sempre .. @guardar|ficam", "@guardar .. para|pra sempre",
		}},
		{PolicyQuestion, Security, []string{
			"e|esta|estao|sao|isto|isso|@duros .. seguro|segura|seguros|seguras|protegido|protegidos|protegida|" +
				"cifrado|cifrados|cifrada|cifradas|encriptado|encriptados|encriptada|encriptadas|criptografado|" +
				"criptografados|criptografada|criptografadas|salvos",
			"como .. protegem|protege|garantem|asseguram|cifram|guardam|cuidam|sao .. " +
				"@meus|@duros|os|a|seguranca|protegidos",
			"cifra|cifram|encriptacao|encriptam|criptografia|criptografam|cifragem",
			"vazamento|vazamentos|vazou|vazaram|hackeado|hackeados|hackers|hacker|fuga|invadido|violacao",
			"seguranca .. dos|das|de|da .. @meus|@duros|informacao", "medidas .. de seguranca",
			"posso .. enviar|dar|escrever|passar|mandar .. seguranca|seguro|risco|medo",
			"e seguro .. dar|enviar|escrever|passar|mandar|por|colocar|falar", "em seguranca",
		}},
		{PolicyQuestion, Cookies, []string{
			"cookie|cookies|rastreadores|testemunhos",
			"rastreiam|rastreia|rastrear|rastreamento|seguem|monitoram|trackeiam .. " +
				"me|meu|minha|mim|site|?|$|navegacao",
			"armazenamento local",
		}},
		{PolicyQuestion, Children, []string{
			"crianca|criancas|menor|menores|filho|filha|filhos|adolescente|adolescentes .. " +
				"@duros|privacidade|consentimento|idade|usar|chat|pode|podem|permitido|16|13|14|18|pais",
			"@duros|privacidade|consentimento|recolhem|coletam .. crianca|criancas|menores|menor|filho|filha|filhos",
			"que|qual .. idade .. usar|utilizar|chat|conversar|aqui|consentimento|minima", "idade minima|limite|legal",
			"a partir de .. anos|idade .. chat|usar|utilizar", "tenho 8|9|10|11|12|13|14|15 anos", "sou menor|crianca",
		}},
		{PolicyQuestion, Rights, []string{
			"meus direitos", "direitos .. tenho|lgpd|rgpd|titular|dados|privacidade", "tenho .. direito .. a|de",
			"que direito", "posso .. recusar|negar|oporme|opor",
		}},
		{PolicyQuestion, Contact, []string{
			"dpo", "encarregado|encarregada .. protecao|dados|privacidade|lgpd",
			"responsavel .. pelo|de|pela|por|dos .. tratamento|dados|privacidade|protecao|chat|isto",
			"quem .. responsavel|controla|gere|cuida|trata|atras|controlador|gerencia .. " +
				"@duros|tratamento|privacidade|chat|isto|isso|$|?|meus",
			"controlador .. @duros|dados", "autoridade .. protecao|controlo|dados|nacional", "anpd|cnpd",
			"queixa|reclamacao|reclamar|queixar|denunciar|denuncia .. privacidade|@duros|protecao|autoridade|lgpd|rgpd",
			"a quem .. dirijo|dirigir|escrevo|reclamo|queixo|contacto .. @duros|privacidade|protecao|?|$",
			"contacto|contato|contactar|contatar|email .. privacidade|protecao|encarregado",
		}},
		{PolicyQuestion, LegalBasis, []string{
			"base|bases|fundamento|fundamentos .. legal|legais|juridica|juridico|juridicas",
			"com que direito|base|autorizacao",
			"isto|isso|e .. legal|licito|permitido|conforme|dentro .. ?|$|lei|guardar|lgpd|rgpd",
			"cumprem|cumpre|respeitam|respeita|seguem|conformidade|atendem .. rgpd|lgpd|lei|gdpr|legislacao",
			"podem|tem .. direito .. de|a .. guardar|usar|tratar",
			"legitimo interesse|interesse legitimo|interesses legitimos", "que|qual lei", "artigo|art 6|7|13",
		}},
		{PolicyQuestion, Purposes, []string{
			"que|oque .. fazem|faz|fazer|farao|vao|acontece|fazes .. com|a|aos .. " +
				"@meus|@duros|isto|isso|numero|telefone|email|morada|endereco|foto|o|cpf|meu",
			"para|pra|por|porque que .. querem|precisam|precisa|usam|usa|utilizam|pedem|pede|recolhem|coletam|" +
				"guardam|servem|serve|necessitam|quer .. @meus|@duros|isto|isso|o|numero|telefone|email|cpf|meu|de|" +
				"morada|do|da|esses|tanta",
			"porque|pq .. querem|precisam|precisa|pedem|pede|usam|recolhem|coletam|guardam|necessitam .. " +
				"@meus|@duros|isto|isso|o|numero|telefone|email|cpf|meu|de|do|morada",
			"pra|para que .. serve|servem .. @meus|@duros|isso|isto|os|meu",
			"como .. usam|usa|utilizam|tratam|processam|sao .. @meus|@duros|os|usados|tratados|utilizados",
			"finalidade|finalidades|proposito|propositos|objetivo .. @duros|tratamento|?|$|recolha|coleta|da|do",
			"uso .. dos|de|das .. @meus|@duros", "que .. acontece .. com|aos .. @meus|@duros",
		}},
		{PolicyQuestion, Collection, []string{
			"que|quais .. @duros|dados .. recolhem|coletam|recolhe|coleta|pedem|guardam|tratam|usam|recolhidos|" +
				"coletados|registam|registram|captam|processam|armazenam",
			"que|oque .. recolhem|coletam|guardam|gravam|registam|registram|recolhe|coleta .. ?|$|voces|sobre|aqui|de",
			"recolhem|coletam|gravam|registam|registram|espiam|escutam|monitoram|captam|recolhe|coleta|grava .. " +
				"@meus|@duros|dados|esta|essa|isto|isso|a|o|ip|localizacao|alguma|tudo",
			"conversa|chamada|ligacao|chat|isto|isso .. e|esta|sendo|ser|fica .. " +
				"gravada|gravado|registada|registado|registrada|registrado|monitorada|escutada",
			"de|por|da onde .. tem|tiraram|conseguiram|sacaram|obtiveram|veio|vieram|foram .. " +
				"@meus|meu|numero|email|dados|telefone",
			"onde .. arranjaram|conseguiram|obtiveram|pegaram|tiraram .. " +
				"meu|minha|meus|numero|dados|email|telefone|o|os",
			"como .. conseguiram|obtiveram|arranjaram|tem|sabem|pegaram .. meu|minha|meus|o .. " +
				"numero|email|dados|telefone|nome",
			"acesso|acedem|acessam .. a|ao|minha|meu .. camara|camera|microfone|localizacao|contactos|contatos|fotos",
			"sem .. meu|minha conhecimento|consentimento|autorizacao|saber", "origem|fonte .. @duros|dados",
		}},
		{PolicyQuestion, "", []string{
			"politica|aviso|declaracao|termos|perguntas|pergunta|duvida|duvidas .. privacidade|dados|protecao",
			"^ privacidade $", "privacidade", "protecao .. de|dos .. dados", "rgpd|lgpd|gdpr", "dados pessoais .. ?",
			"tratamento .. de|dos .. dados|@meus",
		}},
		{Help, "", []string{
			"^ ajuda|comandos|opcoes|menu $", "^ ajuda .. me|por|favor|pfv $", "^ me ajuda|ajude",
			"^ ajudame|ajudeme $", "^ preciso .. ajuda $",
			"que .. sabe|sabes|pode|podes|consegue|consegues .. fazer|dizer|responder",
			"que .. posso .. fazer|dizer|perguntar|pedir|escrever|perguntarte",
			"como .. funciona|uso isto|isso|este|esse|$|?", "em que .. ajudar|ajudas|ajuda",
			"pode|podes me ajudar .. $|?",
		}},
	})
}
