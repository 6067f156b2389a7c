// Package intents owns what a message means: which right or privacy question
// it is, on which topic, in which language, whether it says yes or no, and
// which words phone carriers reserve.
//
// It does not own what follows from a meaning (package bot) nor what is
// answered (package policies). It reads nothing, keeps nothing and calls
// nobody: a classification is a function of the text.
package intents
