// Package llm asks a language model behind an OpenAI-compatible API what a
// message means that the embedded classifier is unsure of, and lets it answer
// from the company's own texts.
//
// It owns what leaves this machine: of a text only words that are in no doubt
// ordinary, never a number, a name or an address (intents.Mask). What the model
// answers is bound to our intents and topics and is a guess as any other. It
// does not own when it is asked, nor whether the person agreed (package bot).
package llm
