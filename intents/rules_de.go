package intents

// german is what is known of German. Words stand without accents.
func german() *tables {
	sets := map[string]string{}
	vetoes := []string{}
	return build("de", []string{"nicht", "kein", "keine", "keinen", "nie", "niemals", "ohne"}, sets, vetoes, []spec{})
}
