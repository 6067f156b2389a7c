package intents

// What people type in French to say yes or no. Without accents.

var frenchConsent = &answers{
	idioms:  nil,
	unclear: nil,
	no:      nil,
	yes:     compileAll("oui|daccord"),
	deny:    squeezedSet("non pas"),
	refuse:  nil,
	firm:    squeezedSet("oui daccord"),
	other:   nil,
}

var frenchConfirm = &answers{
	yes:  compileAll("oui|daccord"),
	deny: squeezedSet("non pas"),
	firm: squeezedSet("oui daccord"),
}
