// Package intents owns what a message means: which right or privacy question it is, on which topic, in which language,
// whether it says yes or no, and which words phone carriers reserve.
//
// It does not own what follows from a meaning (package bot) nor what is answered (package policies). It reads nothing,
// keeps nothing and calls nobody: a classification is a function of the text.
//
// [New] is the embedded classifier; [Rules] are its tables alone. In the order in which a text goes through them:
//
//	intents.go                  the names, and Guess
//	normalise.go, detect.go     clauses and plain words; the language
//	lexicon.go, words/          words become concepts: what acts, on what, whose
//	classify.go, pattern.go     the rules; their tables are rules_*.go, one per language
//	features.go, model.go       features of the text, its concepts and the rules' verdict; their probabilities
//	embedded.go                 the parts of a message and the whole of it become a guess, with rivals
//	consent.go, answers*.go     yes, no or unclear: an answer with a doubt in it is no consent
//	asks.go                     questions about one's own record, such as "who has read my messages?"
//	carrier.go                  STOP, HELP, START, and other words for them
//	mask.go                     a text without anything personal, for a model elsewhere
//
// The model is made by intents/train from corpus and words; learn.go is what both need. README.md shows how a phrase
// is taught and measured.
//
// A new topic or intent is a constant in intents.go. Tests fail until the corpus, package policies and the gate know
// it.
//
// Tests: classify_test.go (the rules, answers, carriers' words), holdout_test.go (how well strangers are understood),
// model_test.go, asks_test.go; fuzz targets for every reader of text.
package intents
