package intents

// spanish returns the tables of Spanish. Words are written without accents.
func spanish() *tables {
	sets := map[string]string{
		"borrar": `borrar borra borreis borras borro elimino eliminas eliminais eliminado elimineis borre borren
			borrad borras borrame borrenme borreme borradme borralo borrarlo borrarme borrado eliminar elimina elimine
			eliminen eliminad eliminame eliminenme elimineme eliminarme eliminarlo eliminacion suprimir suprima
			suprimid supriman supresion quitar quita quiten quite quitad cancelar destruir destruyan olvidar olvida
			olviden olvidad olvidate`,
		"exportar": `exportar exporta exporte exporten exportame exportarme exporto descargo saco bajo descargar
			descarga descargue descargarme bajar sacar extraer exportacion`,
		"dar": `dar mandeis mandais mandas enviais envias dais das consigo pasais dar dame deme denme danos dadme
			envia envie envien enviame envieme envienme enviad enviadme enviar enviarme manda mande manden mandame
			mandeme mandar mandarme quiero quisiera necesito solicito pido puedo podria obtener recibir ver tener
			facilita facilitame faciliten muestra muestrame muestreme ensename pasa pasame paseme acceder consultar`,
		"mis": "mi mis nuestros nuestras mio mios",
		"datos": `datos dato informacion info cuenta perfil historial mensajes conversacion conversaciones chat chats
			registro registros archivos ficha`,
		"duros": "datos informacion info registros",
		"cosa": `pedido pedidos articulo articulos producto productos carrito foto fotos imagen comentario reserva
			cita tarjeta app cancion lista correo alarma evento recordatorio linea fila columna pagina informe factura
			facturas ticket borrador compra`,
		"persona": `persona humano humana agente alguien asesor asesora operador operadora representante empleado
			encargado`,
		"publi": `publicidad anuncios marketing promociones promocion spam comerciales comercial newsletter perfiles`,
		"guardar": `guardan guardais guardas guarda guardar guardados guardado conservan conservais conservas conserva
			conservar almacenan almacenais almacenas almacena almacenar tienen teneis retienen mantienen manteneis`,
	}
	vetoes := []string{
		"@borrar .. mi|el|la|este|esta|ese|esa|un|una|ultimo|ultima @cosa", "@borrar .. ultimo|ultima @cosa",
		"@borrar .. del carrito|lista",
		"exportar|exporta|descargar|bajar|imprimir .. informe|factura|facturas|recibo|grafico|app|foto|fotos",
		"datos moviles|de navegacion|de roaming", "plan|tarifa|paquete .. de datos", "olvidate|olvida de|lo|eso|el",
		"olvide|perdi mi|la|el", "numero|codigo .. de seguimiento",
		"de acuerdo con el precio",
	}
	return build("es", []string{"no", "nunca", "sin", "tampoco", "jamas"}, sets, vetoes, []spec{
		{PolicyQuestion, Retention, []string{
			"^ cuando .. borran|borrais|eliminan|eliminais|borraran|borra|elimina|caducan .. @datos",
			"cuando .. mis .. @datos .. borran|borraran|eliminan",
		}},
		{PolicyQuestion, Rights, []string{"que|cuales .. derechos"}},
		{PolicyQuestion, Retention, []string{
			"cuando .. borrais|borran|borras|eliminan|eliminais|eliminas|borra|elimina .. " +
				"esta|este|la|el|los|mis|mi|lo",
		}},
		{ConsentStatus, "", []string{
			"que|cual|cuales .. acepte|aceptado|acepto|consenti|consentido|autorice|firme",
			"a que .. di|dije|dado|consenti .. consentimiento|si|permiso|?|$",
			"cuando .. acepte|aceptado|consenti|consentido|autorice",
			"estado .. de .. mi|mis|los consentimiento|consentimientos", "he .. aceptado|consentido|autorizado",
			"ver|muestra|muestrame|mostrar|consultar .. mi|mis consentimiento|consentimientos",
			"tienen|teneis|tienes mi consentimiento|permiso", "que consentimiento*|permisos",
		}},
		{WithdrawConsent, "", []string{
			"retiro|retirar|retire|revoco|revocar|revoque|anulo|anular|cancelo|cancelar|quito|quitar|retracto .. " +
				"consentimiento|permiso|autorizacion|aceptacion|acuerdo",
			"ya no .. acepto|consiento|doy|autorizo|estoy|quiero .. " +
				"consentimiento|acuerdo|permiso|acepto|consiento|autorizo|$",
			"no .. doy .. mi consentimiento", "no|ya .. consiento|autorizo", "darme|dame|denme|dar|deme .. de baja",
			"^ baja $", "quiero .. baja", "no .. escribirme|contactarme|enviarme|escriban|escribais|contacten .. mas",
			"dejen|deja|dejad|dejar .. de .. escribirme|contactarme|enviarme|mandarme|molestarme", "me .. retracto",
		}},
		{Objection, "", []string{
			"no|dejen|deja|dejad|dejar|basta|paren|parad|nunca .. " +
				"ofertas|promos|promociones|boletin|boletines|publicitarios|publicitarias",
			"cancelar|anular|baja .. boletin|newsletter|suscripcion|publicidad",
			"no|dejen|deja|dejad|nunca|paren .. usen|useis|uses|usar|utilicen|utiliceis|utilizar|traten|tratar|" +
				"vendan|vendais|vendas|compartan|compartais|compartas|compartir|vender .. mis|mi .. " +
				"@datos|numero|correo",
			"me opongo|opongo|oponerme|oponer", "derecho .. de|a .. oposicion|oponerme", "articulo 21", "art 21",
			"no .. quiero|quisiera|deseo .. @publi|que", "dejen|deja|dejad|no|paren|basta .. @publi",
			"ejercer .. oposicion", "oposicion .. tratamiento",
		}},
		{Restriction, "", []string{
			"limitar|limite|limiten|limitad|restringir|restrinja|restrinjan|restringid|bloquear|bloqueen|congelar|" +
				"congelen|suspender .. tratamiento|uso|datos|procesamiento",
			"limitacion|restriccion .. tratamiento|uso|datos|procesamiento", "derecho .. limitacion|restriccion",
			"articulo 18", "art 18", "conserven|guarden|guarda|conserva .. mis datos .. no .. usen|uses|useis",
		}},
		{Rectification, "", []string{
			"mi|mis|la|el|los .. nombre|apellido|apellidos|direccion|correo|email|telefono|numero|datos|fecha .. " +
				"esta|estan|es|son|teneis|tienen|tienes|sale|pone .. " +
				"mal|incorrecto|incorrecta|incorrectos|equivocado|equivocada|erroneo|erronea|desactualizado|" +
				"desactualizada|antiguo|antigua .. mi|mis|mio|$",
			"mi|mis .. nombre|apellido|direccion|correo|email|telefono|numero|datos .. ha|han cambiado",
			"he cambiado .. de .. direccion|telefono|numero|correo|email|nombre",
			"cambie .. de .. direccion|telefono|numero|correo|email",
			"corregir|corrige|corrija|corrijan|corregid|rectificar|rectifique|rectifiquen|actualizar|actualiza|" +
				"actualice|actualicen|cambiar|cambia|cambie|cambien|modificar|modifica|modifiquen|arreglar .. mi|mis " +
				".. nombre|apellido|apellidos|direccion|correo|email|telefono|numero|datos|informacion|perfil|fecha",
			"mi|mis .. nombre|apellido|direccion|correo|email|telefono|numero|datos|informacion|fecha .. " +
				"esta|estan|es|son|no .. mal|incorrecto|incorrecta|incorrectos|equivocado|equivocada|equivocados|" +
				"erroneo|erronea|erroneos|desactualizado|desactualizada|desactualizados|viejo|vieja|antiguo|antigua|" +
				"correcto|correcta|correctos|bien",
			"tienen|teneis|tienes|han|habeis .. mal .. mi|mis .. " +
				"nombre|apellido|direccion|correo|telefono|datos|numero",
			"derecho .. rectificacion", "rectificacion .. datos", "articulo 16", "art 16",
			"datos .. mios|mi|sobre .. incorrectos|equivocados|mal|erroneos",
		}},
		{Erasure, "", []string{
			"@borrar|quitenme|quitame|quitadme|saquenme|sacadme|sacame|borradme|eliminadme|desaparecer|salir .. de " +
				".. base|bases|sistema|sistemas|registros|archivos|ficheros|servidores",
			"@borrar .. mi|mis .. numero|telefono|correo|email|direccion|nombre|rastro|mensaje",
			"no .. quiero .. que .. tengan|tengas|tengais|guarden|guardeis|guardes .. mi|mis|nada",
			"deshaced|deshaganse|deshazte .. de .. mis|mi|todo", "no quede .. rastro|nada",
			"@borrar .. @mis .. @datos",
			"@borrar .. todo|todos|toda|cualquier .. mi|mis|mio|mios|sobre|tienen|tienes|teneis|tengan|datos|" +
				"informacion",
			"@borrar .. @duros .. mi|personales|mios",
			"derecho .. al|de .. olvido|supresion|borrado|eliminacion|cancelacion", "articulo 17", "art 17",
			"ser olvidado|olvidada", "olvidate|olvidense|olvidaos .. de mi",
			"borrame|borrenme|eliminame|eliminenme|elimineme|borreme",
			"mis|mi .. @datos .. borrados|eliminados|borrada|eliminada|borrado|eliminado|borren|eliminen|borre|" +
				"elimine|desaparezcan|borra|elimina|supriman",
			"que .. borren|eliminen|borres|elimines|borreis|elimineis|supriman|olviden .. @datos|todo|mi|mis|me",
			"@borrar .. esta|este|la|nuestra conversacion|chat", "cerrar|cierra|cierren|cerrad|baja .. mi|la cuenta",
			"dar .. de baja .. mi cuenta|perfil",
			"no .. quiero|quisiera .. que .. tengan|tengas|tengais|guarden|guardes|conserven .. mis|mi " +
				"datos|informacion",
			"^ @borrar .. datos $", "solicitud .. de .. borrado|supresion|eliminacion",
			"deshaceros|deshaganse|deshacerse .. mis|mi",
		}},
		{Access, "", []string{
			"lo|todo que .. @guardar .. guardado|sobre|de|mio|mia .. mi|mio|mia|$",
			"@dar .. lo|todo que .. @guardar .. sobre|de|mio mi",
			"@dar .. toda|todos|todo|la|los .. informacion|datos .. @guardar .. mia|mio|mios|mi",
			"como .. @exportar|consigo|obtengo|veo|pido|solicito .. mis .. @datos",
			"@exportar .. @mis .. @datos",
			"@exportar .. todo|toda|todos|lo .. mi|mis|sobre|tienen|tienes|teneis|informacion|datos",
			"copia .. de .. @mis .. @datos", "copia .. datos|informacion|todo", "@dar .. @mis .. @duros",
			"@dar .. mi .. historial|informacion|conversacion|ficha",
			"@dar .. todo|toda|datos|informacion .. tienen|tienes|teneis|tengan|tengas|tengais|guardan|hay|sobre .. " +
				"mi|sobre|$|?",
			"@dar .. datos .. sobre mi",
			"que .. saben|sabes|sabeis|tienen|tienes|teneis|hay|guardan|guardas|guardais|sabe|tiene .. " +
				"de|sobre|acerca mi",
			"que .. datos|informacion|info .. mios|mia|mi|personales .. " +
				"tienen|tienes|teneis|tiene|guardan|guardas|guardais|hay",
			"que .. datos|informacion|info .. tienen|tienes|teneis|tiene|guardan|guardas|guardais|hay|conservan|" +
				"almacenan .. mi|mios|sobre|mia",
			"derecho .. de|al|a .. acceso|acceder|portabilidad", "solicitud .. de .. acceso", "articulo 15", "art 15",
			"articulo 20", "art 20", "portabilidad", "acceder|acceso .. a .. mis|mi|los .. datos|informacion",
			"todo lo que .. tienen|tienes|teneis|saben|sabes|sabeis|tengan|tengas|tengais",
			"tienen|teneis|tienes|guardan .. algo|datos|informacion .. sobre|de mi", "^ mis datos por favor",
			"^ @exportar .. datos $", "ejercer .. acceso",
		}},
		{Handoff, "", []string{
			"hablar|hablo|habla|chatear|contactar|comunicar|comunicarme|comuniqueme|paseme|pasame|pasenme|pasar|" +
				"conectar|conectame|escribir|atienda|atender .. con|a|me .. @persona|ser",
			"^ humano|agente|persona|operador|asesor $", "persona|agente .. real|humana|humano|verdad|verdadera",
			"quiero|necesito|hay .. un|una|algun|alguna @persona", "que .. atienda|ayude .. @persona",
			"atencion al cliente", "con .. @persona .. de verdad|real", "servicio .. al cliente .. hablar|persona|$",
		}},
		{PolicyQuestion, AutomatedDecisions, []string{
			"eres|sos|es|son .. un|una|bot|robot|ia|real .. bot|robot|maquina|humano|humana|persona|ia|chatbot|" +
				"ordenador|programa|real",
			"estoy|hablo .. hablando|escribiendo|chateando|con .. bot|robot|maquina|humano|persona|ia|alguien|quien",
			"ia|robot|bot|algoritmo|maquina|modelo|chatgpt|inteligencia .. " +
				"lee|leen|leyendo|ve|decide|deciden|entrenar|entrena|aprende|procesa|usa|usan|analiza|responde",
			"entrenar|entrenan|entrenais|entreno .. ia|modelo|modelos|inteligencia|algoritmo|chatgpt",
			"decision*|perfil* automatiz*", "automatizad* .. decision*",
			"usan|usais|usas .. ia|inteligencia|chatgpt|algoritmos", "articulo 22",
		}},
		{PolicyQuestion, Sharing, []string{
			"venden|vendeis|vendes|vende|vender|vendido .. mis|mi|los|nuestros|datos|informacion",
			"comparten|compartis|compartes|comparte|compartir|ceden|cedeis|cede|ceder|pasan|pasais|dan|dais|" +
				"transmiten|revelan .. mis|mi|los|estos|la|esta|esto|con|datos|informacion .. " +
				"@datos|numero|correo|terceros|alguien|otras|otros|empresas|?|$",
			"quien|quienes .. ve|ven|lee|leen|accede|acceden|recibe|reciben|tiene|tienen|puede|pueden|mas .. " +
				"mis|mi|esto|esta|estos|lo|acceso|datos|mensajes",
			"con quien|quienes .. compart*|mis|datos", "terceros|terceras",
			"es .. privado|privada|confidencial|anonimo", "destinatarios",
			"otras empresas|personas .. datos|ver|ven|acceso",
		}},
		{PolicyQuestion, Transfers, []string{
			"donde .. @duros|mensajes|conversacion|servidores", "donde .. @guardar .. esto|eso|lo",
			"donde .. va|van .. datos|informacion|escribo|digo", "fuera .. de|del .. ue|europa|pais|espana|eee|union",
			"transfer* .. internacional*|datos|paises|extranjero|eeuu|fuera",
			"servidores|servidor .. en|estan|donde|europa|eeuu|china", "en que pais|servidor|servidores",
			"salen|sale|van .. de .. europa|pais|ue|extranjero",
		}},
		{PolicyQuestion, Retention, []string{
			"cuanto|cuantos .. tiempo|meses|anos|dias .. @guardar|esta|estan|quedan|permanecen|tardan|duran|datos",
			"cuanto .. duran|tardan|quedan .. datos|mensajes", "hasta cuando .. @guardar|datos|tienen",
			"cuando .. borran|borrais|eliminan|elimina|borra|eliminais|caducan|se .. mis|datos|mi|mensajes|informacion",
			"plazo .. de .. conservacion|retencion",
			"@guardar .. mis|mi|esta|este|lo|los|estos .. @datos|digo|escribo|numero|correo .. siempre|tiempo|?|$",
			"retencion .. datos",
			"se|queda|quedan .. guarda|guardan|graba|graban|guardado|guardada|registrado|registrada .. " +
				"esto|chat|conversacion|mensajes|datos|lo|?|$",
			"periodo .. de .. conservacion|retencion",
		}},
		{PolicyQuestion, Security, []string{
			"estan|esta|son|es|seran .. seguros|segura|seguro|protegidos|protegida|cifrados|cifrado|encriptados|" +
				"salvo|seguras .. datos|informacion|aqui|chat|mis|mi|esto",
			"^ es seguro $",
			"mis|mi|los .. @datos|tarjeta|numero .. seguros|seguro|segura|protegidos|cifrados|protegida|salvo",
			"como .. protegen|protegeis|proteges|aseguran|cifran|cuidan|guardan|protege .. mis|mi|datos|los|la",
			"cifrado|cifrados|cifran|encriptado|encriptan|cifrais",
			"brecha|brechas|filtracion|filtraciones|fuga|hackeado|hackeados|hackear|hackers",
			"seguridad .. de .. mis|los|datos|informacion", "medidas .. de seguridad",
			"es seguro .. dar|escribir|enviar|poner|mandar|decir|compartir",
		}},
		{PolicyQuestion, Cookies, []string{
			"cookie|cookies|galletas",
			"rastrean|rastreais|rastreas|rastreo|rastreadores|rastrear|siguen|trackean .. " +
				"mi|me|ubicacion|navegacion|web|pagina|?|$",
			"almacenamiento local",
		}},
		{PolicyQuestion, Children, []string{
			"menor|menores|nino|nina|ninos|ninas|hijo|hija|hijos|adolescente .. " +
				"datos|privacidad|edad|usar|chat|consentimiento|puede|pueden|permitido|16|14|18|13",
			"datos|privacidad|consentimiento .. menores|menor|ninos|hijos|hijo|hija", "edad .. minima|limite|tener|hay",
			"que edad", "tengo 8|9|10|11|12|13|14|15 anos",
		}},
		{PolicyQuestion, Rights, []string{
			"que|cuales .. derechos", "mis derechos", "derechos .. tengo|arco|rgpd|datos|privacidad|lopd",
			"tengo .. derecho .. a", "tengo derechos", "puedo .. negarme|rechazar|oponerme",
		}},
		{PolicyQuestion, Contact, []string{
			"quien .. responsable|encargado|controla|gestiona .. datos|tratamiento|privacidad|mis|esto|chat|$|?",
			"responsable .. del|de .. tratamiento|datos|privacidad", "delegado|delegada .. de .. proteccion|datos",
			"dpd|dpo", "autoridad .. de .. proteccion|control",
			"quejarme|queja|reclamar|reclamacion|denunciar|denuncia .. " +
				"privacidad|datos|proteccion|aepd|agencia|autoridad",
			"contacto|contactar|escribir|dirigirme|correo .. privacidad|proteccion|datos",
			"a quien|donde .. dirijo|dirigirme|escribo|reclamo|quejo|contacto|quejarme|reclamar",
			"quien .. detras|esta .. de .. chat|esto|bot", "agencia .. de .. proteccion",
		}},
		{PolicyQuestion, LegalBasis, []string{
			"base|bases .. legal|juridica|legales", "fundamento|motivo legal|juridico", "con que derecho|base|permiso",
			"es .. legal|licito", "por que .. pueden|podeis|puedes .. usar|guardar|tratar|tener|procesar",
			"cumplen|cumplis|cumples|cumple|cumplir .. rgpd|gdpr|lopd|ley|normativa|proteccion", "interes legitimo",
			"segun .. que .. ley|articulo", "articulo 6|7|13",
		}},
		{PolicyQuestion, Purposes, []string{
			"por que|para que|porque .. me|nos .. piden|pedis|pides|pide|solicitan|preguntan|preguntas .. " +
				"mi|mis|el|la|los|tantos|dni|fecha|telefono|correo|datos|nacimiento",
			"que .. hacen|haceis|haces|hacer|hace .. con .. mi|mis|el|la|los .. " +
				"dni|fotos|foto|tarjeta|datos|informacion|contactos",
			"que|q .. hacen|haceis|haces|hace|haran|hareis|vas|van|vais|harias|harian .. con .. " +
				"mis|mi|los|el|la|esto|esta|este|ese|estos|eso .. @datos|numero|telefono|correo|email|direccion|" +
				"nombre|eso|esto|mensajes|?|$",
			"para que .. usan|usais|usas|utilizan|utilizais|quieren|quereis|necesitan|necesitais|necesitas|piden|" +
				"quieres|usa|recogen|guardan .. mi|mis|@datos|numero|telefono|correo|esto|eso",
			"por que .. necesitan|necesitais|necesitas|piden|pedis|pides|quieren|quereis|recogen|guardan|guardais .. " +
				"mi|mis|los|datos|esto|eso|el|tantos",
			"como .. usan|usais|usas|utilizan|utilizais|tratan|tratais|procesan|manejan|gestionan|usa .. " +
				"mis|mi|los|la|datos|informacion",
			"finalidad|finalidades|proposito|propositos", "que pasa .. con .. mis|mi|los|lo|esto|datos|numero",
			"uso .. de .. mis|los datos", "se .. usan|utilizan|tratan .. mis|los datos"}},
		{PolicyQuestion, Collection, []string{
			"recogiendo|recopilando|grabando|guardando|registrando|almacenando|espiando|captando",
			"que|cuales .. datos|informacion|info .. recoge|recogen|piden|pide|accede|acceden",
			"accede|acceden|accedeis|lee|leen|ve|ven|sabe|rastrea|rastrean .. a|mi|mis .. " +
				"ubicacion|contactos|fotos|camara|microfono|mensajes",
			"que|cuales .. datos|informacion|info .. recogen|recogeis|recoges|recopilan|recopilais|recopilas|recaban|" +
				"piden|guardan|guardais|guardas|tratan|toman|recoge|almacenan|captan",
			"recogen|recogeis|recopilan|recopilais|recaban|graban|grabais|grabas|registran|espian .. " +
				"mis|mi|datos|esta|este|lo|la|ip|ubicacion|informacion|algun|esto|conversacion",
			"de donde .. sacan|sacaron|sacasteis|tienen|teneis|obtuvieron|obtienen|habeis|han .. " +
				"mi|mis|numero|datos|correo|informacion",
			"como .. consiguieron|obtuvieron|conseguisteis|tienen|teneis .. mi|mis .. numero|datos|correo|telefono",
			"se .. graba|graban|registra .. esto|esta|este|la|llamada|conversacion|chat",
			"que .. guardan|guardais|guardas|recogen|registran .. ?|$"}},
		{PolicyQuestion, "", []string{
			"politica|aviso|declaracion|terminos|preguntas|duda|dudas|pregunta .. privacidad|datos|proteccion",
			"^ privacidad $", "sobre .. privacidad", "mi privacidad", "proteccion .. de .. datos",
			"rgpd|gdpr|lopd|lopdgdd", "datos personales .. ?", "tratamiento .. de .. datos|mis",
		}},
		{Help, "", []string{
			"en que .. ayudar|ayudarme|ayudas|ayudan", "que .. puedo|puede .. preguntarte|pedirte|preguntar|hacer aqui",
			"^ ayuda|comandos|opciones|menu $", "^ ayudame|ayudeme $", "que .. puedes|puede|sabes|podes .. hacer|decir",
			"que .. puedo .. hacer|decir|preguntar|pedir|escribir", "como .. funciona esto|este|$|?",
			"^ necesito .. ayuda $", "^ ayuda .. por favor $",
		}},
	})
}
