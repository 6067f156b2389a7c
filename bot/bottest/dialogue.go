package bottest

import (
	"bufio"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/intents"
	"assent/policies"
)

//go:embed dialogues/*/*.txt
var dialogues embed.FS

// Stores makes a fresh store and its library of editions.
type Stores func(t *testing.T) (bot.Store, policies.Library)

// TestDialogues runs every dialogue file on stores made by open.
//
// A dialogue reads like a conversation:
//
//	# A comment, and in the header settings: erasure_grace 24h, or
//	review access erasure          rights that an officer has to approve, or
//	unsure words                   words that the classifier cannot read, and a language model can
//	---
//	> what the person types        @bob > what another person types
//	< [timeout]                    the bot says this phrase of the edition
//	< [notice]                     the bot shows the notice
//	< some words                   a reply that contains them
//	press agree                    the person presses a choice
//	wait 4m59s                     time passes
//	restart                        the process is killed and starts again
//	publish material lang key text an edition with one changed text is published
//	fail / heal                    the platform accepts nothing / works again
//	consent assistant granted      the state of the consent for a purpose
//	state open granted             the stage of the conversation and the state of the opt-in
//	count message 2                events of a kind on record
//	tags Consent: Privacy          the person's tags; - for none
//	suppressed / reachable         the account is, or is not, on the suppression list
//	@bob heard                     the next lines are what the bot said to another person meanwhile
//	forgotten                      nobody is on record under this account
//	approved why                   an officer approves the open request
//	refused why                    and refuses it, with this reason
//	case erasure done              the state of the newest case of a kind
//	desk < [person] words          the next post in the account's newest desk thread
//	desk card held granted Maria   the states of the handoff and the consent on its card, and who has it
//	desk silent / gone             there is no further post / the thread shows nothing about the person any more
//	desk fail / heal / deleted     the desk accepts nothing / works again / the thread is deleted there
//	agent maria > words            a team member writes in the thread
//	agent maria take               or does something: take, note words, assign name, ask, section topic, ...
//	desk told words                the answer that only the agent sees
//	> {code}                       the last code that the bot showed is typed
//	gate notice_only               an admin changes the channel's opt-in mode
//	redeliver                      the platform delivers the last message again
//
// The bot's replies must match the < lines exactly, in that order.
func TestDialogues(t *testing.T, open Stores) {
	files, err := fs.Glob(dialogues, "dialogues/*/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no dialogues: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(strings.TrimPrefix(file, "dialogues/"), ".txt"), func(t *testing.T) {
			data, err := dialogues.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			runDialogue(t, string(data), open)
		})
	}
}

// tap records what a channel sends, and sends it.
type tap struct {
	bot.Channel
	*Recorder
}

func (t tap) Name() string { return t.Channel.Name() }

func (t tap) Traits() bot.Traits {
	of := bot.TraitsOf(t.Channel)
	return bot.Traits{ShortForm: of.ShortForm, PhoneCarrier: of.PhoneCarrier}
}

func (t tap) Send(ctx context.Context, to bot.UserID, r bot.Reply) (bot.PlatformRef, error) {
	if _, err := t.Recorder.Send(ctx, to, r); err != nil {
		return "", err
	}
	return t.Channel.Send(ctx, to, r)
}

// stage is what a dialogue plays on.
type stage struct {
	t        *testing.T
	wire     *Wire // nil: no real channel
	store    bot.Store
	library  policies.Library
	channel  *Recorder
	clock    *Clock
	config   bot.Config
	bot      *bot.Bot
	lang     string
	account  string
	last     bot.Message
	messages int
	replies  []bot.Reply // said and not yet expected
	code     string      // the last code shown for linking accounts
	desk     *Desk       // nil: no desk
	thread   string      // the last thread in which an agent did something
	read     map[string]int
	told     string // the last answer to an agent
	said     string // the id of an agent's last message
	line     int
}

func runDialogue(t *testing.T, script string, open Stores) {
	s := &stage{t: t}
	s.store, s.library = open(t)
	s.run(script)
}

func (s *stage) run(script string) {
	t := s.t
	s.clock, s.account = NewClock(), "ana"
	header, body, ok := strings.Cut(script, "\n---\n")
	if !ok {
		t.Fatal("a dialogue needs a line --- between its settings and the conversation")
	}
	short := false
	for l := range strings.Lines(header) {
		s.line++
		l = strings.TrimSpace(l)
		if l == "short" {
			short = true
		} else if l != "" && !strings.HasPrefix(l, "#") {
			s.setting(l)
		}
	}
	s.line++
	s.channel = NewRecorder("test", short)
	s.config.Store, s.config.Library, s.config.Now = s.store, s.library, s.clock.Now
	s.config.Channels = []bot.Channel{s.channel}
	if s.wire != nil {
		s.channel = NewRecorder(s.wire.Channel.Name(), false)
		s.config.Channels = []bot.Channel{tap{s.wire.Channel, s.channel}}
		s.config.PublicURL = "https://chat.test"
	}
	if s.desk != nil {
		s.config.Channels = append(s.config.Channels, s.desk)
	}
	s.start()
	scanner := bufio.NewScanner(strings.NewReader(body))
	for scanner.Scan() {
		s.line++
		if l := strings.TrimSpace(scanner.Text()); l != "" && !strings.HasPrefix(l, "#") {
			s.play(l)
		}
	}
	s.silent()
}

func (s *stage) fatalf(format string, args ...any) {
	s.t.Helper()
	s.t.Fatalf("line %d: "+format, append([]any{s.line}, args...)...)
}

func (s *stage) setting(l string) {
	key, value, _ := strings.Cut(l, " ")
	durations := map[string]*time.Duration{
		"timeout": &s.config.Consent.Timeout, "burst": &s.config.Consent.Burst,
		"erasure_grace": &s.config.Rights.ErasureGrace, "confirm_timeout": &s.config.Rights.ConfirmTimeout,
	}
	switch d, ok := durations[key]; {
	case ok:
		v, err := time.ParseDuration(value)
		if err != nil {
			s.fatalf("%v", err)
		}
		*d = v
	case key == "lang":
		s.lang = value
	case key == "max_invalid":
		s.config.Consent.MaxInvalid, _ = strconv.Atoi(value)
	case key == "held_messages":
		s.config.Limits.MemoryMessages, _ = strconv.Atoi(value)
	case key == "review":
		for _, kind := range strings.Fields(value) {
			s.config.Rights.Review = append(s.config.Rights.Review, bot.RequestKind(kind))
		}
	case s.deskSetting(key, value):
	case key == "unsure":
		s.doubt(value)
	default:
		s.fatalf("setting %q is unknown", key)
	}
}

func (s *stage) start() {
	b, err := bot.New(s.config)
	if err != nil {
		s.fatalf("%v", err)
	}
	s.bot = b
	if s.wire != nil {
		s.wire.Connect(b)
	}
}

var accountCode = regexp.MustCompile(`LINK-[A-Z2-7]{5}-[A-Z2-7]{5}`)

var speaker = regexp.MustCompile(`^@(\w+)\s+(.*)$`)

// play plays one line.
func (s *stage) play(l string) {
	if m := speaker.FindStringSubmatch(l); m != nil {
		s.silent()
		s.account, l = m[1], m[2]
	}
	verb, rest, _ := strings.Cut(l, " ")
	rest = strings.TrimSpace(rest)
	if verb == "<" {
		s.expect(rest)
		return
	}
	if verb != "case" && verb != "state" && verb != "count" && verb != "tags" && verb != "consent" && verb != "desk" {
		s.silent()
	}
	switch verb {
	case ">":
		s.say(bot.Message{Text: strings.ReplaceAll(rest, "{code}", s.code)})
	case "press":
		choice, question, _ := strings.Cut(rest, " ")
		s.say(bot.Message{Choice: choice, For: question})
	case "approved", "refused":
		s.verdict(bot.Verdict(verb), rest)
	case "case":
		s.inCase(rest)
	case "heard":
		s.replies = append(s.replies, s.channel.Take(s.user().ID)...)
	case "desk":
		s.onDesk(rest)
	case "agent":
		s.acts(rest)
	case "gate":
		s.gate(bot.OptInMode(rest))
	case "redeliver":
		s.receive(s.last)
	case "wait":
		s.wait(rest)
	case "restart":
		s.start()
	case "publish":
		s.publish(rest)
	case "fail":
		s.channel.Fail(errors.New("the platform is down"))
	case "heal":
		s.channel.Fail(nil)
	case "suppressed", "reachable":
		stopped, err := s.store.Suppressed(context.Background(), s.user())
		if err != nil || stopped != (verb == "suppressed") {
			s.fatalf("on the suppression list: %v, %v", stopped, err)
		}
	case "state", "count", "tags", "forgotten", "consent":
		s.check(verb, strings.Fields(rest))
	default:
		s.fatalf("%q is not a command", l)
	}
}

func (s *stage) user() bot.UserID {
	if s.wire != nil {
		return s.wire.User(s.account)
	}
	return bot.UserID{App: bot.DefaultApp, Channel: "test", ID: s.account}
}

// say sends a message as a person does: a second after the one before.
func (s *stage) say(m bot.Message) {
	s.clock.Set(s.clock.Now().Add(time.Second))
	s.messages++
	if s.wire == nil && bot.TraitsOf(s.channel).PhoneCarrier {
		m.Carrier = intents.Carrier(m.Text)
	}
	m.ID, m.User, m.Lang, m.At = strconv.Itoa(s.messages), s.user(), s.lang, s.clock.Now()
	s.last = m
	s.receive(m)
}

func (s *stage) receive(m bot.Message) {
	ctx := context.Background()
	var err error
	if s.wire != nil {
		err = s.wire.Say(s.account, m)
	} else {
		err = s.bot.Receive(ctx, m)
	}
	if err != nil {
		s.fatalf("%v", err)
	}
	s.drain(ctx)
}

func (s *stage) drain(ctx context.Context) {
	if err := s.bot.Drain(ctx); err != nil {
		s.fatalf("%v", err)
	}
	s.replies = append(s.replies, s.channel.Take(s.user().ID)...)
	for _, r := range s.replies {
		if code := accountCode.FindString(string(r.Text)); code != "" {
			s.code = code
		}
	}
}

// gate lets an admin change the channel's opt-in mode.
func (s *stage) gate(mode bot.OptInMode) {
	ctx := context.Background()
	set, err := s.bot.Settings(ctx, bot.DefaultApp)
	if err == nil {
		set.OptInModes = map[string]bot.OptInMode{s.user().Channel: mode}
		err = s.bot.ChangeSettings(ctx, bot.Operator{}, set, bot.Order{By: "an admin", Reason: "a dialogue"})
	}
	if err != nil {
		s.fatalf("%v", err)
	}
}

// wait lets the clock run and stops wherever something is due.
func (s *stage) wait(rest string) {
	d, err := time.ParseDuration(rest)
	if err != nil {
		s.fatalf("%v", err)
	}
	ctx := context.Background()
	for end := s.clock.Now().Add(d); ; {
		next, err := s.store.NextDue(ctx)
		if err != nil {
			s.fatalf("%v", err)
		}
		if next.IsZero() || next.After(end) || !next.After(s.clock.Now()) {
			next = end
		}
		s.clock.Set(next)
		s.drain(ctx)
		if !next.Before(end) {
			return
		}
	}
}

// publish publishes the edition in force with one text changed.
func (s *stage) publish(rest string) {
	f := strings.SplitN(rest, " ", 4)
	if len(f) != 4 {
		s.fatalf("publish needs a kind, a language, notice or a topic, and the text")
	}
	ctx := context.Background()
	current, err := s.library.Current(ctx, bot.DefaultApp)
	if err != nil {
		s.fatalf("%v", err)
	}
	next, err := policies.Parse(Folder(current.Files()))
	if err != nil {
		s.fatalf("%v", err)
	}
	next.App, next.Kind, next.Controller = bot.DefaultApp, policies.Kind(f[0]), current.Controller
	text := next.Texts[f[1]]
	if f[2] == "notice" {
		text.Notice += policies.Markdown("\n\n" + f[3])
	}
	for i := range text.Sections {
		if string(text.Sections[i].Topic) == f[2] {
			text.Sections[i].Body = policies.Markdown(f[3])
		}
	}
	if _, err := s.library.Publish(ctx, next); err != nil {
		s.fatalf("%v", err)
	}
}

// expect compares the next reply with a < line.
func (s *stage) expect(want string) {
	s.t.Helper()
	if len(s.replies) == 0 {
		s.fatalf("the bot said nothing more, want %s", want)
	}
	got := s.replies[0]
	s.replies = s.replies[1:]
	if !s.matches(got, want) {
		s.fatalf("the bot said\n%s\nwant %s", got.Text, want)
	}
}

func (s *stage) matches(got bot.Reply, want string) bool {
	if !strings.HasPrefix(want, "[") {
		return strings.Contains(policies.Plain(got.Text), want)
	}
	key := strings.Trim(want, "[]")
	edition, err := s.library.Current(context.Background(), bot.DefaultApp)
	if err != nil {
		s.fatalf("%v", err)
	}
	text := edition.Text(got.Lang)
	if lang, k, ok := strings.Cut(key, ":"); ok {
		if lang != got.Lang {
			return false
		}
		key = k
	}
	if key == "notice" {
		return got.Notice && (got.Text == text.Notice || got.Text == text.Short)
	}
	template, ok := text.Phrases[policies.Phrase(key)]
	if !ok {
		s.fatalf("phrase %q is unknown", key)
	}
	return pattern(template).MatchString(string(got.Text))
}

var placeholder = regexp.MustCompile(`\\\{[a-z_]+\\\}`)

// pattern matches a phrase, whatever its placeholders are filled with.
func pattern(template policies.Markdown) *regexp.Regexp {
	quoted := regexp.QuoteMeta(strings.TrimSpace(string(template)))
	return regexp.MustCompile(`(?s)^` + placeholder.ReplaceAllString(quoted, `.*`) + `\s*$`)
}

// silent fails when the bot said something that no line expected.
func (s *stage) silent() {
	s.t.Helper()
	for _, r := range s.replies {
		s.t.Errorf("before line %d the bot also said\n%s", s.line, r.Text)
	}
	if len(s.replies) > 0 {
		s.t.FailNow()
	}
}

func (s *stage) check(verb string, args []string) {
	s.t.Helper()
	p, err := s.store.Person(context.Background(), s.user())
	if err != nil {
		s.fatalf("%v", err)
	}
	got := ""
	switch verb {
	case "forgotten":
		if p.Known() {
			s.fatalf("%s is still on record", s.account)
		}
		return
	case "state":
		got = fmt.Sprint(p.Stage, " ", p.ConsentFor(bot.PurposeService).State)
	case "consent":
		got = fmt.Sprint(args[0], " ", p.ConsentFor(bot.Purpose(args[0])).State)
	case "tags":
		if got = strings.Join(p.Tags, " "); got == "" {
			got = "-"
		}
	case "count":
		n := 0
		for e, err := range s.store.Events(context.Background(), p.ID) {
			if err != nil {
				s.fatalf("%v", err)
			}
			if e.Kind == args[0] {
				n++
			}
		}
		if n != p.Counts[args[0]] {
			s.fatalf("%d %s events are on record and %d counted", n, args[0], p.Counts[args[0]])
		}
		got = fmt.Sprint(args[0], " ", n)
	}
	if want := strings.Join(args, " "); got != want {
		s.fatalf("%s: got %q, want %q", verb, got, want)
	}
}
