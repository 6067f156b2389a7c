package bot

// Traits are the fixed properties of a channel or an assistant.
type Traits struct {
	// Platform is what people call the channel, such as Discord; empty: its name in
	// the configuration.
	Platform string
	// ShortForm: the channel shows the short form of the notice, as SMS does.
	ShortForm bool
	// PhoneCarrier: messages go through phone carriers. There a STOP is final: it
	// puts the account on the suppression list, which is checked before every send.
	PhoneCarrier bool
	// Anonymous: the channel identifies people less well than a platform with
	// accounts, such as a page that only knows a cookie.
	Anonymous bool
	// LanguageModel: a language model speaks for the assistant. It only gets messages
	// of people who agreed to PurposeAssistant, and is introduced as an AI (EU AI
	// Act, Art. 50(1)).
	LanguageModel bool
	// Path is the URL path below which the channel's http.Handler serves everything;
	// it ends in a slash. A channel without one serves all other paths.
	Path string
}

// HasTraits is implemented by channels and assistants that have any.
type HasTraits interface{ Traits() Traits }

// TraitsOf returns the traits of a channel or an assistant; one without the
// method has the zero Traits.
func TraitsOf(v any) Traits {
	if t, ok := v.(HasTraits); ok {
		return t.Traits()
	}
	return Traits{}
}
