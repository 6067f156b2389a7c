package sqlstore_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"assent/bot"
	"assent/bot/bottest"
	"assent/policies"
)

// role is what a person of TestCrash does. Their first message and some later
// ones hold a canary, which names the role.
type role string

const (
	stays    role = "STAYS"    // agrees and talks
	leaves   role = "LEAVES"   // agrees, talks, and has everything deleted
	declines role = "DECLINES" // and goes on writing
	silent   role = "SILENT"   // never answers the notice
)

var roles = []role{stays, silent, stays, declines, stays, leaves}

// crowd is everyone who talks to the processes of a host.
type crowd struct {
	host *host
	mu   sync.Mutex
	all  map[string]*actor
	// faults describe what went wrong.
	faults []string
}

func (c *crowd) fault(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

// run lets people come, one after the other, until ctx ends; whoever is there
// then finishes. Several runs go on at once.
func (c *crowd) run(ctx context.Context, seed uint64) {
	for n := 0; ctx.Err() == nil; n++ {
		a := &actor{
			crowd: c, account: accountOf(fmt.Sprintf("p%d-%d", seed, n)), role: roles[(int(seed%100)+n)%len(roles)],
			rng: rand.New(rand.NewPCG(seed, uint64(n))), arrived: make(chan struct{}, 1),
		}
		c.mu.Lock()
		c.all[a.account] = a
		c.mu.Unlock()
		if err := a.play(); err != nil {
			c.fault("%s (%s): %v", a.account, a.role, err)
			return
		}
	}
}

// reply takes a reply from a process.
func (c *crowd) reply(account string, r bot.Reply) {
	c.mu.Lock()
	a := c.all[account]
	c.mu.Unlock()
	if a == nil {
		c.fault("a reply to %s, whom nobody knows", account)
		return
	}
	a.take(r)
}

// actor is one person.
type actor struct {
	crowd   *crowd
	account string
	role    role
	rng     *rand.Rand
	sent    []said // acknowledged
	owed    []policies.Phrase
	lost    bool // the first message had to be sent again
	arrived chan struct{}

	mu       sync.Mutex
	replies  []bot.Reply // in the order in which they came first
	heard    int         // how many of the replies were waited for
	agreed   []string    // ids of every AGREE, acknowledged or not
	accepted int         // 1 + which reply said that the opt-in is on record
	gone     bool        // told that everything is deleted
}

func (a *actor) canary() string { return "ZZ" + string(a.role) + "-" + a.account }

// take records a reply. A reply may come again if a process was killed after it
// sent the reply: with the same ID, and before any later reply.
func (a *actor) take(r bot.Reply) {
	a.mu.Lock()
	defer a.mu.Unlock()
	at := slices.IndexFunc(a.replies, func(old bot.Reply) bool { return old.ID == r.ID })
	switch {
	case at < 0:
		a.replies = append(a.replies, r)
		select {
		case a.arrived <- struct{}{}:
		default:
		}
	case at != len(a.replies)-1:
		a.crowd.fault("%s: reply %d came again after reply %d", a.account, at, len(a.replies)-1)
	case a.replies[at].Text != r.Text:
		a.crowd.fault("%s: two replies under the id %s", a.account, r.ID)
	}
}

// hear waits for the next reply and returns which phrase it is.
func (a *actor) hear() (policies.Phrase, bot.Reply, error) {
	for timeout := time.After(a.crowd.host.patience); ; {
		a.mu.Lock()
		if a.heard < len(a.replies) {
			r := a.replies[a.heard]
			a.heard++
			phrase := phraseOf(r)
			if phrase == policies.PhraseAccepted {
				a.accepted = a.heard
			}
			a.gone = a.gone || phrase == policies.PhraseErasureDone
			a.mu.Unlock()
			return phrase, r, nil
		}
		a.mu.Unlock()
		select {
		case <-a.arrived:
		case <-timeout:
			return "", bot.Reply{}, fmt.Errorf("no answer to %+v", a.sent[len(a.sent)-1])
		case <-a.crowd.host.over:
			return "", bot.Reply{}, errOver
		}
	}
}

// notice stands for the notice among the phrases.
const notice policies.Phrase = "notice"

// phraseOf recognises a phrase by the text before its first placeholder.
func phraseOf(r bot.Reply) policies.Phrase {
	if r.Notice {
		return notice
	}
	text := bottest.Sample().Text("en")
	for _, p := range []policies.Phrase{
		policies.PhraseAccepted, policies.PhraseSendAgain, policies.PhraseNoAssistant,
		policies.PhraseAskAgain, policies.PhraseDeclined, policies.PhraseDeclinedHelp,
		policies.PhraseErasurePreview, policies.PhraseErasureDone, policies.PhrasePolicyAnswer,
	} {
		start, _, _ := strings.Cut(string(text.Phrases[p]), "{")
		if strings.HasPrefix(string(r.Text), strings.TrimSpace(start)) {
			return p
		}
	}
	return policies.Phrase("something else: " + string(r.Text))
}

// expect waits for the expected answers, in order.
func (a *actor) expect(phrases ...policies.Phrase) error {
	for _, want := range append(a.owed, phrases...) {
		got, _, err := a.hear()
		if err != nil {
			return fmt.Errorf("%s: %w", want, err)
		}
		if got != want {
			return fmt.Errorf("the bot said %s, want %s, to %+v", got, want, a.sent[len(a.sent)-1])
		}
	}
	a.owed = nil
	return nil
}

// does delivers a message, and sometimes an older one again.
func (a *actor) does(m said) error {
	m.ID, m.Account = fmt.Sprintf("%s/%d", a.account, len(a.sent)), a.account
	if err := a.crowd.host.deliver(m); err != nil {
		return err
	}
	a.sent = append(a.sent, m)
	time.Sleep(time.Duration(a.rng.IntN(20)) * time.Millisecond)
	return a.again()
}

func (a *actor) again() error {
	if a.rng.IntN(4) > 0 {
		return nil
	}
	return a.crowd.host.deliver(a.sent[a.rng.IntN(len(a.sent))])
}

func (a *actor) says(text string) error { return a.does(said{Text: text}) }

func (a *actor) play() error {
	if err := a.says("hi, where is my parcel? " + a.canary()); err != nil {
		return err
	}
	got, n, err := a.hear()
	if err != nil {
		return err
	}
	if got != notice || len(n.Choices) != 2 {
		return fmt.Errorf("the bot said %s, want the notice with its choices", got)
	}
	switch a.role {
	case silent:
		return a.chatter()
	case declines:
		if err := a.answers("DECLINE", n.Choices[1], policies.PhraseDeclined); err != nil {
			return err
		}
		if err := a.says("but my parcel " + a.canary()); err != nil {
			return err
		}
		return a.expect(policies.PhraseDeclinedHelp)
	}
	if err := a.answers("AGREE", n.Choices[0], policies.PhraseAccepted); err != nil {
		return err
	}
	if err := a.firstAnswered(); err != nil {
		return err
	}
	if err := a.talks(); err != nil {
		return err
	}
	if a.role == leaves {
		return a.leave()
	}
	return nil
}

// answers answers the notice, as often as the bot asks.
func (a *actor) answers(word string, button bot.Choice, want policies.Phrase) error {
	for {
		m := said{Text: word}
		if a.rng.IntN(2) == 0 {
			m = said{Choice: button.ID, For: button.For}
		}
		if word == "AGREE" {
			a.mu.Lock()
			a.agreed = append(a.agreed, fmt.Sprintf("%s/%d", a.account, len(a.sent)))
			a.mu.Unlock()
		}
		if err := a.does(m); err != nil {
			return err
		}
		switch got, _, err := a.hear(); {
		case err != nil:
			return err
		case got == want:
			return nil
		case got != policies.PhraseAskAgain:
			return fmt.Errorf("the bot said %s, want %s", got, want)
		}
	}
}

// firstAnswered waits for what became of the message from before the opt-in.
func (a *actor) firstAnswered() error {
	switch got, _, err := a.hear(); {
	case err != nil:
		return err
	case got == policies.PhraseSendAgain:
		a.lost = true
		if err := a.says(a.sent[0].Text); err != nil {
			return err
		}
		return a.expect(policies.PhraseNoAssistant)
	case got != policies.PhraseNoAssistant:
		return fmt.Errorf("the bot said %s, want an answer to the first message or that it is to be sent again", got)
	}
	return nil
}

// talks sends numbered messages, some without waiting for the answers.
func (a *actor) talks() error {
	for n := range 4 + a.rng.IntN(5) {
		text, answer := fmt.Sprintf("where is parcel %d of %s", n, a.canary()), policies.PhraseNoAssistant
		if a.rng.IntN(3) == 0 {
			text, answer = "what do you do with my phone number?", policies.PhrasePolicyAnswer
		}
		if err := a.says(text); err != nil {
			return err
		}
		a.owed = append(a.owed, answer)
		if a.rng.IntN(2) == 0 {
			if err := a.expect(); err != nil {
				return err
			}
		}
	}
	return a.expect()
}

func (a *actor) leave() error {
	if err := a.says("delete my data"); err != nil {
		return err
	}
	if err := a.expect(policies.PhraseErasurePreview); err != nil {
		return err
	}
	if err := a.says("DELETE"); err != nil {
		return err
	}
	if err := a.expect(policies.PhraseErasureDone); err != nil {
		return err
	}
	for range 4 {
		if err := a.again(); err != nil {
			return err
		}
	}
	return nil
}

// chatter sends what a person writes who never answers the notice.
func (a *actor) chatter() error {
	for _, text := range []string{
		"are you there? " + a.canary(), "what do you do with my phone number? " + a.canary(),
	} {
		if err := a.says(text); err != nil {
			return err
		}
	}
	return nil
}
