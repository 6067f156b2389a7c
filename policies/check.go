package policies

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Severity of a finding.
type Severity string

// Severities. An edition with an Error is not published.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Finding is something about an edition that should be mended.
type Finding struct {
	Severity Severity
	Lang     string // empty: the edition as a whole
	Where    string // file or phrase
	Text     string // what is wrong and what to do
}

func (f Finding) String() string {
	where := f.Where
	if f.Lang != "" {
		where = f.Lang + "/" + f.Where
	}
	return fmt.Sprintf("%s: %s: %s", f.Severity, where, f.Text)
}

// SampleController is who the embedded texts name until somebody puts their
// own name there.
var SampleController = Controller{Name: "Example Company", Contact: "privacy@example.com", URL: "https://example.com/privacy"}

// maxShortSegments is how long the short notice should be at most, in text
// messages (features, QU-05).
const maxShortSegments = 2

type checker struct {
	edition  *Edition
	reserved []string
	findings []Finding
	text     *Text
}

// Check returns what should be mended before e is published. reserved are the
// words that phone carriers answer themselves: none may be asked for.
func Check(e *Edition, reserved []string) []Finding {
	c := &checker{edition: e, reserved: reserved}
	c.controller()
	if e.Kind != "" && e.Kind != Editorial && e.Kind != Material {
		c.add(Error, "edition.md", "kind %q is neither editorial nor material", e.Kind)
	}
	if e.Texts[e.Fallback] == nil {
		c.add(Error, editionFile, "fallback language %q has no texts", e.Fallback)
	}
	for _, lang := range e.Languages() {
		c.text = e.Texts[lang]
		if _, err := language.Parse(lang); err != nil {
			c.add(Error, lang, "%q is not a language tag", lang)
		}
		c.notice("notice.md", c.text.Notice)
		c.notice("short.md", c.text.Short)
		c.phrases()
		c.words()
		c.sections()
		c.segments()
	}
	return c.findings
}

// Blocking reports whether one of the findings keeps an edition from being
// published.
func Blocking(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Severity == Error })
}

func (c *checker) add(s Severity, where, format string, args ...any) {
	f := Finding{Severity: s, Where: where, Text: fmt.Sprintf(format, args...)}
	if c.text != nil {
		f.Lang = c.text.Lang
	}
	c.findings = append(c.findings, f)
}

func (c *checker) controller() {
	k := c.edition.Controller
	for _, v := range []struct{ key, got, sample string }{
		{"controller.name", k.Name, SampleController.Name},
		{"controller.contact", k.Contact, SampleController.Contact},
		{"controller.url", k.URL, SampleController.URL},
	} {
		if strings.TrimSpace(v.got) == "" || v.got == v.sample {
			c.add(Error, v.key, "is still the sample's (%q), set it to your own", v.got)
		}
	}
	u, err := url.Parse(k.URL)
	if k.URL != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		c.add(Error, "controller.url", "%q is not a web address", k.URL)
	} else if u != nil && (u.Hostname() == "example.com" || strings.HasSuffix(u.Hostname(), ".example.com")) && k.URL != SampleController.URL {
		c.add(Error, "controller.url", "%q is a sample address, set your own", k.URL)
	}
}

var (
	placeholderName = regexp.MustCompile(`\{([^{}\s]*)\}`)
	rawHTML         = regexp.MustCompile(`<[a-zA-Z/!][^>]*>`)
	frozenNames     = []string{"controller", "contact", "policy"}
)

// placeholders checks the placeholders of a text against those it may use.
func (c *checker) placeholders(where string, m Markdown, must, may []string) {
	used := map[string]bool{}
	for _, match := range placeholderName.FindAllStringSubmatch(string(m), -1) {
		name := match[1]
		used[name] = true
		if !slices.Contains(may, name) && !slices.Contains(frozenNames, name) {
			c.add(Error, where, "placeholder {%s} is unknown here, known are {%s}", name, strings.Join(append(slices.Clone(may), frozenNames...), "} {"))
		}
	}
	for _, name := range must {
		if !used[name] {
			c.add(Error, where, "placeholder {%s} is missing", name)
		}
	}
	left := placeholderName.ReplaceAllString(string(m), "")
	if strings.ContainsAny(left, "{}") {
		c.add(Error, where, "a brace stands alone: write placeholders as {name}")
	}
	if rawHTML.MatchString(string(m)) {
		c.add(Warning, where, "HTML is not rendered, write Markdown")
	}
}

func (c *checker) notice(where string, m Markdown) {
	if strings.TrimSpace(string(m)) == "" {
		c.add(Error, where, "is empty")
		return
	}
	c.placeholders(where, m, nil, nil)
	open := c.edition.Controller == Controller{} || strings.Contains(string(m), "{policy}")
	if !open && !strings.Contains(string(m), c.edition.Controller.URL) {
		c.add(Error, where, "the link to the policy is missing, write {policy}")
	}
	for _, word := range []Phrase{PhraseWordAgree, PhraseWordDecline} {
		if w := Plain(c.text.Phrases[word]); w != "" && !strings.Contains(Plain(m), w) {
			c.add(Error, where, "does not name the word %s that people reply with", w)
		}
	}
}

func (c *checker) phrases() {
	for _, rule := range phraseRules {
		m, ok := c.text.Phrases[rule.Phrase]
		if !ok || strings.TrimSpace(string(m)) == "" {
			c.add(Error, "phrases.md "+string(rule.Phrase), "the phrase is missing")
			continue
		}
		must, may := rule.placeholders()
		c.placeholders("phrases.md "+string(rule.Phrase), m, must, may)
	}
}

func (c *checker) words() {
	seen := map[string]Phrase{}
	for _, p := range words {
		w := strings.ToUpper(Plain(c.text.Phrases[p]))
		where := "phrases.md " + string(p)
		switch {
		case w == "":
			continue
		case len(strings.Fields(w)) != 1:
			c.add(Error, where, "%q is not a single word", w)
		case slices.ContainsFunc(c.reserved, func(r string) bool { return strings.EqualFold(r, w) }):
			c.add(Error, where, "%s is reserved by phone carriers, which answer it themselves: choose another word", w)
		case seen[w] != "":
			c.add(Error, where, "%s is also %s, choose another word", w, seen[w])
		}
		seen[w] = p
	}
}

func (c *checker) sections() {
	for _, topic := range Topics() {
		where := sectionsDir + "/" + string(topic) + ".md"
		s, ok := c.text.Section(topic)
		switch {
		case !ok:
			c.add(Error, where, "the policy has no section on this topic")
			continue
		case strings.TrimSpace(s.Title) == "":
			c.add(Error, where, "title: is missing")
		case strings.TrimSpace(string(s.Body)) == "":
			c.add(Error, where, "is empty")
		}
		c.placeholders(where, s.Body, nil, nil)
	}
}

func (c *checker) segments() {
	short := c.edition.Freeze(c.edition.Controller).Texts[c.text.Lang].Short
	if n, encoding := Segments(Plain(short)); n > maxShortSegments {
		c.add(Warning, "short.md", "takes %d text messages (%s), keep it within %d", n, encoding, maxShortSegments)
	}
}
