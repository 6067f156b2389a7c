package bot_test

import (
	"context"
	"time"

	"assent/bot"
	"assent/intents"
	"assent/policies"
)

// conflictCase is one kind of message.
type conflictCase struct {
	name    string
	result  string            // the kind of result that it brings
	act     bot.ActKind       // what an agent does
	at      string            // the item of the queue that leads to it; empty: none
	of      string            // whose person is decided on
	desk    bool              // there is one
	orders  bool              // it returns a reference
	config  func(*bot.Config) // what is configured otherwise
	setup   func(*contest)    // until right before it
	send    func(*contest)    // the message
	differs map[string]string // by the name of the strike: what is looked at before the person is locked
}

// A strike is what another replica does meanwhile.
type strike struct {
	name string
	fits func(*contest, bot.Person) bool
	act  func(*contest)
}

func always(*contest, bot.Person) bool { return true }

func known(_ *contest, p bot.Person) bool { return p.Known() && p.Stage != bot.StageErasing }

func inThread(_ *contest, p bot.Person) bool { return len(p.Threads) > 0 }

var strikes = []strike{
	{name: "they write", fits: always, act: func(w *contest) { w.come("strike", bot.Message{Text: "one more thing"}) }},
	{name: "they agree", fits: always, act: func(w *contest) { w.come("strike", bot.Message{Choice: "agree"}) }},
	{name: "they decline", fits: always, act: func(w *contest) { w.come("strike", bot.Message{Choice: "decline"}) }},
	{name: "they withdraw", fits: always, act: func(w *contest) {
		w.come("strike", bot.Message{Text: "I withdraw my consent"})
	}},
	{name: "they send STOP", fits: always, act: func(w *contest) {
		w.come("strike", bot.Message{Text: "STOP", Carrier: intents.KeywordStop})
	}},
	{name: "they restrict", fits: always, act: func(w *contest) {
		w.come("strike", bot.Message{Text: "please restrict the processing of my data"})
	}},
	{name: "they ask for their erasure", fits: always, act: func(w *contest) {
		w.come("strike", bot.Message{Text: "delete my data"})
		w.come("strike again", bot.Message{Text: "DELETE"})
	}},
	{name: "they keep their data", fits: always, act: func(w *contest) { w.come("strike", bot.Message{Text: "KEEP"}) }},
	{name: "they are erased", fits: known, act: func(w *contest) {
		o := bot.Order{By: "another", Reason: "x"}
		if _, err := w.other.OrderErasure(w.Context(), w.person(w.c.of).ID, o); err != nil {
			w.Fatal(err)
		}
		if err := w.other.Drain(w.Context()); err != nil {
			w.Fatal(err)
		}
	}},
	{name: "an officer places a hold", fits: known, act: func(w *contest) {
		o := bot.Order{By: "another", Reason: "a lawsuit"}
		if _, err := w.other.PlaceLegalHold(w.Context(), w.person(w.c.of).ID, o, time.Time{}, nil); err != nil {
			w.Fatal(err)
		}
	}},
	{name: "an edition is published", fits: always, act: func(w *contest) {
		w.publish()
		w.come("strike", bot.Message{Text: "one more thing"})
	}},
	{name: "a colleague takes it", fits: inThread, act: func(w *contest) { w.colleague(bot.ActTake) }},
	{name: "a colleague resolves it", fits: inThread, act: func(w *contest) { w.colleague(bot.ActResolve) }},
	{name: "a colleague blocks them", fits: inThread, act: func(w *contest) { w.colleague(bot.ActBlock) }},
}

// colleague lets somebody else of the team act at the other replica.
func (w *contest) colleague(kind bot.ActKind) {
	w.Helper()
	a := bot.Act{ID: "strike", Place: w.thread(w.c.of), Agent: omar, Kind: kind}
	if _, err := w.other.Act(w.Context(), a); err != nil {
		w.Fatal(err)
	}
}

// writes lets the person write something.
func writes(text string) func(*contest) { return brings(bot.Message{Text: text}) }

// brings lets them send a whole message, such as a press.
func brings(m bot.Message) func(*contest) {
	return func(w *contest) {
		w.Helper()
		m.ID, m.User = "the message", user(w.c.of)
		if err := w.bot.Receive(context.Background(), m); err != nil {
			w.got.Err = err.Error()
		}
	}
}

// after are what was said before, each answered, in words or (!) by a press.
func after(said ...string) func(*contest) {
	return func(w *contest) {
		w.Helper()
		for _, text := range said {
			if text[0] == '!' {
				w.press("ana", text[1:])
			} else {
				w.write("ana", text)
			}
		}
	}
}

// agreed is somebody who agreed, and said this then.
func agreed(said ...string) func(*contest) {
	return after(append([]string{"hello there", "!agree"}, said...)...)
}

func conflictCases() []conflictCase {
	var all []conflictCase
	for _, list := range [][]conflictCase{textCases(), timerCases(), resultCases(), actCases(), orderCases()} {
		all = append(all, list...)
	}
	for i := range all {
		if all[i].of == "" {
			all[i].of = "ana"
		}
	}
	return all
}

func textCases() (all []conflictCase) {
	add := func(name string, setup, send func(*contest)) {
		all = append(all, conflictCase{name: name, setup: setup, send: send})
	}
	stages := []struct {
		name  string
		setup func(*contest)
		texts []string
	}{
		{"a stranger", after(), []string{
			"where is my parcel?", "AGREE", "who gets my data?", "delete my data", "LINK-AAAAA-AAAAB", " ",
		}},
		{"asked", after("hello there"), []string{
			"AGREE", "DECLINE", "yes, that is fine", "what is that?", "who gets my data?", "export my data",
		}},
		{"open", agreed(), []string{
			"where is my parcel?", "who gets my data?", "export my data", "delete my data", "delete my last message",
			"I want a human", "I withdraw my consent", "Please send me a receipt of what I agreed to",
			"link my accounts", "LINK-AAAAA-AAAAB", " ",
		}},
		{"declined", after("hello there", "!decline"), []string{"where is my parcel?", "AGREE"}},
		{"restricted", agreed("please restrict the processing of my data"), []string{
			"where is my parcel?", "lift the restriction",
		}},
	}
	for _, s := range stages {
		for _, text := range s.texts {
			add(s.name+": "+text, s.setup, writes(text))
		}
	}
	for _, s := range stages[:3] {
		for _, k := range []intents.Keyword{intents.KeywordStop, intents.KeywordHelp, intents.KeywordStart} {
			add(s.name+": carrier "+string(k), s.setup, brings(bot.Message{Text: "x", Carrier: k}))
		}
		file := bot.File{Name: "a", Ref: "a"}
		add(s.name+": a file", s.setup, brings(bot.Message{Text: "look", Files: []bot.File{file}}))
	}
	for _, choice := range []string{"agree", "decline", "export", "recording_ask"} {
		add("press "+choice, agreed(), brings(bot.Message{Choice: choice}))
	}
	add("export: EXPORT", agreed("export my data"), writes("EXPORT"))
	add("export: LATER", agreed("export my data"), writes("LATER"))
	add("delete: DELETE", agreed("delete my data"), writes("DELETE"))
	add("delete: KEEP", agreed("delete my data"), writes("KEEP"))
	add("a message: DELETE", agreed("my secret", "delete my last message"), writes("DELETE"))
	add("a correction", agreed("I live in Elm Road"), writes("correct my address: Elm Road -> Oak Road"))
	add("a correction: CORRECT", agreed("I live in Elm Road", "correct my address: Elm Road -> Oak Road"),
		writes("CORRECT"))
	add("AGREE before the notice is delivered", unworked("ana", "hello there"), writes("AGREE"))
	add("a yes to a purpose", agreed("!marketing_ask"), brings(bot.Message{Choice: "marketing_yes"}))
	all = append(all,
		conflictCase{name: "KEEP in the grace", setup: agreed("delete my data", "DELETE"), send: writes("KEEP"),
			config: func(c *bot.Config) { c.Rights.ErasureGrace = time.Hour }},
		conflictCase{name: "the code of another account", of: "bob", setup: func(w *contest) {
			w.agree("ana")
			w.agree("bob")
			w.reference = codeFor(w.t, w.world, "ana")
		}, send: func(w *contest) { writes(w.reference)(w) }},
		conflictCase{name: "the accounts are to be linked", of: "bob", setup: coded,
			send: brings(bot.Message{Choice: "link_yes"})},
		conflictCase{name: "a message for an assistant", setup: agreed(), send: writes("where is my parcel?"),
			config: func(c *bot.Config) { c.Assistant = answering{Texts: []policies.Markdown{"yes"}} }},
		conflictCase{name: "a message for the team", desk: true, setup: handed, send: writes("where is my parcel?")},
		conflictCase{name: "a wish for a human before the opt-in", desk: true, setup: after("hello there"),
			send: writes("I want a human")},
		conflictCase{name: "back to the bot", desk: true, setup: handed, send: brings(bot.Message{Choice: "bot"})},
		conflictCase{name: "it helped", desk: true, setup: then(handed, doing(bot.ActResolve)),
			send: brings(bot.Message{Choice: "helped"}), config: func(c *bot.Config) { c.Desk.Rating = true }},
	)
	return all
}
