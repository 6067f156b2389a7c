package intents

// french is what is known of French. Words stand without accents.
func french() *tables {
	sets := map[string]string{}
	vetoes := []string{}
	return build("fr", []string{"pas", "jamais", "sans", "aucun", "aucune"}, sets, vetoes, []spec{})
}
