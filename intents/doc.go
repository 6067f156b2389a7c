// Package intents owns what a message means: which right or privacy question it is about, on which topic, in which
// language, whether it says yes or no, and which words phone carriers reserve.
//
// It owns neither what the bot does about it (package bot) nor what it answers (package policies). It does no I/O,
// stores nothing and calls nobody: a classification is a function of the text.
//
// [New] returns the embedded classifier; [Rules] is its rule tables alone. The files, in the order in which a text
// passes through them:
//
//	intents.go                  the names, and Guess
//	normalise.go, detect.go     clauses and plain words; the language
//	lexicon.go, words/          words become concepts: the act, its object, whose it is
//	rules.go, pattern.go        the rules; their tables are rules_*.go, one per language
//	features.go, model.go       features of the text, its concepts and the rules' verdict; their probabilities
//	classifier.go               the whole message and its parts become a guess, with rivals
//	consent.go, answers*.go     yes, no or unclear: an answer with a doubt in it is not consent
//	asks.go                     questions about one's own record, such as "who has read my messages?"
//	carrier.go                  STOP, HELP, START, and other words for them
//	mask.go                     a text without anything personal, for an external language model
//
// intents/train trains the model from corpus and words; learn.go holds what both packages need. README.md shows how to
// teach a phrase and how to measure the result.
//
// A new topic or intent is a constant in intents.go. Tests fail until the corpus, package policies and the gate know
// it.
//
// Tests: classify_test.go (the rules, answers, carriers' words), holdout_test.go (how well strangers are understood),
// model_test.go, asks_test.go; fuzz targets for every function that reads text.
package intents
