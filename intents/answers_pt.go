package intents

// What people type in Portuguese to say yes or no. Without accents.

var portugueseConsent = &answers{
	idioms:  nil,
	unclear: nil,
	no:      nil,
	yes:     compileAll("sim|concordo|aceito"),
	deny:    squeezedSet("nao"),
	refuse:  nil,
	firm:    squeezedSet("sim concordo aceito"),
	other:   nil,
}

var portugueseConfirm = &answers{
	yes:  compileAll("sim|concordo|aceito"),
	deny: squeezedSet("nao"),
	firm: squeezedSet("sim concordo aceito"),
}
