package bot_test

import (
	"context"
	"fmt"
	"time"

	"assent/bot"
	"assent/bot/bottest"
	"assent/intents"
	"assent/policies"
)

// then does one thing after the other.
func then(steps ...func(*contest)) func(*contest) {
	return func(w *contest) {
		w.Helper()
		for _, step := range steps {
			step(w)
		}
	}
}

// works lets the first replica do what is due: a timer, a delivery, a job.
func works(w *contest) { w.work() }

func waits(d time.Duration) func(*contest) {
	return func(w *contest) { w.clock.Set(w.clock.Now().Add(d)) }
}

// unworked is what somebody says, with all that it leads to still in the queue.
func unworked(account, text string) func(*contest) {
	return func(w *contest) {
		w.Helper()
		m := bot.Message{Text: text}
		if text[0] == '!' {
			m = bot.Message{Choice: text[1:]}
		}
		if err := w.receive(account, m); err != nil {
			w.Fatal(err)
		}
	}
}

func (w *contest) failed(err error) {
	if err != nil {
		w.got.Err = err.Error()
	}
}

func timerCases() []conflictCase {
	held := func(w *contest) {
		until := w.clock.Now().Add(time.Hour)
		if _, err := w.bot.PlaceLegalHold(w.Context(), w.person("ana").ID, officer, until, nil); err != nil {
			w.Fatal(err)
		}
	}
	all := []conflictCase{
		{at: "consent_timeout", setup: then(after("hello there"), waits(6*time.Minute))},
		{at: "confirm_timeout", setup: then(agreed("export my data"), waits(11*time.Minute))},
		{at: "erasure_due", setup: then(agreed("delete my data", "DELETE"), waits(25*time.Hour)),
			config: func(c *bot.Config) { c.Rights.ErasureGrace = 24 * time.Hour }},
		{at: "desk_idle", setup: then(handed, waits(11*time.Minute)), desk: true,
			config: func(c *bot.Config) { c.Desk.Idle = 10 * time.Minute }},
		{at: "hold_end", setup: then(agreed(), held, after("delete my data", "DELETE"), waits(2*time.Hour))},
	}
	for i := range all {
		all[i].name, all[i].send = "timer "+all[i].at, works
	}
	return all
}

// handed is somebody who agreed, and whom Maria answers.
func handed(w *contest) {
	w.Helper()
	agreed()(w)
	w.place = w.thread("ana")
	w.acts(w.place, bot.Act{Kind: bot.ActTake})
	w.work()
}

func (w *contest) maria(a bot.Act) {
	w.Helper()
	a.ID, a.Place = "the act", w.place
	if a.Agent == (bot.Colleague{}) {
		a.Agent = maria
	}
	told, err := w.bot.Act(context.Background(), a)
	w.got.Told = told
	w.failed(err)
}

func doing(kind bot.ActKind) func(*contest) {
	return func(w *contest) {
		w.Helper()
		w.acts(w.place, bot.Act{Kind: kind})
		w.work()
	}
}

// tells lets Maria say something.
func tells(a bot.Act) func(*contest) {
	return func(w *contest) { a.Kind = bot.ActSay; w.acts(w.place, a) }
}

func actCases() (all []conflictCase) {
	waiting := func(w *contest) { agreed()(w); w.place = w.thread("ana") }
	add := func(name string, a bot.Act, setup func(*contest)) {
		all = append(all, conflictCase{
			name: fmt.Sprint("!", a.Kind, name), result: "agentAct", act: a.Kind, desk: true, setup: setup,
			config: func(c *bot.Config) { c.Desk.Rating = true },
			send:   func(w *contest) { w.maria(a) },
			differs: map[string]string{
				"they ask for their erasure": "Act finds nobody in the thread of somebody who is being erased",
			},
		})
	}
	for _, kind := range bot.ActKinds() {
		a, setup := bot.Act{Kind: kind}, handed
		switch kind {
		case bot.ActSay, bot.ActNote:
			a.Text = canary
		case bot.ActEdit:
			a.Text, a.Of = canary, "said"
			setup = then(handed, tells(bot.Act{ID: "said", Text: "hello"}), works)
		case bot.ActTake:
			a.Agent = omar
		case bot.ActAssign:
			a.To = omar
		case bot.ActSection:
			a.Of = "sharing"
		case bot.ActUnblock:
			setup = then(handed, doing(bot.ActBlock))
		}
		add("", a, setup)
	}
	words := bot.Act{Kind: bot.ActSay, Text: canary}
	add(" to somebody who waits", words, waiting)
	add(" after the end", words, then(handed, doing(bot.ActResolve)))
	add(" to somebody who withdrew", words, then(handed, after("I withdraw my consent")))
	add(" after the end", bot.Act{Kind: bot.ActExport}, then(handed, doing(bot.ActResolve)))
	return all
}

// answering is an assistant that says the same to everything.
type answering bot.AssistantReply

func (s answering) Ask(context.Context, bot.Question) (bot.AssistantReply, error) {
	return bot.AssistantReply(s), nil
}

func resultCases() []conflictCase {
	away := then(works, waits(time.Minute))
	fails := func(err error) func(*contest) { return func(w *contest) { w.channel.Fail(err) } }
	assistant := func(a bot.Assistant) func(*bot.Config) { return func(c *bot.Config) { c.Assistant = a } }
	asks := func(c *bot.Config) {
		c.Intents = reads{
			"get it out":   unsure,
			"who gets it?": {Intent: intents.PolicyQuestion, Topic: intents.Sharing, Confidence: 0.9},
		}
		c.Interpreter = &model{guess: intents.Guess{Intent: intents.Access, Confidence: 0.9}}
		c.Phraser = &writer{}
	}
	model := agreed("get it out", "!assistant_yes")
	cases := []conflictCase{
		{result: "delivered", at: "reply", setup: unworked("ana", "hello there")},
		{result: "undeliverable", at: "reply", desk: true,
			setup: then(handed, tells(bot.Act{Text: "hello"}), fails(bot.ErrUndeliverable))},
		{result: "optedOut", at: "reply",
			setup: then(agreed(), unworked("ana", "where is it?"), fails(bot.ErrOptedOut))},
		{result: "exported", at: "export", setup: then(agreed("export my data"), unworked("ana", "EXPORT"))},
		{result: "exportFailed", at: "export",
			setup: then(agreed("export my data"), unworked("ana", "EXPORT"), broken)},
		{result: "consentReceiptWritten", at: "receipt",
			setup: then(agreed(), unworked("ana", "Please send me a receipt of what I agreed to"))},
		{result: "found", at: "find", setup: then(agreed("my secret"), unworked("ana", "delete my last message"))},
		{result: "scrubbed", at: "scrub",
			setup: then(agreed("my secret", "delete my last message"), unworked("ana", "DELETE"))},
		{result: "interpreted", at: "interpret", config: asks, setup: then(model, unworked("ana", "get it out"))},
		{result: "phrased", at: "phrase", config: asks, setup: then(model, unworked("ana", "who gets it?"))},
		{result: "assisted", at: "assist", config: assistant(answering{Texts: []policies.Markdown{"yes"}, Ticket: "7"}),
			setup: then(after("hello there"), unworked("ana", "!agree"))},
		{result: "assistantGone", at: "assist", desk: true, config: assistant(absent{}),
			setup: then(after("hello there"), unworked("ana", "!agree"), away, away)},
		{result: "threadOpened", at: "desk", desk: true, setup: then(after("hello there"), unworked("ana", "!agree"))},
		{result: "threadPosted", at: "desk", desk: true, setup: then(handed, unworked("ana", "and this"))},
		{result: "threadLost", at: "desk", desk: true,
			setup: then(handed, func(w *contest) { w.desk.Delete(w.place) }, unworked("ana", "and this"))},
		{result: "passedOn", at: "pass_on", desk: true,
			setup: then(handed, tells(bot.Act{Files: []bot.File{{Name: "a.txt", Ref: "a", Size: 9}}}))},
		{result: "retracted", at: "retract", desk: true,
			setup: then(handed, tells(bot.Act{ID: "said", Text: "hello"}), works, func(w *contest) {
				w.acts(w.place, bot.Act{Kind: bot.ActEdit, Of: "said", Text: "good day"})
			})},
		{result: "accountLinkFailed", at: "link", of: "bob",
			setup: then(coded, unworked("bob", "!link_yes"), func(w *contest) {
				if err := w.store.Erase(w.Context(), w.person("ana").ID, w.clock.Now()); err != nil {
					w.Fatal(err)
				}
			})},
	}
	for _, asked := range [][]string{
		{"export my data", "EXPORT"}, {"delete my data", "DELETE"}, {"I withdraw my consent"},
		{"I object to marketing"}, {"please restrict the processing of my data"}, {"unlink my accounts"},
	} {
		last := len(asked) - 1
		linked := func(w *contest) { w.press("bob", "link_yes") }
		cases = append(cases, conflictCase{name: ": " + asked[last], result: "fanned", at: "fan", of: "bob",
			setup: then(coded, linked, after(asked[:last]...), unworked("ana", asked[last]))})
	}
	for i := range cases {
		switch cases[i].result {
		case "threadOpened":
			const why = "the thread is open, with the card of before, by the time that the gate decides"
			cases[i].differs = map[string]string{
				"they withdraw": why, "they send STOP": why, "they ask for their erasure": why, "they are erased": why,
				"an officer places a hold": why,
			}
		case "threadPosted":
			const why = "the desk has the post already, and a job deletes it"
			cases[i].differs = map[string]string{"they are erased": why}
		case "scrubbed":
			const why = "the words are deleted by the time that the gate decides"
			cases[i].differs = map[string]string{"an officer places a hold": why}
		}
		cases[i].name, cases[i].send = cases[i].result+cases[i].name, works
	}
	return cases
}

// broken is a store that takes no file, for all attempts at an export but the last.
func broken(w *contest) {
	w.Helper()
	w.store.broken = errDown
	for range 4 {
		w.work()
		waits(time.Minute)(w)
	}
}

// coded are two people who agreed, of whom Bob typed the code that Ana was shown.
func coded(w *contest) {
	w.Helper()
	w.agree("ana")
	w.agree("bob")
	w.write("bob", codeFor(w.t, w.world, "ana"))
}

func orderCases() []conflictCase {
	ctx := context.Background()
	whose := func(w *contest) { w.id = w.person("ana").ID }
	message := func(w *contest) {
		for _, e := range w.events("ana") {
			if e.Kind == bot.EventMessage {
				w.reference = e.ID
			}
		}
	}
	request := func(w *contest) {
		open, err := w.bot.OpenRequests(ctx)
		if err != nil || len(open) != 1 {
			w.Fatal(open, err)
		}
		w.reference = open[0].Reference
	}
	decides := func(v bot.Verdict) func(*contest) {
		return func(w *contest) { w.failed(w.bot.DecideRequest(ctx, w.reference, v, officer)) }
	}
	asked := then(agreed("my address is wrong, please correct it", "Elm Road -> Oak Road"), request)
	orders := func(order func(*contest) (string, error)) func(*contest) {
		return func(w *contest) {
			reference, err := order(w)
			w.got.Reference = reference
			w.failed(err)
		}
	}
	all := []conflictCase{
		{name: "an erasure is ordered", result: "orderedErasure", orders: true, setup: then(agreed(), whose),
			send: orders(func(w *contest) (string, error) { return w.bot.OrderErasure(ctx, w.id, officer) })},
		{name: "they are forgotten", result: "orderedErasure", orders: true, setup: agreed(),
			send: orders(func(w *contest) (string, error) { return w.bot.Forget(ctx, user("ana")) })},
		{name: "a message is ordered", result: "orderedMessage", orders: true,
			setup: then(agreed("my secret"), whose, message),
			send: orders(func(w *contest) (string, error) {
				return w.bot.OrderMessage(ctx, w.id, w.reference, officer)
			})},
		{name: "a hold is placed", setup: then(agreed(), whose), send: orders(func(w *contest) (string, error) {
			_, err := w.bot.PlaceLegalHold(ctx, w.id, officer, time.Time{}, nil)
			return "", err
		})},
		{name: "a request is done", result: "requestDecided", setup: asked, send: decides(bot.VerdictDone)},
		{name: "a request is refused", result: "requestDecided", setup: asked, send: decides(bot.VerdictRefused)},
		{name: "a request is extended", result: "requestDecided", setup: asked, send: decides(bot.VerdictExtended)},
		{name: "a request is approved", result: "requestDecided",
			setup:  then(agreed("export my data", "EXPORT"), request),
			config: func(c *bot.Config) { c.Rights.Review = []bot.RequestKind{bot.RequestAccess} },
			send:   decides(bot.VerdictApproved)},
		{name: "an assistant answers later", result: "assistedLater",
			config: func(c *bot.Config) { c.Assistant = answering{} },
			setup:  then(agreed(), whose, func(w *contest) { w.reference = w.person("ana").Unanswered[0].Question.ID }),
			send: func(w *contest) {
				said := bot.AssistantReply{Texts: []policies.Markdown{canary}}
				w.failed(w.bot.TakeAssistantReply(ctx, "a call", w.id, w.reference, said))
			}},
	}
	for i := range all {
		switch {
		case all[i].name == "an erasure is ordered", all[i].name == "a message is ordered":
			const why = "an order is refused where a hold stands already; the erasure itself waits for its end"
			all[i].differs = map[string]string{"an officer places a hold": why}
		case all[i].result == "requestDecided":
			const why = "DecideRequest looks for the case of a request that nobody has any more"
			all[i].differs = map[string]string{"they are erased": why}
		}
	}
	return all
}

var omar = bot.Colleague{User: bot.UserID{App: bot.DefaultApp, Channel: bottest.DeskName, ID: "omar"}, Name: "Omar"}
