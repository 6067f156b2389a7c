// Package llm puts a language model behind an OpenAI-compatible API to three uses: what a message means when the
// embedded classifier is unsure, how an answer to a privacy question is phrased, and, with material from the company,
// answers to ordinary messages.
//
// It owns what leaves this machine: only words of a text that are ordinary beyond doubt, never a number, a name or an
// address (intents.Mask). What the model answers is limited to our intents and topics, is a guess like any other and
// never fully sure; an answer from the material is used only with a quote that is really there. It does not own when
// the model is asked, nor whether the person agreed (package bot, PurposeAssistant).
//
// Read llm.go (Config; Reader implements bot.Interpreter: budget, rest after failures, request, answer), phrase.go
// (bot.Phraser), assistant.go (bot.Assistant: passages, the nearest ones, the answer).
//
// A new use implements an interface of package bot, goes through ask, and gets a test beside TestNothingPersonalLeaves
// that no canary leaves. The tests run against a server of their own; one checks the request against the API's
// published specification, if a copy of that is at hand.
package llm
