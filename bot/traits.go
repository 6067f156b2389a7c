package bot

// Traits are what is always true of a channel, or of an assistant.
type Traits struct {
	// Platform is what people call the channel, such as Discord; empty: as it is
	// called in the configuration.
	Platform string
	// ShortForm: the short form of the notice is shown, as on SMS.
	ShortForm bool
	// PhoneCarrier: messages go over phone carriers. There a STOP is final: who
	// said it is on the suppression list, which is checked before every send.
	PhoneCarrier bool
	// Anonymous: it shows less of who writes than an account of a platform does,
	// such as a page that knows a cookie.
	Anonymous bool
	// LanguageModel: one speaks for the assistant. It gets only what people say
	// who agreed to PurposeAssistant, and is introduced as what it is (EU AI Act,
	// Art. 50(1)).
	LanguageModel bool
	// Path is what its http.Handler serves all below of; it ends in a slash. The
	// handler of a channel without one serves everything else.
	Path string
}

// HasTraits is implemented by channels and assistants whose traits are not all
// zero.
type HasTraits interface{ Traits() Traits }

// TraitsOf returns the traits of a channel or an assistant; one without the
// method has the zero Traits.
func TraitsOf(v any) Traits {
	if t, ok := v.(HasTraits); ok {
		return t.Traits()
	}
	return Traits{}
}
