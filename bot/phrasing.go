package bot

import (
	"context"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"assent/policies"
)

// Phraser rewords a section of the policy as an answer to a privacy question. It
// may be slow and may call other machines, so it runs in a job, and only for
// people who agreed to PurposeAssistant.
type Phraser interface {
	// Phrase answers a person's question from a section of the policy. After an
	// error, or if the answer does not rest on the section, the person gets the
	// section itself.
	Phrase(ctx context.Context, question, lang string, section policies.Section) (Phrasing, error)
}

// Phrasing is an answer, and the words of the section that it rests on.
type Phrasing struct {
	Text  string `json:"answer"`
	Quote string `json:"quote"`
}

const (
	maxPhrasing = 600 // characters of an answer
	minQuote    = 20  // bytes of a quote: a shorter one occurs in every text
	maxQuote    = 500
)

var (
	figures    = regexp.MustCompile(`\d+`)
	hasAddress = regexp.MustCompile(`(?i)https?:|www\.|@|\pL\.\pL{2}`)
)

// RestsOn reports whether the phrasing may be shown as an answer from the
// section: its quote is there byte for byte, and it adds no figure and no address.
func (p Phrasing) RestsOn(section policies.Section) bool {
	body := string(section.Body)
	n := len(p.Quote)
	if n < minQuote || n > maxQuote || strings.TrimSpace(p.Quote) != p.Quote || !strings.Contains(body, p.Quote) {
		return false
	}
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) }
	if strings.TrimSpace(p.Text) == "" || utf8.RuneCountInString(p.Text) > maxPhrasing ||
		hasAddress.MatchString(p.Text) || strings.ContainsFunc(p.Text, unprintable) {
		return false
	}
	known := map[string]bool{}
	for _, f := range figures.FindAllString(body, -1) {
		known[f] = true
	}
	for _, f := range figures.FindAllString(p.Text, -1) {
		if !known[f] {
			return false
		}
	}
	return true
}

// phraseBody is what the job needs.
type phraseBody struct {
	User   UserID         `json:"user"`
	Thread string         `json:"thread,omitempty"`
	Text   string         `json:"text"`
	Lang   string         `json:"language"`
	Topic  policies.Topic `json:"topic"`
}

// toPhrase starts the job that phrases an answer, and reports whether it did.
func (t *turn) toPhrase(topic policies.Topic) bool {
	question := t.m.Kind == KindText && t.m.Choice == "" && t.m.Text != ""
	if t.cfg.Phraser == nil || !question || t.p.Stage != StageOpen || t.assistantConsent() != Granted {
		return false
	}
	body := phraseBody{User: t.m.User, Thread: t.m.Thread, Text: t.m.Text, Lang: t.text().Lang, Topic: topic}
	t.out.items = append(t.out.items, Item{
		ID: t.newID(), Lane: LaneJob, Name: jobPhrase, Due: t.now, Body: mustJSON(body),
	})
	return true
}

// phrase asks the phraser, once only: somebody is waiting for an answer.
func (b *Bot) phrase(ctx context.Context, item Item) error {
	body, err := decodeBody[phraseBody](item)
	if err != nil {
		return err
	}
	m := Message{Kind: KindResult, User: body.User, Thread: body.Thread, result: phrased{topic: body.Topic}}
	p, err := b.store.PersonByID(ctx, item.Person)
	if err != nil {
		return b.returned(ctx, item, m)
	}
	edition, _, err := b.edition(ctx, p.App)
	if err != nil {
		return err
	}
	section, ok := edition.Text(body.Lang).Section(body.Topic)
	if ok && b.cfg.Phraser != nil && p.ConsentFor(PurposeAssistant).State == Granted && p.Served() {
		asking, cancel := context.WithTimeout(ctx, interpretPatience)
		phrasing, err := b.cfg.Phraser.Phrase(asking, body.Text, body.Lang, section)
		cancel()
		if err != nil {
			b.cfg.Log.Warn("no phrased answer, the section is sent", "error", err)
		}
		m.result = phrased{body.Topic, phrasing}
	}
	return b.returned(ctx, item, m)
}

// phrased: the phraser returned an answer, or failed.
type phrased struct {
	topic    policies.Topic
	phrasing Phrasing
}

// take sends the answer, or the section itself. Another edition may have been
// published meanwhile, so the answer is checked against the one in force.
func (r phrased) take(t *turn) {
	section, ok := t.text().Section(r.topic)
	if !ok || t.p.Stage != StageOpen || t.assistantConsent() != Granted || !r.phrasing.RestsOn(section) {
		t.policyAnswer(r.topic)
		return
	}
	t.say(policies.PhrasePolicyPhrased, policies.Params{
		"answer": r.phrasing.Text, "quote": r.phrasing.Quote, "title": section.Title,
		"edition": t.edition.Label(), "link": t.policyURL(r.topic),
	})
}
