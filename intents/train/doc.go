/*
Train makes the model that package intents embeds, from the corpus beside it:

	go run ./intents/train

It takes some seconds, and the same corpus gives the same bytes. With --measure it holds back every tenth family and
says how well the others explain them; the figures that count are those of

	go run ./cmd/assent evaluate intents/testdata/fresh_en.jsonl

It owns the learning alone: what a feature is and how the model is stored is package intents', which shares learn.go
with it. Read grammar.go (the corpus), examples.go (texts from families, with the mistakes people make), softmax.go
(the learner), main.go (the rounds). README.md of package intents shows how a phrase is taught. There are no tests here:
TestModelIsOfThisCorpus and TestHoldout in package intents test what comes out.

# The corpus

intents/corpus holds, per language, lines such as

	{data} = my data | all my info
	== erasure
	(please|can you|) (delete|wipe) {data}

A line is a family: one way to say something, with its variants. What counts is how many different families there are. A
section is an intent, with a topic where it is a question: "== policy_question/sharing". Ordinary talk (other) matters
as much as the rest: most of what looks like privacy is not.

intents/words says what the words of a language stand for, so that the model sees an act, its object and whose it is, in
whatever words and spelling.

# What was tried

Accuracy is on messages by other authors than the corpus (testdata/fresh_*). One softmax over intents and topics
together takes doubt for a question, because questions have thirteen labels; two heads raised the public set by two
points. Leaving out three of ten features while learning (dropout) keeps the model from trusting single words, and its
confidence honest. Smaller steps (0.1 of AdaGrad) generalise better than larger ones. No kind of feature is worth much
by itself: without letters, pairs of words, pairs of concepts, or objects the accuracy falls by one point or less; without
the rules' verdict it falls by two, and false alarms double. The corpus is worth more than all of them: 1,100 French
families by another author raised German, French and Portuguese together from .78 to .87, and 2,300 English ones brought
the false alarms on the public set from .09 to .05.
*/
package main
