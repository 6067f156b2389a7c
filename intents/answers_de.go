package intents

// What people type in German to say yes or no. Without accents.

var germanConsent = &answers{
	idioms:  nil,
	unclear: nil,
	no:      nil,
	yes:     compileAll("ja|jo|klar|einverstanden"),
	deny:    squeezedSet("nein ne nicht"),
	refuse:  nil,
	firm:    squeezedSet("ja jo klar einverstanden"),
	other:   nil,
}

var germanConfirm = &answers{
	yes:  compileAll("ja|jo|klar|einverstanden"),
	deny: squeezedSet("nein ne nicht"),
	firm: squeezedSet("ja jo klar einverstanden"),
}
