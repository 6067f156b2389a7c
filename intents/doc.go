// Package intents owns what a message means: which right or privacy question
// it is, on which topic, in which language, whether it says yes or no, and
// which words phone carriers reserve.
//
// It does not own what follows from a meaning (package bot) nor what is
// answered (package policies). It reads nothing, keeps nothing and calls
// nobody: a classification is a function of the text.
//
// [New] is the embedded classifier. The words of a text become concepts
// (lexicon.go, words), the concepts features that see what acts on what and
// whose it is (features.go), the features probabilities (model.go), and those
// of the whole and of its parts a guess (embedded.go). The model hears the rules
// too (classify.go, rules_*.go). It is made by intents/train from corpus.
package intents
