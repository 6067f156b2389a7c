/*
Train trains the model that package intents embeds on the corpus beside it:

	go run ./intents/train

It takes some seconds, and the same corpus gives the same bytes. With --measure it holds back every tenth family and
prints the accuracy on them; the figures that count are those of

	go run ./cmd/assent evaluate intents/testdata/fresh_en.jsonl

It owns only the training: package intents defines the features and the format of the model, and shares them in
learn.go. Read grammar.go (the corpus), examples.go (texts from families, with the mistakes people make), softmax.go
(the learner), main.go (the rounds). README.md of package intents shows how to teach a phrase. There are no tests here:
TestModelIsOfThisCorpus and TestHoldout in package intents test the result.

# The corpus

intents/corpus holds, per language, lines such as

	{data} = my data | all my info
	== erasure
	(please|can you|) (delete|wipe) {data}

A line is a family: one way to say something, with its variants. What counts is how many different families there are. A
section is an intent, with a topic if it is a question: "== policy_question/sharing". Ordinary talk (other) matters as
much as the rest: most of what looks like privacy is not.

intents/words lists which concept the words of a language stand for, so that the model sees an act, its object and whose
it is, in whatever words and spelling.

# What was tried

Accuracy is measured on messages by other authors than the corpus (testdata/fresh_*). One softmax over intents and
topics together reads doubt as a question, because questions have thirteen labels; two heads raised accuracy on the
public set by two points. Leaving out a quarter of the features in training (dropout) keeps the model from relying on
single words, and its confidence honest. Smaller steps (AdaGrad at 0.1) generalise better than larger ones. No kind of
feature matters much by itself: without letters, pairs of words, pairs of concepts, or objects, accuracy falls by one
point or less; without the rules' verdict it falls by two, and false alarms double. The corpus matters more than all of
them: 1,100 French families by another author raised German, French and Portuguese together from .78 to .87, and 2,300
English ones reduced the false alarms on the public set from .09 to .05.
*/
package main
