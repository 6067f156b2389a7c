package intents

// portuguese is what is known of Portuguese. Words stand without accents.
func portuguese() *tables {
	sets := map[string]string{}
	vetoes := []string{}
	return build("pt", []string{"nao", "nunca", "sem", "jamais"}, sets, vetoes, []spec{})
}
