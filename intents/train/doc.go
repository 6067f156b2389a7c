/*
Train makes the model that package intents embeds, from the corpus beside it:

	go run ./intents/train

It takes some seconds, and the same corpus gives the same bytes. With --measure
it holds back every tenth family and says how well the others explain them; the
figures that count are those of

	go run ./cmd/assent evaluate intents/testdata/fresh_en.jsonl

# The corpus

intents/corpus holds, per language, lines such as

	{data} = my data | all my info
	== erasure
	(please|can you|) (delete|wipe) {data}

A line is a family: one way to put something, with its variants. What counts is
how many different families there are. A section is an intent, with a topic where
it is a question: "== policy_question/sharing". To teach the model a phrase, add
its line and train. Ordinary talk (other) matters as much as the rest: most of
what looks like privacy is not.

intents/words says what the words of a language stand for, so that the model sees
an act, its object and whose it is, in whatever words and spelling.

# What was tried

Each on messages of other hands than the corpus (testdata/fresh_*), accuracy:
one softmax over intents and topics together reads doubt as a question, because
questions have thirteen labels; two heads raised the public set by two points.
Leaving out three of ten features while learning (dropout) keeps the model from
trusting single words, and its confidence honest. Smaller steps (0.1 of AdaGrad)
generalise better than faster ones. No kind of feature is worth much by itself:
without letters, pairs of words, pairs of concepts, or objects the accuracy falls
by one point or less; without what the rules say it falls by two, and doubles the
false alarms. The corpus is worth more than all of them: 1,100 French families of
another hand raised German, French and Portuguese together from .78 to .87, and
2,300 English ones brought the false alarms on the public set from .09 to .05.
*/
package main
