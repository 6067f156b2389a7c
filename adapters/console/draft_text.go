package console

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"assent/bot"
	"assent/bot/office"
	"assent/intents"
	"assent/policies"
)

// textForm is the form with the texts of a language.
type textForm struct {
	Lang     string
	Rev      int
	Text     *policies.Text
	Phrases  []phrase
	Findings []policies.Finding
	Theirs   *policies.Text // the other editor's, if both changed it
	Langs    []string
	Saved    bool
	Beside   string         // what is shown beside: a language, or published
	Other    *policies.Text // the text shown beside
	Comments []office.DraftComment
}

// SectionBeside returns the text on a topic that is shown beside.
func (e textForm) SectionBeside(topic policies.Topic) policies.Section {
	if e.Other == nil {
		return policies.Section{}
	}
	s, _ := e.Other.Section(topic)
	return s
}

// CommentsOn returns the comments on a text.
func (e textForm) CommentsOn(where string) (list []office.DraftComment) {
	for _, c := range e.Comments {
		if c.Where == where {
			list = append(list, c)
		}
	}
	return list
}

type phrase struct {
	Name string
	Text policies.Markdown
}

func phrasesOf(t *policies.Text) (list []phrase) {
	for name, text := range t.Phrases {
		list = append(list, phrase{string(name), text})
	}
	slices.SortFunc(list, func(a, b phrase) int { return strings.Compare(a.Name, b.Name) })
	return list
}

func (v *visit) textForm(d policies.Draft, lang string) (textForm, error) {
	t, ok := d.Edition.Texts[lang]
	if !ok {
		return textForm{}, bot.ErrNotFound
	}
	e := textForm{Lang: lang, Rev: d.Rev, Text: t, Phrases: phrasesOf(t), Langs: d.Edition.Languages()}
	for _, f := range policies.Check(d.Edition, intents.Reserved()) {
		if f.Lang == lang || f.Lang == "" {
			e.Findings = append(e.Findings, f)
		}
	}
	var err error
	e.Comments, err = v.office.Comments(v.ctx, v.app, lang)
	return e, err
}

// showBeside shows another text beside the one that is edited.
func (v *visit) showBeside(d policies.Draft, e *textForm, which string) error {
	if which == "published" {
		current, err := v.bot.Library().Current(v.ctx, v.app)
		if err != nil {
			return err
		}
		e.Other = current.Texts[e.Lang]
	} else {
		e.Other = d.Edition.Texts[which]
	}
	if e.Other != nil {
		e.Beside = which
	}
	return nil
}

func textPage(v *visit) error {
	d, err := v.bot.Library().Draft(v.ctx, v.app)
	if err != nil {
		return err
	}
	e, err := v.textForm(d, v.r.PathValue("lang"))
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	e.Saved = q.Has("saved")
	if err := v.showBeside(d, &e, q.Get("beside")); err != nil {
		return err
	}
	return v.ok("draft-text", "Draft in "+e.Lang, e)
}

// submittedText returns the texts of a form, in one language.
func (v *visit) submittedText(t *policies.Text) *policies.Text {
	field := func(name string, was policies.Markdown) policies.Markdown {
		said, ok := v.r.PostForm[name]
		if !ok || len(said) == 0 {
			return was
		}
		return policies.Markdown(strings.TrimSpace(strings.ReplaceAll(said[0], "\r\n", "\n")))
	}
	own := *t
	own.Notice, own.Short = field("notice", t.Notice), field("short", t.Short)
	own.NoticeB, own.ShortB = field("notice_b", t.NoticeB), field("short_b", t.ShortB)
	own.Sections = slices.Clone(t.Sections)
	for i, s := range own.Sections {
		own.Sections[i].Title = string(field("title/"+string(s.Topic), policies.Markdown(s.Title)))
		own.Sections[i].Body = field("body/"+string(s.Topic), s.Body)
	}
	own.Phrases = map[policies.Phrase]policies.Markdown{}
	for name, m := range t.Phrases {
		own.Phrases[name] = field("phrase/"+string(name), m)
	}
	return &own
}

// saveText saves the texts of a language. If somebody else saved first, nothing
// is saved, and both texts are shown.
func saveText(v *visit) error {
	lang := v.r.PathValue("lang")
	rev, err := v.draftRev()
	if err != nil {
		return err
	}
	d, err := v.bot.Library().Draft(v.ctx, v.app)
	if err != nil {
		return err
	}
	t, ok := d.Edition.Texts[lang]
	if !ok {
		return bot.ErrNotFound
	}
	if err := v.recordAct(fmt.Sprintf("policy: edit the draft in %s", lang)); err != nil {
		return err
	}
	mine := v.submittedText(t)
	if d.Rev == rev {
		fresh := cloneEdition(d.Edition)
		fresh.Kind, fresh.Summary = d.Edition.Kind, d.Edition.Summary
		fresh.Texts[lang] = mine
		_, err = v.bot.Library().SaveDraft(v.ctx, policies.Draft{App: v.app, Rev: rev, Edition: fresh})
	}
	if d.Rev != rev || errors.Is(err, policies.ErrDraftChanged) {
		if d, err = v.bot.Library().Draft(v.ctx, v.app); err != nil {
			return err
		}
		e, err := v.textForm(d, lang)
		if err != nil {
			return err
		}
		e.Theirs, e.Text, e.Phrases = e.Text, mine, phrasesOf(mine)
		v.show(http.StatusConflict, "draft-text", "Draft in "+lang, e)
		return nil
	}
	if err != nil {
		return err
	}
	to := url.Values{"saved": {""}}
	if which := v.form("beside"); which != "" {
		to.Set("beside", which)
	}
	return v.to("draft/" + lang + "?" + to.Encode())
}

// previews is a text as each platform shows it.
type previews struct {
	Web      policies.Markdown
	Slack    string
	Discord  string
	SMS      string
	Segments int
	Encoding string
}

// previewText shows what is being typed, and stores nothing.
func previewText(v *visit) error {
	m := policies.Markdown(v.r.PostFormValue("text"))
	if len(m) > 64<<10 {
		return badRequest("That is too long.")
	}
	p := previews{Web: m, Slack: policies.Mrkdwn(m), Discord: policies.DiscordMarkdown(m), SMS: policies.Plain(m)}
	p.Segments, p.Encoding = policies.Segments(p.SMS)
	return v.ok("preview", "Preview", p)
}
