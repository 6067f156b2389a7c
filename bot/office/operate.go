package office

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"assent/bot"
	"assent/intents"
	"assent/policies"
)

// confirmOperation is how long an operator has to confirm.
const confirmOperation = 5 * time.Minute

const operateHelp = `What you can do:
requests - list open requests
requests approve|done|refuse|extend REFERENCE why - decide one
person ADDRESS - what somebody agreed to; an address is a mention, a phone number, or channel:account
hold ADDRESS [until 2026-12-31] why - place a legal hold; hold lift ADDRESS REFERENCE why - lift it
policy - the edition in force; policy check, policy diff - the draft; policy publish material|editorial
status - what is open, and whether anything is wrong
funnel - how many people were asked and agreed
Changes need a confirmation: confirm CODE`

// A chatOperator is somebody who operates Assent from chat.
type chatOperator struct {
	bot.Colleague
	app string
}

func (o chatOperator) order(reason string) bot.Order {
	by := o.Name
	if by == "" { // the platform did not name them
		by = o.User.Channel + " " + o.User.ID
	}
	return bot.Order{By: by, Reason: reason}
}

// errUsage: there is no such command; the operator gets the help.
var errUsage = errors.New("that is not a command")

// Operate carries out a command from somebody whose role lets them operate Assent,
// which the channel has checked, and returns the answer to them. Each command is
// first recorded on their own record and in the ledger; one that changes something
// has to be confirmed.
func (o *Office) Operate(ctx context.Context, who bot.Colleague, command string) (string, error) {
	command = strings.Join(strings.Fields(bot.CleanText(command)), " ")
	if len(command) > maxCommand {
		return "A command has " + fmt.Sprint(maxCommand) + " bytes at most.", nil
	}
	id, err := o.bot.AgentFor(ctx, who, bot.Person{}, "")
	if err != nil {
		return "", fmt.Errorf("the record of an operator: %w", err)
	}
	op := chatOperator{who, who.User.App}
	if code, ok := strings.CutPrefix(command, "confirm "); ok {
		return o.confirmOperation(ctx, op, id, code)
	}
	change, err := o.changes(ctx, op, command)
	if err != nil {
		return o.operated("", err)
	}
	var asked *bot.Operation
	err = o.bot.Amend(ctx, id, func(c *bot.Change, now time.Time) error {
		c.RecordTeamAct(now, "asked", command)
		asked = nil
		if change != "" {
			asked = &bot.Operation{Code: rand.Text()[:6], Command: command, Until: now.Add(confirmOperation)}
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
	return o.operated(o.look(ctx, op, command))
}

// maxCommand is the longest command, in bytes.
const maxCommand = 1000

// operated turns errors that an operator can do something about into answers.
func (o *Office) operated(said string, err error) (string, error) {
	var unfit Unfit
	switch {
	case err == nil:
		return said, nil
	case errors.Is(err, bot.ErrNotFound):
		return "Nobody is on record there.", nil
	case errors.Is(err, errUsage):
		return operateHelp, nil
	case errors.As(err, &unfit), errors.Is(err, bot.ErrInvalidVerdict), errors.Is(err, ErrChangeKind),
		errors.Is(err, ErrFirstEdition), errors.Is(err, ErrSameEdition), errors.Is(err, policies.ErrNoDraft),
		errors.Is(err, errNoRequest), errors.Is(err, errDate):
		return strings.ToUpper(err.Error()[:1]) + err.Error()[1:] + ".", nil
	}
	return "", err
}

// confirmOperation carries out the command that waits for this code.
func (o *Office) confirmOperation(ctx context.Context, op chatOperator, id bot.PersonID, code string) (string, error) {
	var asked bot.Operation
	err := o.bot.Amend(ctx, id, func(c *bot.Change, now time.Time) error {
		asked = bot.Operation{}
		if o := c.Person.Operation; o != nil && strings.EqualFold(o.Code, code) && now.Before(o.Until) {
			asked = *o
			c.RecordTeamAct(now, "confirmed", o.Command)
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
	said, err := o.operated(o.carryOutFor(ctx, op, asked.Command))
	if err != nil {
		return "", err
	}
	return said, nil
}

// first returns the first word of a command, and the rest.
func first(command string) (word, rest string) {
	word, rest, _ = strings.Cut(command, " ")
	return strings.ToLower(word), rest
}

var (
	errNoRequest = errors.New("no open request has this reference")
	errDate      = errors.New("a date is written as 2026-12-31")
)

// verdicts are the words for deciding a request.
var verdicts = map[string]bot.Verdict{
	"approve": bot.VerdictApproved, "done": bot.VerdictDone,
	"refuse": bot.VerdictRefused, "extend": bot.VerdictExtended,
}

// changes describes what a command would change; empty: nothing, it only looks.
func (o *Office) changes(ctx context.Context, op chatOperator, command string) (string, error) {
	word, rest := first(command)
	sub, more := first(rest)
	switch {
	case word == "requests" && verdicts[sub] != "":
		reference, why := first(more)
		reference = strings.ToUpper(reference)
		if why == "" {
			return "", errUsage
		}
		r, err := o.openRequest(ctx, op.app, reference)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("%s %s: %s, asked %s over %s. The person is told your reason.",
			sub, r.Reference, r.Kind, r.At.UTC().Format(time.DateOnly), o.bot.Platform(r.Channel)), nil
	case word == "hold":
		h, err := o.legalHoldAsked(ctx, op, rest)
		if err != nil {
			return "", err
		}
		if h.lift != "" {
			return "The hold " + h.lift + " is lifted: what waits for that is deleted.", nil
		}
		return "Nothing of theirs is deleted while the hold is there.", nil
	case word == "policy" && sub == "publish":
		draft, current, err := o.draft(ctx, op.app)
		if err != nil {
			return "", err
		}
		kind := policies.Kind(strings.ToLower(more))
		if kind != policies.Material && kind != policies.Editorial {
			return "", errUsage
		}
		asks := "nobody is asked again"
		if kind == policies.Material {
			n, err := o.cfg.Store.Count(ctx, bot.Query{App: op.app, Consent: bot.Granted})
			if err != nil {
				return "", err
			}
			asks = fmt.Sprintf("%d people are asked again", n)
		}
		changed := policies.Diff(current, draft.Edition.Freeze(draft.Edition.Controller))
		return fmt.Sprintf("The draft takes the place of edition %s, with %d changed texts; %s.",
			current.Label(), len(changed), asks), nil
	}
	return "", nil
}

// carryOutFor carries out a command that changes something.
func (o *Office) carryOutFor(ctx context.Context, op chatOperator, command string) (string, error) {
	word, rest := first(command)
	sub, more := first(rest)
	switch word {
	case "requests":
		reference, why := first(more)
		reference = strings.ToUpper(reference)
		if _, err := o.openRequest(ctx, op.app, reference); err != nil {
			return "", err
		}
		if err := o.bot.DecideRequest(ctx, reference, verdicts[sub], op.order(why)); err != nil {
			return "", err
		}
		return "Done: " + reference + ", " + sub + ".", nil
	case "hold":
		h, err := o.legalHoldAsked(ctx, op, rest)
		if err != nil {
			return "", err
		}
		if h.lift != "" {
			return "The hold " + h.lift + " is lifted.", o.bot.LiftLegalHold(ctx, h.person, h.lift, op.order(h.why))
		}
		reference, err := o.bot.PlaceLegalHold(ctx, h.person, op.order(h.why), h.until, nil)
		return "The hold is " + reference + ".", err
	}
	draft, _, err := o.draft(ctx, op.app)
	if err != nil {
		return "", err
	}
	draft.Edition.Kind = policies.Kind(strings.ToLower(more))
	published, err := o.Publish(ctx, draft.Edition)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("Edition %s is published and in force (%s).", published.Label(), published.Kind), nil
}

// openRequest finds an open request of the app.
func (o *Office) openRequest(ctx context.Context, app, reference string) (bot.OpenRequest, error) {
	open, err := o.bot.OpenRequests(ctx)
	if err != nil {
		return bot.OpenRequest{}, err
	}
	at := slices.IndexFunc(open, func(r bot.OpenRequest) bool { return r.Reference == reference && r.App == app })
	if at < 0 {
		return bot.OpenRequest{}, errNoRequest
	}
	return open[at], nil
}

// legalHoldAsked is a legal hold that an operator asks to place, or to lift.
type legalHoldAsked struct {
	person bot.PersonID
	until  time.Time
	lift   string
	why    string
}

func (o *Office) legalHoldAsked(ctx context.Context, op chatOperator, rest string) (h legalHoldAsked, err error) {
	address, more, _ := strings.Cut(rest, " ")
	lifts := strings.EqualFold(address, "lift")
	if lifts {
		address, more, _ = strings.Cut(more, " ")
	}
	p, err := o.addressed(ctx, op, address)
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
func (o *Office) addressed(ctx context.Context, op chatOperator, address string) (bot.Person, error) {
	channel, account, ok := strings.Cut(address, ":")
	for _, name := range o.bot.Channels() {
		if !ok && strings.HasPrefix(address, "+") && o.bot.ByPhone(name) {
			channel, account, ok = name, address, true
		}
	}
	if !ok || account == "" {
		return bot.Person{}, errUsage
	}
	return o.bot.Find(ctx, bot.UserID{App: op.app, Channel: strings.ToLower(channel), ID: account})
}

func (o *Office) draft(ctx context.Context, app string) (policies.Draft, *policies.Edition, error) {
	current, err := o.cfg.Library.Current(ctx, app)
	if err != nil {
		return policies.Draft{}, nil, err
	}
	draft, err := o.cfg.Library.Draft(ctx, app)
	return draft, current, err
}

// look answers a command that changes nothing.
func (o *Office) look(ctx context.Context, op chatOperator, command string) (string, error) {
	word, rest := first(command)
	sub, more := first(rest)
	switch {
	case word == "requests" && (sub == "" || sub == "list"):
		return o.digestRequests(ctx, op.app)
	case word == "person" && sub != "" && more == "":
		return o.describePerson(ctx, op, rest)
	case word == "policy" && (sub == "" || sub == "show"):
		e, err := o.cfg.Library.Current(ctx, op.app)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("Edition %s (%s) is in force since %s, in %s.", e.Label(), e.Kind,
			e.Published.UTC().Format("2006-01-02 15:04 UTC"), strings.Join(e.Languages(), ", ")), nil
	case word == "policy" && sub == "check":
		return o.checkDraft(ctx, op.app)
	case word == "policy" && sub == "diff":
		return o.diffDraft(ctx, op.app)
	case word == "status":
		return o.Digest(ctx, op.app)
	case word == "funnel":
		return o.funnel(ctx, op.app)
	}
	return "", errUsage
}

// describePerson lists somebody's consents, requests and restrictions, and nothing
// that they said.
func (o *Office) describePerson(ctx context.Context, op chatOperator, address string) (string, error) {
	p, err := o.addressed(ctx, op, address)
	if err != nil {
		return "", err
	}
	var said []string
	for _, purpose := range bot.Purposes() {
		if c, ok := p.Consents[purpose]; ok {
			said = append(said, fmt.Sprintf("%s: %s since %s, edition %s (%s), %s",
				purpose, c.State, c.At.UTC().Format("2006-01-02 15:04 UTC"),
				(&policies.Edition{Number: c.Edition}).Label(), c.Lang, c.Reference))
		}
	}
	if len(said) == 0 {
		said = append(said, "They decided on nothing yet.")
	}
	for _, r := range p.Requests {
		due := r.AnswerBy.UTC().Format(time.DateOnly)
		said = append(said, "request "+r.Reference+": "+string(r.Kind)+", until "+due)
	}
	for _, h := range p.ActiveLegalHolds(o.cfg.Now()) {
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

func (o *Office) checkDraft(ctx context.Context, app string) (string, error) {
	draft, _, err := o.draft(ctx, app)
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

// maxListed is how many lines of a list an operator gets.
const maxListed = 20

func (o *Office) diffDraft(ctx context.Context, app string) (string, error) {
	draft, current, err := o.draft(ctx, app)
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
	return fmt.Sprintf("%d texts differ from edition %s:\n%s",
		len(changes), current.Label(), strings.Join(said, "\n")), nil
}

// funnel counts the people on record by their consent.
func (o *Office) funnel(ctx context.Context, app string) (string, error) {
	said := []string{}
	all := 0
	for _, state := range consentStates {
		n, err := o.cfg.Store.Count(ctx, bot.Query{App: app, Consent: state})
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
