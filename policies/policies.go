package policies

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"
)

// Markdown is text with Markdown marks. Raw HTML in it is never rendered.
type Markdown string

// Topic is what a section of the policy is about.
type Topic string

// The topics (each is also a constant of package intents).
const (
	Collection         Topic = "collection"
	Purposes           Topic = "purposes"
	LegalBasis         Topic = "legal_basis"
	Sharing            Topic = "sharing"
	Transfers          Topic = "transfers"
	Retention          Topic = "retention"
	Security           Topic = "security"
	Cookies            Topic = "cookies"
	Children           Topic = "children"
	AutomatedDecisions Topic = "automated_decisions"
	Rights             Topic = "rights"
	Contact            Topic = "contact"
)

// Topics returns all topics in the order in which a policy shows them.
func Topics() []Topic {
	return []Topic{Collection, Purposes, LegalBasis, Sharing, Transfers, Retention, Security, Cookies, Children,
		AutomatedDecisions, Rights, Contact}
}

// Form is the length of a notice.
type Form string

// The forms of a notice.
const (
	FormFull  Form = "full"
	FormShort Form = "short" // for SMS: two segments
	// FormFullB and FormShortB are the second wording, see Text.NoticeB.
	FormFullB  Form = "full_b"
	FormShortB Form = "short_b"
	// FormAssistant asks for consent to the purpose assistant: the phrase
	// assistant_ask.
	FormAssistant Form = "assistant"
	// FormMarketing and FormRecording ask for consent to their purposes.
	FormMarketing Form = "marketing"
	FormRecording Form = "recording"
	// FormInformed tells people what happens to their messages without asking
	// for anything: the phrase informed.
	FormInformed Form = "informed"
)

// Kind determines what publishing an edition does to earlier consents.
type Kind string

// The kinds of edition.
const (
	Editorial Kind = "editorial" // such as a corrected typo: consents stay in force
	Material  Kind = "material"  // consents to earlier editions are superseded
)

// Controller is the party responsible (GDPR Art. 4(7)), as the texts name it.
type Controller struct {
	Name    string `yaml:"name" json:"name"`
	Contact string `yaml:"contact" json:"contact"`
	URL     string `yaml:"url" json:"url"` // public address of the policy
}

// Section is the part of the policy on one topic.
type Section struct {
	Topic Topic
	Title string
	Body  Markdown
}

// Text is an edition in one language.
type Text struct {
	Lang     string
	Notice   Markdown
	Short    Markdown
	Phrases  map[Phrase]Markdown
	Sections []Section // in the order of Topics
	// NoticeB and ShortB are a second wording of the notices, shown to half of the
	// newcomers so that the two can be compared. Empty if there is only one wording.
	NoticeB Markdown
	ShortB  Markdown
	// Names is the controller named in phrases that the text lacks, see
	// Text.Phrase.
	Names Controller
}

// Opt returns the form of the notice: short for channels that need it short, and
// second for the half of people who see the second wording, if there is one.
func (t *Text) Opt(short, second bool) Form {
	switch {
	case short && second && t.ShortB != "":
		return FormShortB
	case short:
		return FormShort
	case second && t.NoticeB != "":
		return FormFullB
	}
	return FormFull
}

// Asking lists the forms that ask for the opt-in.
func Asking() []Form { return []Form{FormFull, FormShort, FormFullB, FormShortB} }

// Asks reports whether f asks for the opt-in.
func (f Form) Asks() bool { return slices.Contains(Asking(), f) }

// Wording returns which wording of the notice f is: a or b.
func (f Form) Wording() string {
	if f == FormFullB || f == FormShortB {
		return "b"
	}
	return "a"
}

// embeddedTexts returns Defaults, read once.
var embeddedTexts = sync.OnceValue(Defaults)

// spare returns the embedded text of a phrase that t lacks because an earlier
// version of Assent published it.
func (t *Text) spare(p Phrase) (Markdown, bool) {
	m, ok := embeddedTexts().Text(t.Lang).Phrases[p]
	return fill(m, func(name string) (string, bool) { return frozenValue(name, t.Names) }), ok
}

// Params are the run-time values of a phrase, by placeholder.
type Params map[string]string

// Phrase returns the text of p with its placeholders filled. Values are plain
// text on one line: Markdown in them is escaped, and addresses do not become
// links, except the value of {link} if it is a web address. A phrase that t lacks
// comes from the embedded texts: an edition stays as it was published, but a
// later version of Assent needs more phrases. An unknown phrase is returned as
// its name in brackets.
func (t *Text) Phrase(p Phrase, params Params) Markdown {
	m, ok := t.Phrases[p]
	if !ok {
		m, ok = t.spare(p)
	}
	if !ok {
		return Markdown("[" + string(p) + "]")
	}
	return fill(m, func(name string) (string, bool) { return runtimeValue(name, params) })
}

// Answer returns the phrase policy_answer with a section: the section's body
// replaces {answer} unescaped, other placeholders are filled as in Phrase.
func (t *Text) Answer(s Section, params Params) Markdown {
	m, ok := t.Phrases[PhrasePolicyAnswer]
	if !ok {
		return s.Body
	}
	return fill(m, func(name string) (string, bool) {
		if name == "answer" {
			return strings.TrimSpace(string(s.Body)), true
		}
		return runtimeValue(name, params)
	})
}

// Section returns the section on a topic.
func (t *Text) Section(topic Topic) (Section, bool) {
	for _, s := range t.Sections {
		if s.Topic == topic {
			return s, true
		}
	}
	return Section{}, false
}

// NoticeIn returns the notice in a form.
func (t *Text) NoticeIn(f Form) Markdown {
	switch f {
	case FormShort:
		return t.Short
	case FormFullB:
		return t.NoticeB
	case FormShortB:
		return t.ShortB
	case FormAssistant:
		return t.Phrase(PhraseAssistantAsk, nil)
	case FormMarketing:
		return t.Phrase(PhraseMarketingAsk, nil)
	case FormRecording:
		return t.Phrase(PhraseRecordingAsk, nil)
	case FormInformed:
		return t.Phrase(PhraseInformed, nil)
	}
	return t.Notice
}

// Edition is everything the bot may say, as one numbered whole. A published
// edition never changes.
type Edition struct {
	App        string
	Number     int // 0: not published
	Kind       Kind
	Material   int // number of the newest material edition up to this one
	Published  time.Time
	Controller Controller
	Fallback   string            // the language for people whose own has no text
	Texts      map[string]*Text  // by language tag
	Summary    map[string]string // what changed, by language; may be empty
}

// ErrNoEdition is returned for a number that no edition has.
var ErrNoEdition = errors.New("there is no such edition")

// ErrNoDraft and ErrDraftChanged are the errors about drafts.
var (
	ErrNoDraft      = errors.New("there is no draft: assent policy import makes one")
	ErrDraftChanged = errors.New("the draft was changed meanwhile")
)

// Draft is the next edition, still being edited.
type Draft struct {
	App     string
	Rev     int
	At      time.Time // when it was saved
	Edition *Edition
	// Proposal is set if a team member proposed to publish the draft as it is.
	Proposal *Proposal
}

// Proposal is a team member's proposal to publish a draft.
type Proposal struct {
	By       string            `json:"by"` // a random number, as on people's records
	Kind     Kind              `json:"kind"`
	Summary  map[string]string `json:"summary,omitempty"`
	At       time.Time         `json:"at,omitzero"`        // do not publish before
	Approved string            `json:"approved,omitempty"` // who approved it; empty: nobody yet
}

// Library stores drafts, and published editions for ever.
type Library interface {
	// Current returns the edition in force for an app; before the first
	// publication, the embedded sample with the configured controller.
	Current(ctx context.Context, app string) (*Edition, error)
	// Edition returns a published edition, 0 for the sample, or ErrNoEdition.
	Edition(ctx context.Context, app string, number int) (*Edition, error)
	// Editions returns all published editions of an app, oldest first.
	Editions(ctx context.Context, app string) ([]*Edition, error)
	// Draft returns the draft of an app, or ErrNoDraft.
	Draft(ctx context.Context, app string) (Draft, error)
	// SaveDraft replaces the draft whose Rev is d.Rev (0: there is none yet) and
	// returns the next Rev, or ErrDraftChanged if somebody else saved first. A
	// draft without an Edition is discarded.
	SaveDraft(ctx context.Context, d Draft) (rev int, err error)
	// Publish freezes e, gives it the next number of e.App and stores it.
	Publish(ctx context.Context, e *Edition) (*Edition, error)
}

// Sample reports whether e is the embedded edition, which was never published.
func (e *Edition) Sample() bool { return e.Number == 0 }

// Label names the edition in texts and addresses.
func (e *Edition) Label() string {
	if e.Sample() {
		return "sample"
	}
	return strconv.Itoa(e.Number)
}

// Languages returns the tags of e's languages, sorted.
func (e *Edition) Languages() []string { return slices.Sorted(maps.Keys(e.Texts)) }

// Text returns the text in the best matching language: prefs are tags or
// Accept-Language lists, best first. It is nil only if e has no text.
func (e *Edition) Text(prefs ...string) *Text {
	if len(prefs) > 0 {
		if t, ok := e.Texts[prefs[0]]; ok {
			return t
		}
	}
	tags := []language.Tag{language.Make(e.Fallback)}
	names := []string{e.Fallback}
	for _, l := range e.Languages() {
		if l != e.Fallback {
			tags, names = append(tags, language.Make(l)), append(names, l)
		}
	}
	wanted := make([]string, 0, len(prefs))
	for _, p := range prefs {
		if len(p) > 0 && len(p) < 500 {
			wanted = append(wanted, p)
		}
	}
	_, i := language.MatchStrings(language.NewMatcher(tags), wanted...)
	return e.Texts[names[i]]
}

// Hash returns the hex SHA-256 of the notice exactly as shown.
func (e *Edition) Hash(lang string, f Form) string {
	t, ok := e.Texts[lang]
	if !ok {
		return ""
	}
	sum := sha256.Sum256([]byte(t.NoticeIn(f)))
	return hex.EncodeToString(sum[:])
}

// Freeze returns a copy with {controller}, {contact} and {policy} filled for
// good. Run-time placeholders stay. Line endings and surrounding white space are
// normalised as Files and Parse do, so that Hash is the same before and after
// storage.
func (e *Edition) Freeze(c Controller) *Edition {
	value := func(name string) (string, bool) { return frozenValue(name, c) }
	frozen := func(m Markdown) Markdown { return fill(normal(m), value) }
	f := *e
	f.Controller = c
	f.Summary = maps.Clone(e.Summary)
	f.Texts = map[string]*Text{}
	for lang, t := range e.Texts {
		if t == nil {
			continue
		}
		text := &Text{
			Lang: t.Lang, Notice: frozen(t.Notice), Short: frozen(t.Short), NoticeB: frozen(t.NoticeB),
			ShortB: frozen(t.ShortB), Names: c, Phrases: map[Phrase]Markdown{},
		}
		for p, m := range t.Phrases {
			text.Phrases[p] = frozen(m)
		}
		for _, s := range t.Sections {
			text.Sections = append(text.Sections, Section{s.Topic, s.Title, frozen(s.Body)})
		}
		f.Texts[lang] = text
	}
	return &f
}

// normal returns m with the line endings and surrounding white space that the
// file format preserves.
func normal(m Markdown) Markdown {
	s := strings.ToValidUTF8(strings.ReplaceAll(string(m), "\r\n", "\n"), "\uFFFD")
	return Markdown(strings.TrimSpace(s))
}
