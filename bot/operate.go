package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"assent/intents"
	"assent/policies"
)

// confirmOperation is how long an operator has to confirm.
const confirmOperation = 5 * time.Minute

const operateHelp = `What you can do:
requests - those that wait for people
requests approve|done|refuse|extend REFERENCE why - answers one
person ADDRESS - what somebody agreed to; an address is a mention, a phone number, or channel:account
hold ADDRESS [until 2026-12-31] why - nothing of theirs is deleted; hold lift ADDRESS REFERENCE why
policy - the edition in force; policy check, policy diff - the draft; policy publish material|editorial
status - what is open, and whether all is well
funnel - how many were asked, and agreed
What changes something is asked back: confirm CODE`

// An operator is somebody who operates Assent from chat.
type chatOperator struct {
	Colleague
	app string
}

func (o chatOperator) order(reason string) Order {
	by := o.Name
	if by == "" { // the platform did not say it
		by = o.User.Channel + " " + o.User.ID
	}
	return Order{By: by, Reason: reason}
}

// errUsage: the command is not one. What it says is for the operator.
var errUsage = errors.New("that is not a command")

// Operate carries out a command of somebody whose role lets them operate
// Assent, which the channel has checked, and returns what they are told. Each
// command goes on their own record and on the ledger first; what changes
// something has to be confirmed.
func (b *Bot) Operate(ctx context.Context, who Colleague, command string) (string, error) {
	command = strings.Join(strings.Fields(readable(command)), " ")
	if len(command) > maxCommand {
		return "A command has " + fmt.Sprint(maxCommand) + " bytes at most.", nil
	}
	id, err := b.agent(ctx, who, Person{}, "")
	if err != nil {
		return "", fmt.Errorf("the record of an operator: %w", err)
	}
	op := chatOperator{who, who.User.App}
	if code, ok := strings.CutPrefix(command, "confirm "); ok {
		return b.confirmOperation(ctx, op, id, code)
	}
	change, err := b.changes(ctx, op, command)
	if err != nil {
		return b.operated("", err)
	}
	var asked *Operation
	err = b.amend(ctx, id, func(c *Change, now time.Time) error {
		b.operates(c, now, "asked", command)
		asked = nil
		if change != "" {
			asked = &Operation{Code: rand.Text()[:6], Command: command, Until: now.Add(confirmOperation)}
			c.Person.Operation = asked
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("the record of an operator: %w", err)
	}
	if asked != nil {
		return change + " Say within 5 minutes: confirm " + asked.Code, nil
	}
	return b.operated(b.look(ctx, op, command))
}

// maxCommand is how many bytes a command has at most.
const maxCommand = 1000

// operates puts a command on the record of an operator, and on the ledger.
func (b *Bot) operates(c *Change, now time.Time, kind, command string) {
	c.act(EventActed, now, func(salt string) any { return actedBody{Kind: kind, Command: command, Salt: salt} })
}

// operated makes of errors that an operator can mend what they are told.
func (b *Bot) operated(said string, err error) (string, error) {
	var unfit Unfit
	switch {
	case err == nil:
		return said, nil
	case errors.Is(err, ErrNotFound):
		return "Nobody is on record there.", nil
	case errors.Is(err, errUsage):
		return operateHelp, nil
	case errors.As(err, &unfit), errors.Is(err, ErrInvalidVerdict), errors.Is(err, ErrChangeKind), errors.Is(err, ErrFirstEdition), errors.Is(err, ErrSameEdition),
		errors.Is(err, policies.ErrNoDraft), errors.Is(err, errNoRequest), errors.Is(err, errDate):
		return strings.ToUpper(err.Error()[:1]) + err.Error()[1:] + ".", nil
	}
	return "", err
}

// confirmOperation carries out what was asked for.
func (b *Bot) confirmOperation(ctx context.Context, op chatOperator, id PersonID, code string) (string, error) {
	var asked Operation
	err := b.amend(ctx, id, func(c *Change, now time.Time) error {
		asked = Operation{}
		if o := c.Person.Operation; o != nil && strings.EqualFold(o.Code, code) && now.Before(o.Until) {
			asked = *o
			b.operates(c, now, "confirmed", o.Command)
		}
		c.Person.Operation = nil
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("the record of an operator: %w", err)
	}
	if asked.Command == "" {
		return "Nothing waits for that code: ask for it again.", nil
	}
	said, err := b.operated(b.carryOutFor(ctx, op, asked.Command))
	if err != nil {
		return "", err
	}
	return said, nil
}

// first is the first word of a command, and the rest.
func first(command string) (word, rest string) {
	word, rest, _ = strings.Cut(command, " ")
	return strings.ToLower(word), rest
}

var (
	errNoRequest = errors.New("no open request has this reference")
	errDate      = errors.New("a date is written as 2026-12-31")
)

// verdicts are the words for what is made of a request.
var verdicts = map[string]Verdict{"approve": VerdictApproved, "done": VerdictDone, "refuse": VerdictRefused, "extend": VerdictExtended}

// changes says what a command would change; empty: nothing, it only looks.
func (b *Bot) changes(ctx context.Context, op chatOperator, command string) (string, error) {
	word, rest := first(command)
	sub, more := first(rest)
	switch {
	case word == "requests" && verdicts[sub] != "":
		reference, why := first(more)
		reference = strings.ToUpper(reference)
		if why == "" {
			return "", errUsage
		}
		r, err := b.openRequest(ctx, op.app, reference)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("%s %s: %s, asked %s over %s. The person is told your reason.", sub, r.Reference, r.Kind, r.At.UTC().Format(time.DateOnly), b.platform(r.Channel)), nil
	case word == "hold":
		h, err := b.legalHoldAsked(ctx, op, rest)
		if err != nil {
			return "", err
		}
		if h.lift != "" {
			return "The hold " + h.lift + " is lifted: what waits for that is deleted.", nil
		}
		return "Nothing of theirs is deleted while the hold is there.", nil
	case word == "policy" && sub == "publish":
		draft, current, err := b.draft(ctx, op.app)
		if err != nil {
			return "", err
		}
		kind := policies.Kind(strings.ToLower(more))
		if kind != policies.Material && kind != policies.Editorial {
			return "", errUsage
		}
		asks := "nobody is asked again"
		if kind == policies.Material {
			n, err := b.store.Count(ctx, Query{App: op.app, Consent: Granted})
			if err != nil {
				return "", err
			}
			asks = fmt.Sprintf("%d people are asked again", n)
		}
		return fmt.Sprintf("The draft takes the place of edition %s, with %d changed texts; %s.", current.Label(), len(policies.Diff(current, draft.Edition.Freeze(draft.Edition.Controller))), asks), nil
	}
	return "", nil
}

// carryOutFor does what a command changes.
func (b *Bot) carryOutFor(ctx context.Context, op chatOperator, command string) (string, error) {
	word, rest := first(command)
	sub, more := first(rest)
	switch word {
	case "requests":
		reference, why := first(more)
		reference = strings.ToUpper(reference)
		if _, err := b.openRequest(ctx, op.app, reference); err != nil {
			return "", err
		}
		if err := b.DecideRequest(ctx, reference, verdicts[sub], op.order(why)); err != nil {
			return "", err
		}
		return "Done: " + reference + ", " + sub + ".", nil
	case "hold":
		h, err := b.legalHoldAsked(ctx, op, rest)
		if err != nil {
			return "", err
		}
		if h.lift != "" {
			return "The hold " + h.lift + " is lifted.", b.LiftLegalHold(ctx, h.person, h.lift, op.order(h.why))
		}
		reference, err := b.PlaceLegalHold(ctx, h.person, op.order(h.why), h.until, nil)
		return "The hold is " + reference + ".", err
	}
	draft, _, err := b.draft(ctx, op.app)
	if err != nil {
		return "", err
	}
	draft.Edition.Kind = policies.Kind(strings.ToLower(more))
	published, err := b.Publish(ctx, draft.Edition)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("Edition %s is published and in force (%s).", published.Label(), published.Kind), nil
}

// openRequest finds an open request of the app.
func (b *Bot) openRequest(ctx context.Context, app, reference string) (OpenRequest, error) {
	open, err := b.OpenRequests(ctx)
	if err != nil {
		return OpenRequest{}, err
	}
	at := slices.IndexFunc(open, func(r OpenRequest) bool { return r.Reference == reference && r.App == app })
	if at < 0 {
		return OpenRequest{}, errNoRequest
	}
	return open[at], nil
}

// legalHoldAsked is a hold that an operator asks for.
type legalHoldAsked struct {
	person PersonID
	until  time.Time
	lift   string
	why    string
}

func (b *Bot) legalHoldAsked(ctx context.Context, op chatOperator, rest string) (h legalHoldAsked, err error) {
	address, more, _ := strings.Cut(rest, " ")
	lifts := strings.EqualFold(address, "lift")
	if lifts {
		address, more, _ = strings.Cut(more, " ")
	}
	p, err := b.addressed(ctx, op, address)
	if err != nil {
		return h, err
	}
	h.person = p.ID
	if lifts {
		h.lift, h.why, _ = strings.Cut(more, " ")
		h.lift = strings.ToUpper(h.lift)
	} else if date, ok := strings.CutPrefix(more, "until "); ok {
		day, why, _ := strings.Cut(date, " ")
		if h.until, err = time.Parse(time.DateOnly, day); err != nil {
			return h, errDate
		}
		h.why = why
	} else {
		h.why = more
	}
	if h.why == "" {
		return h, errUsage
	}
	return h, nil
}

// addressed finds a person by their exact address.
func (b *Bot) addressed(ctx context.Context, op chatOperator, address string) (Person, error) {
	channel, account, ok := strings.Cut(address, ":")
	for name := range b.channels {
		if !ok && strings.HasPrefix(address, "+") && b.carried(name) {
			channel, account, ok = name, address, true
		}
	}
	if !ok || account == "" {
		return Person{}, errUsage
	}
	return b.Find(ctx, UserID{App: op.app, Channel: strings.ToLower(channel), ID: account})
}

func (b *Bot) draft(ctx context.Context, app string) (policies.Draft, *policies.Edition, error) {
	current, err := b.cfg.Library.Current(ctx, app)
	if err != nil {
		return policies.Draft{}, nil, err
	}
	draft, err := b.cfg.Library.Draft(ctx, app)
	return draft, current, err
}

// look answers a command that changes nothing.
func (b *Bot) look(ctx context.Context, op chatOperator, command string) (string, error) {
	word, rest := first(command)
	sub, more := first(rest)
	switch {
	case word == "requests" && (sub == "" || sub == "list"):
		return b.digestRequests(ctx, op.app)
	case word == "person" && sub != "" && more == "":
		return b.describePerson(ctx, op, rest)
	case word == "policy" && (sub == "" || sub == "show"):
		e, err := b.cfg.Library.Current(ctx, op.app)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("Edition %s (%s) is in force since %s, in %s.", e.Label(), e.Kind, e.Published.UTC().Format("2006-01-02 15:04 UTC"), strings.Join(e.Languages(), ", ")), nil
	case word == "policy" && sub == "check":
		return b.checkDraft(ctx, op.app)
	case word == "policy" && sub == "diff":
		return b.diffDraft(ctx, op.app)
	case word == "status":
		return b.Digest(ctx, op.app)
	case word == "funnel":
		return b.funnel(ctx, op.app)
	}
	return "", errUsage
}

// describePerson says what somebody agreed to, and nothing of what they said.
func (b *Bot) describePerson(ctx context.Context, op chatOperator, address string) (string, error) {
	p, err := b.addressed(ctx, op, address)
	if err != nil {
		return "", err
	}
	var said []string
	for _, purpose := range []Purpose{PurposeService, PurposeMarketing, PurposeAssistant, PurposeRecording} {
		if c, ok := p.Consents[purpose]; ok {
			said = append(said, fmt.Sprintf("%s: %s since %s, edition %s (%s), %s", purpose, c.State, c.At.UTC().Format("2006-01-02 15:04 UTC"), (&policies.Edition{Number: c.Edition}).Label(), c.Lang, c.Reference))
		}
	}
	if len(said) == 0 {
		said = append(said, "They decided on nothing yet.")
	}
	for _, r := range p.Requests {
		said = append(said, "request "+r.Reference+": "+string(r.Kind)+", until "+r.AnswerBy.UTC().Format(time.DateOnly))
	}
	for _, h := range p.ActiveLegalHolds(b.cfg.Now()) {
		said = append(said, "legal hold "+h.Reference)
	}
	if p.Restricted {
		said = append(said, "restricted (GDPR Art. 18)")
	}
	if h := p.Handoff; h != nil {
		said = append(said, "with the team: "+h.Reference+", "+string(h.State))
	}
	return "Person " + string(p.ID) + "\n" + strings.Join(said, "\n"), nil
}

func (b *Bot) checkDraft(ctx context.Context, app string) (string, error) {
	draft, _, err := b.draft(ctx, app)
	if err != nil {
		return "", err
	}
	findings := policies.Check(draft.Edition, intents.Reserved())
	if len(findings) == 0 {
		return "Nothing keeps the draft from being published.", nil
	}
	var said []string
	for _, f := range findings[:min(len(findings), maxListed)] {
		said = append(said, f.String())
	}
	return fmt.Sprintf("%d things about the draft:\n%s", len(findings), strings.Join(said, "\n")), nil
}

// maxListed is how many lines of a list an operator is told.
const maxListed = 20

func (b *Bot) diffDraft(ctx context.Context, app string) (string, error) {
	draft, current, err := b.draft(ctx, app)
	if err != nil {
		return "", err
	}
	changes := policies.Diff(current, draft.Edition.Freeze(draft.Edition.Controller))
	if len(changes) == 0 {
		return "The draft says what edition " + current.Label() + " says.", nil
	}
	var said []string
	for _, c := range changes[:min(len(changes), maxListed)] {
		said = append(said, strings.TrimSpace(fmt.Sprintf("%s %s: %s", c.Lang, c.Where, c.Kind)))
	}
	return fmt.Sprintf("%d texts differ from edition %s:\n%s", len(changes), current.Label(), strings.Join(said, "\n")), nil
}

// hiddenBelow is the size of a group that is not told of: it could be somebody.
const hiddenBelow = 5

// funnel says how the people on record answered the notice.
func (b *Bot) funnel(ctx context.Context, app string) (string, error) {
	said := []string{}
	all := 0
	for _, state := range []ConsentState{Asked, Granted, Declined, Withdrawn, Expired, Superseded} {
		n, err := b.store.Count(ctx, Query{App: app, Consent: state})
		if err != nil {
			return "", err
		}
		all += n
		shown := fmt.Sprint(n)
		if n < hiddenBelow {
			shown = fmt.Sprintf("fewer than %d", hiddenBelow)
		}
		said = append(said, string(state)+": "+shown)
	}
	if all < hiddenBelow {
		return fmt.Sprintf("Fewer than %d people were asked.", hiddenBelow), nil
	}
	return "People on record, by their consent:\n" + strings.Join(said, "\n"), nil
}
