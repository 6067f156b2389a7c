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
	// FormFullB and FormShortB are a second wording, see Text.NoticeB.
	FormFullB  Form = "full_b"
	FormShortB Form = "short_b"
	// FormAssistant asks for the purpose assistant: the phrase assistant_ask.
	FormAssistant Form = "assistant"
	// FormMarketing and FormRecording do so for their purposes.
	FormMarketing Form = "marketing"
	FormRecording Form = "recording"
	// FormInformed tells people what happens with their words, and asks nothing:
	// the phrase informed.
	FormInformed Form = "informed"
)

// Kind says what publishing an edition does to earlier consents.
type Kind string

// The kinds of edition.
const (
	Editorial Kind = "editorial" // a typo: consents stay in force
	Material  Kind = "material"  // consents to earlier editions are superseded
)

// Controller is who is responsible (GDPR Art. 4(7)), as texts name them.
type Controller struct {
	Name    string `yaml:"name" json:"name"`
	Contact string `yaml:"contact" json:"contact"`
	URL     string `yaml:"url" json:"url"` // public address of the policy
}

// Section is what the policy says about a topic.
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
	// NoticeB and ShortB are a second wording of the notices: half of the strangers
	// are asked with it, so that the two can be compared. Empty: there is none.
	NoticeB Markdown
	ShortB  Markdown
	// Names is who stands in phrases that the text lacks, see Phrase.
	Names Controller
}

// Opt returns the form of the notice for a channel and a half of the people.
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

// Asks reports whether a form is one of them.
func (f Form) Asks() bool { return slices.Contains(Asking(), f) }

// Wording tells the two wordings of a notice apart: a or b.
func (f Form) Wording() string {
	if f == FormFullB || f == FormShortB {
		return "b"
	}
	return "a"
}

// embeddedTexts are read once.
var embeddedTexts = sync.OnceValue(Defaults)

// spare is what the embedded texts say for a phrase that this one lacks, because
// it was published by an earlier version.
func (t *Text) spare(p Phrase) (Markdown, bool) {
	m, ok := embeddedTexts().Text(t.Lang).Phrases[p]
	return fill(m, func(name string) (string, bool) { return frozenValue(name, t.Names) }), ok
}

// Params are the run-time values of a phrase, by placeholder.
type Params map[string]string

// Phrase returns what is said for p, with its placeholders filled. The values
// are taken as plain text of one line: what they hold of Markdown is escaped,
// and no address in them becomes a link. Only {link} does, where its value is
// a web address. For a phrase that the text lacks the embedded texts speak: an
// edition stays as it was published, and a later version says more. What nobody
// says shows as its name in brackets.
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

// Answer returns the phrase policy_answer around a section: the section's body
// stands for {answer} as it is, other placeholders are filled as in Phrase.
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
	Fallback   string            // the language for people whose own is not there
	Texts      map[string]*Text  // by language tag
	Summary    map[string]string // what changed, by language; may be empty
}

// ErrNoEdition: there is no edition of that number.
var ErrNoEdition = errors.New("there is no such edition")

// Errors of drafts.
var (
	ErrNoDraft      = errors.New("there is no draft: assent policy import makes one")
	ErrDraftChanged = errors.New("the draft was changed meanwhile")
)

// Draft is texts that are worked on.
type Draft struct {
	App     string
	Rev     int
	At      time.Time // when it was saved
	Edition *Edition
	// Proposal is that somebody wants it published as it is; nil: nobody does.
	Proposal *Proposal
}

// Proposal is that a draft shall be published.
type Proposal struct {
	By       string            `json:"by"` // random numbers, as the records of people have
	Kind     Kind              `json:"kind"`
	Summary  map[string]string `json:"summary,omitempty"`
	At       time.Time         `json:"at,omitzero"`        // not before
	Approved string            `json:"approved,omitempty"` // by whom; empty: by nobody yet
}

// Library keeps published editions for ever.
type Library interface {
	// Current returns the edition in force for an app; before the first is
	// published, the embedded sample with the configured controller.
	Current(ctx context.Context, app string) (*Edition, error)
	// Edition returns a published edition, 0 for the sample, or ErrNoEdition.
	Edition(ctx context.Context, app string, number int) (*Edition, error)
	// Editions returns all published editions of an app, oldest first.
	Editions(ctx context.Context, app string) ([]*Edition, error)
	// Draft returns the texts of an app that are not published yet, or ErrNoDraft.
	Draft(ctx context.Context, app string) (Draft, error)
	// SaveDraft keeps d in the place of the draft that has its Rev (0: there is
	// none), and returns the next; ErrDraftChanged: somebody else was faster. One
	// without an Edition is thrown away.
	SaveDraft(ctx context.Context, d Draft) (rev int, err error)
	// Publish freezes e, gives it the next number of e.App and keeps it.
	Publish(ctx context.Context, e *Edition) (*Edition, error)
}

// Sample reports whether e is the embedded edition, which nobody published.
func (e *Edition) Sample() bool { return e.Number == 0 }

// Label names the edition in texts and addresses.
func (e *Edition) Label() string {
	if e.Sample() {
		return "sample"
	}
	return strconv.Itoa(e.Number)
}

// Languages returns the tags of the languages that e speaks, in order.
func (e *Edition) Languages() []string { return slices.Sorted(maps.Keys(e.Texts)) }

// Text returns the text in the language that suits best: prefs are tags or
// Accept-Language lists, best first. It is nil only where e has no text.
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

// Hash is the hex SHA-256 of the notice exactly as it is shown.
func (e *Edition) Hash(lang string, f Form) string {
	t, ok := e.Texts[lang]
	if !ok {
		return ""
	}
	sum := sha256.Sum256([]byte(t.NoticeIn(f)))
	return hex.EncodeToString(sum[:])
}

// Freeze returns a copy in which {controller}, {contact} and {policy} are
// filled for good. Run-time placeholders stay. Line ends and surrounding white
// space become those that Files and Parse keep, so that Hash is the same
// before and after storage.
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
		text := &Text{Lang: t.Lang, Notice: frozen(t.Notice), Short: frozen(t.Short), NoticeB: frozen(t.NoticeB), ShortB: frozen(t.ShortB), Names: c, Phrases: map[Phrase]Markdown{}}
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

// normal is m with the line ends and the surrounding white space that the
// file format keeps.
func normal(m Markdown) Markdown {
	s := strings.ToValidUTF8(strings.ReplaceAll(string(m), "\r\n", "\n"), "\uFFFD")
	return Markdown(strings.TrimSpace(s))
}
