package policies

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"
)

// Severity of a finding.
type Severity string

// The severities. An edition with an Error cannot be published.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Finding is a problem in an edition.
type Finding struct {
	Severity Severity
	Lang     string // empty: the edition as a whole
	Where    string // file, or phrases.md and the phrase, or the setting
	Text     string // what is wrong and what to do
}

// String returns the finding on one line, as assent policy check prints it.
func (f Finding) String() string {
	where := f.Where
	if f.Lang != "" {
		where = f.Lang + "/" + f.Where
	}
	return fmt.Sprintf("%s: %s: %s", f.Severity, where, f.Text)
}

// SampleController is the controller that the embedded texts name until an
// operator sets their own.
var SampleController = Controller{
	Name: "Example Company", Contact: "privacy@example.com", URL: "https://example.com/privacy",
}

const (
	// maxShortSegments is how many text messages a text for SMS should take at
	// most (FACTS.md, 5.1: Twilio recommends 320 characters).
	maxShortSegments = 2
	// maxLabel is the channels' lowest limit for a button's label: 75 characters
	// at Slack, 80 at Discord (FACTS.md, 5.3 and 5.4).
	maxLabel = 75
)

// checker collects findings; text is in the language being checked.
type checker struct {
	edition  *Edition
	reserved []string
	findings []Finding
	text     *Text
	words    map[string]Phrase // what each typed word means, in any language
}

// Check returns the problems to correct before e is published; it accepts open and
// frozen placeholders. reserved lists the words that phone carriers answer
// themselves, so the bot may not ask for them. An edition without an Error has
// everything that the bot may need to say, in every language.
func Check(e *Edition, reserved []string) []Finding {
	c := &checker{edition: e, reserved: reserved, words: map[string]Phrase{}}
	c.controller()
	c.whole()
	for _, lang := range e.Languages() {
		c.text = e.Texts[lang]
		if c.text == nil {
			continue // whole reports it
		}
		c.notice(noticeFile, c.text.Notice)
		c.notice(shortFile, c.text.Short)
		if c.text.NoticeB != "" {
			c.notice(noticeBFile, c.text.NoticeB)
		}
		if c.text.ShortB != "" {
			c.notice(shortBFile, c.text.ShortB)
		}
		c.phrases()
		c.typedWords()
		c.sections()
		c.segments()
	}
	return c.findings
}

// Blocking reports whether the findings prevent an edition from being published.
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

// controller requires a real name, contact and address.
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
	if k.URL != "" && !webAddress(k.URL) {
		c.add(Error, "controller.url", "%q is not a web address, write it with https://", k.URL)
	} else if u, err := url.Parse(k.URL); err == nil && k.URL != SampleController.URL && sampleHost(u.Hostname()) {
		c.add(Error, "controller.url", "%q is a sample address, set your own", k.URL)
	}
	if _, host, ok := strings.Cut(k.Contact, "@"); ok && k.Contact != SampleController.Contact && sampleHost(host) {
		c.add(Error, "controller.contact", "%q is a sample address, set your own", k.Contact)
	}
}

// sampleHost reports whether RFC 2606 reserves a host for documentation, so that
// web and mail never reach it.
func sampleHost(host string) bool {
	return slices.ContainsFunc([]string{"example.com", "example.net", "example.org"}, func(sample string) bool {
		return host == sample || strings.HasSuffix(host, "."+sample)
	})
}

// whole checks what does not belong to a single language.
func (c *checker) whole() {
	e := c.edition
	if e.Kind != "" && e.Kind != Editorial && e.Kind != Material {
		c.add(Error, editionFile, "kind %q is neither editorial nor material", e.Kind)
	}
	if e.Texts[e.Fallback] == nil {
		c.add(Error, editionFile, "fallback: %q has no texts, name one of %s",
			e.Fallback, strings.Join(e.Languages(), ", "))
	}
	for _, lang := range e.Languages() {
		if tag, err := language.Parse(lang); err != nil || tag.String() != lang {
			c.add(Error, lang, "%q is not a language tag as it is usually written, such as en or pt-BR", lang)
		}
		if t := e.Texts[lang]; t == nil || t.Lang != lang {
			c.add(Error, lang, "the language has no texts of its own")
		}
	}
	for lang := range e.Summary {
		if e.Texts[lang] == nil {
			c.add(Error, editionFile, "summary: there are no texts in %q, remove it", lang)
		}
	}
}

// notice checks the text that people agree to: it must link to the policy and
// name both words that people reply with.
func (c *checker) notice(where string, m Markdown) {
	if strings.TrimSpace(string(m)) == "" {
		c.add(Error, where, "is empty")
		return
	}
	c.prose(where, m, nil, nil)
	c.readable(where, m)
	link := c.edition.Controller.URL
	if !strings.Contains(string(m), "{"+holdPolicy+"}") && (link == "" || !strings.Contains(string(m), link)) {
		c.add(Error, where, "the link to the policy is missing, write {policy}")
	}
	named := strings.FieldsFunc(Plain(m), notInWord)
	for _, word := range []Phrase{PhraseWordAgree, PhraseWordDecline} {
		if w := Plain(c.text.Phrases[word]); w != "" && !slices.Contains(named, w) {
			c.add(Error, where, "does not name the word %s that people reply with", w)
		}
	}
}

func notInWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }

func (c *checker) phrases() {
	fallback := c.edition.Texts[c.edition.Fallback]
	for _, rule := range phraseRules {
		m, where := c.text.Phrases[rule.Phrase], phrasesFile+" "+string(rule.Phrase)
		if strings.TrimSpace(string(m)) == "" {
			c.add(Error, where, "the phrase is missing")
			continue
		}
		must, may := rule.placeholders()
		c.prose(where, m, must, may)
		if fallback != nil {
			c.parity(where, m, fallback.Phrases[rule.Phrase])
		}
		if strings.HasPrefix(string(rule.Phrase), "choice_") && len([]rune(Plain(m))) > maxLabel {
			c.add(Warning, where, "is the label of a button, keep it within %d characters", maxLabel)
		}
	}
	for p, m := range c.text.Phrases {
		where := phrasesFile + " " + string(p)
		if !slices.Contains(Phrases(), p) {
			c.add(Error, where, "the bot has no phrase of this name, remove it")
		}
		if strings.Contains("\n"+string(m), "\n## ") {
			c.add(Error, where, "a line that begins with ## would begin another phrase, use bold type")
		}
	}
}

// parity warns of placeholders that the fallback language has and this one lacks.
func (c *checker) parity(where string, m, fallback Markdown) {
	has := placeholdersOf(m)
	for _, name := range placeholdersOf(fallback) {
		if !slices.Contains(has, name) {
			c.add(Warning, where, "placeholder {%s} is in %q but not here", name, c.edition.Fallback)
		}
	}
}

// typedWords checks the words that people type. A word must mean the same in every
// language, because people may type another language's word.
func (c *checker) typedWords() {
	for _, p := range words {
		w, where := strings.ToUpper(Plain(c.text.Phrases[p])), phrasesFile+" "+string(p)
		if w == "" {
			continue
		}
		meaning, taken := c.words[w]
		switch {
		case strings.ContainsFunc(w, notInWord):
			c.add(Error, where, "%q is not a single word of letters", w)
		case slices.ContainsFunc(c.reserved, func(r string) bool { return strings.EqualFold(r, w) }):
			c.add(Error, where, "%s is reserved by phone carriers, which answer it themselves: choose another word", w)
		case taken && meaning != p:
			c.add(Error, where, "%s is also %s, choose another word", w, meaning)
		}
		c.words[w] = p
	}
}

func (c *checker) sections() {
	for _, topic := range Topics() {
		where := sectionFile(topic)
		s, ok := c.text.Section(topic)
		switch {
		case !ok:
			c.add(Error, where, "the policy has no section on this topic")
			continue
		case strings.TrimSpace(s.Title) == "":
			c.add(Error, where, "title: is missing")
		case strings.ContainsAny(s.Title, "{}\n"):
			c.add(Error, where, "title: is one line without placeholders")
		}
		if strings.TrimSpace(string(s.Body)) == "" {
			c.add(Error, where, "is empty")
		}
		c.prose(where, s.Body, nil, nil)
		c.readable(where, s.Body)
	}
	seen := map[Topic]bool{}
	for _, s := range c.text.Sections {
		if seen[s.Topic] || !slices.Contains(Topics(), s.Topic) {
			c.add(Error, sectionFile(s.Topic), "is a duplicate or not on a known topic, remove it")
		}
		seen[s.Topic] = true
	}
}

// segments measures the texts sent by SMS, with the controller's own name filled
// in.
func (c *checker) segments() {
	frozen := func(name string) (string, bool) { return frozenValue(name, c.edition.Controller) }
	texts := []struct {
		where string
		m     Markdown
	}{{shortFile, c.text.Short}, {shortBFile, c.text.ShortB}}
	for _, p := range []Phrase{PhraseCarrierStop, PhraseCarrierHelp, PhraseCarrierStart} {
		texts = append(texts, struct {
			where string
			m     Markdown
		}{phrasesFile + " " + string(p), c.text.Phrases[p]})
	}
	for _, t := range texts {
		if n, encoding := Segments(Plain(fill(t.m, frozen))); n > maxShortSegments {
			c.add(Warning, t.where, "takes %d text messages (%s), keep it within %d", n, encoding, maxShortSegments)
		}
	}
}

var placeholderName = regexp.MustCompile(`\{([^{}\s\\]*)\}`)

// placeholdersOf lists the placeholders in m, each once.
func placeholdersOf(m Markdown) (names []string) {
	for _, match := range placeholderName.FindAllStringSubmatch(string(m), -1) {
		if !slices.Contains(names, match[1]) {
			names = append(names, match[1])
		}
	}
	return names
}

var frozenNames = []string{holdController, holdContact, holdPolicy}

// prose checks every text: which placeholders it must and may use, Markdown that
// is never shown, and remains of the sample.
func (c *checker) prose(where string, m Markdown, must, may []string) {
	used := placeholdersOf(m)
	known := append(slices.Clone(may), frozenNames...)
	for _, name := range used {
		if !slices.Contains(known, name) {
			c.add(Error, where, "placeholder {%s} is unknown here, known are {%s}", name, strings.Join(known, "} {"))
		}
	}
	for _, name := range must {
		if !slices.Contains(used, name) {
			c.add(Error, where, "placeholder {%s} is missing", name)
		}
	}
	left := strings.NewReplacer(`\{`, "", `\}`, "").Replace(placeholderName.ReplaceAllString(string(m), ""))
	if strings.ContainsAny(left, "{}") {
		c.add(Error, where, `a brace stands alone: write placeholders as {name}, and a brace itself as \{`)
	}
	for _, hidden := range unshown(m) {
		c.add(Error, where, "%s", hidden)
	}
	k := c.edition.Controller
	for _, v := range []struct{ own, sample string }{
		{k.Name, SampleController.Name}, {k.Contact, SampleController.Contact}, {k.URL, SampleController.URL},
	} {
		if v.own != v.sample && strings.Contains(string(m), v.sample) {
			c.add(Error, where, "still names the sample's %q, write {controller}, {contact} or {policy}", v.sample)
		}
	}
}
