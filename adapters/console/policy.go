package console

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"assent/bot"
	"assent/intents"
	"assent/policies"
)

func policyPage(v *visit) error {
	all, err := v.bot.Library().Editions(v.ctx, v.app)
	if err != nil {
		return err
	}
	current, err := v.bot.Library().Current(v.ctx, v.app)
	if err != nil {
		return err
	}
	slices.Reverse(all)
	draft, err := v.bot.Library().Draft(v.ctx, v.app)
	if err != nil && !errors.Is(err, policies.ErrNoDraft) {
		return err
	}
	return v.ok("policy", "Policy", map[string]any{"All": all, "Current": current, "Draft": draft})
}

// edition is the one that the path names.
func (v *visit) edition() (*policies.Edition, error) {
	n, err := strconv.Atoi(v.r.PathValue("number"))
	if err != nil || n < 0 {
		return nil, policies.ErrNoEdition
	}
	return v.bot.Library().Edition(v.ctx, v.app, n)
}

func editionPage(v *visit) error {
	e, err := v.edition()
	if err != nil {
		return err
	}
	lang := v.r.URL.Query().Get("lang")
	return v.ok("edition", "Edition "+e.Label(), map[string]any{"E": e, "Text": e.Text(lang), "Languages": e.Languages(), "Hash": e.Hash(e.Text(lang).Lang, policies.FormFull)})
}

// copied is an edition that shares nothing that is edited with another.
func copied(e *policies.Edition) *policies.Edition {
	fresh := &policies.Edition{App: e.App, Controller: e.Controller, Fallback: e.Fallback, Texts: map[string]*policies.Text{}}
	for lang, t := range e.Texts {
		own := *t
		own.Sections, own.Phrases = slices.Clone(t.Sections), map[policies.Phrase]policies.Markdown{}
		for k, m := range t.Phrases {
			own.Phrases[k] = m
		}
		fresh.Texts[lang] = &own
	}
	return fresh
}

// begin makes the texts of an edition the draft, where there is none.
func (v *visit) begin(e *policies.Edition, what string) error {
	if err := v.acts(what); err != nil {
		return err
	}
	draft := copied(e)
	draft.App = v.app
	_, err := v.bot.Library().SaveDraft(v.ctx, policies.Draft{App: v.app, Edition: draft})
	if errors.Is(err, policies.ErrDraftChanged) {
		return wrong{http.StatusConflict, "There is a draft already: publish it, or throw it away first."}
	}
	if err != nil {
		return err
	}
	return v.to("draft")
}

func beginDraft(v *visit) error {
	current, err := v.bot.Library().Current(v.ctx, v.app)
	if err != nil {
		return err
	}
	if current.Sample() { // its placeholders stay open
		own := policies.Defaults()
		own.App, own.Controller = v.app, current.Controller
		current = own
	}
	return v.begin(current, "policy: begin a draft")
}

// reuse takes an older text up again: it is published as a new edition.
func reuse(v *visit) error {
	e, err := v.edition()
	if err != nil {
		return err
	}
	return v.begin(e, "policy: begin a draft from edition "+e.Label())
}

func discard(v *visit) error {
	rev, err := strconv.Atoi(v.form("rev"))
	if err != nil {
		return badRequest("The form is not whole.")
	}
	if err := v.acts("policy: throw the draft away"); err != nil {
		return err
	}
	_, err = v.bot.Library().SaveDraft(v.ctx, policies.Draft{App: v.app, Rev: rev})
	if errors.Is(err, policies.ErrDraftChanged) {
		return wrong{http.StatusConflict, "The draft was changed meanwhile, and is kept."}
	}
	if err != nil {
		return err
	}
	return v.to("policy")
}

// drafting is what the pages of a draft show.
type drafting struct {
	Draft    policies.Draft
	Current  *policies.Edition
	Findings []policies.Finding
	Blocking bool
	Changes  []policies.Change
	Asked    int // again, where it is material
	Langs    []string
	May      bool   // publish it
	By       string // who proposed it
	Mine     bool   // oneself
}

// drafting gathers it; the counting, which is slow where there are many people,
// goes on beside the checks.
func (v *visit) drafting() (d drafting, err error) {
	type counted struct {
		n   int
		err error
	}
	asked := make(chan counted, 1)
	go func() {
		n, err := v.bot.Agreed(v.ctx, v.app)
		asked <- counted{n, err}
	}()
	if d.Draft, err = v.bot.Library().Draft(v.ctx, v.app); err != nil {
		return d, err
	}
	if d.Current, err = v.bot.Library().Current(v.ctx, v.app); err != nil {
		return d, err
	}
	d.Findings = policies.Check(d.Draft.Edition, intents.Reserved())
	d.Blocking = policies.Blocking(d.Findings)
	d.Changes = policies.Diff(d.Current, d.Draft.Edition.Freeze(d.Draft.Edition.Controller))
	d.Langs, d.May = d.Draft.Edition.Languages(), v.who.Is(bot.RoleOfficer)
	if p := d.Draft.Proposal; p != nil {
		d.Mine = p.By == string(v.who.Person)
		if d.By, err = v.bot.AgentName(v.ctx, bot.PersonID(p.By)); err != nil {
			return d, err
		}
	}
	c := <-asked
	d.Asked = c.n
	return d, c.err
}

func draftPage(v *visit) error {
	d, err := v.drafting()
	if errors.Is(err, policies.ErrNoDraft) {
		return v.to("policy")
	}
	if err != nil {
		return err
	}
	return v.ok("draft", "Draft", d)
}

func diffPage(v *visit) error {
	draft, err := v.bot.Library().Draft(v.ctx, v.app)
	if err != nil {
		return err
	}
	current, err := v.bot.Library().Current(v.ctx, v.app)
	if err != nil {
		return err
	}
	return v.ok("draft-diff", "What the draft changes", map[string]any{"Changes": policies.Diff(current, draft.Edition.Freeze(draft.Edition.Controller))})
}

// editing is the form of the texts in a language.
type editing struct {
	Lang     string
	Rev      int
	Text     *policies.Text
	Phrases  []phrase
	Findings []policies.Finding
	Theirs   *policies.Text // somebody else's, where both were changed
	Langs    []string
	Saved    bool
	Beside   string         // what stands beside: a language, or published
	Other    *policies.Text // it
	Comments []bot.DraftComment
}

// Next is the text on a topic that stands beside.
func (e editing) Next(topic policies.Topic) policies.Section {
	if e.Other == nil {
		return policies.Section{}
	}
	s, _ := e.Other.Section(topic)
	return s
}

// Said are the comments on a text.
func (e editing) Said(where string) (list []bot.DraftComment) {
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

func (v *visit) editing(d policies.Draft, lang string) (editing, error) {
	t, ok := d.Edition.Texts[lang]
	if !ok {
		return editing{}, bot.ErrNotFound
	}
	e := editing{Lang: lang, Rev: d.Rev, Text: t, Phrases: phrasesOf(t), Langs: d.Edition.Languages()}
	for _, f := range policies.Check(d.Edition, intents.Reserved()) {
		if f.Lang == lang || f.Lang == "" {
			e.Findings = append(e.Findings, f)
		}
	}
	var err error
	e.Comments, err = v.bot.Comments(v.ctx, v.app, lang)
	return e, err
}

// beside puts another text beside the one that is edited.
func (v *visit) beside(d policies.Draft, e *editing, which string) error {
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
	e, err := v.editing(d, v.r.PathValue("lang"))
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	e.Saved = q.Has("saved")
	if err := v.beside(d, &e, q.Get("beside")); err != nil {
		return err
	}
	return v.ok("draft-text", "Draft in "+e.Lang, e)
}

// written is what a form says in a language.
func (v *visit) written(t *policies.Text) *policies.Text {
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

// saveText saves the texts of a language. Where somebody else was faster nothing
// is saved, and both texts are shown.
func saveText(v *visit) error {
	lang := v.r.PathValue("lang")
	rev, err := strconv.Atoi(v.form("rev"))
	if err != nil {
		return badRequest("The form is not whole.")
	}
	d, err := v.bot.Library().Draft(v.ctx, v.app)
	if err != nil {
		return err
	}
	t, ok := d.Edition.Texts[lang]
	if !ok {
		return bot.ErrNotFound
	}
	if err := v.acts(fmt.Sprintf("policy: edit the draft in %s", lang)); err != nil {
		return err
	}
	mine := v.written(t)
	if d.Rev == rev {
		fresh := copied(d.Edition)
		fresh.Kind, fresh.Summary = d.Edition.Kind, d.Edition.Summary
		fresh.Texts[lang] = mine
		_, err = v.bot.Library().SaveDraft(v.ctx, policies.Draft{App: v.app, Rev: rev, Edition: fresh})
	}
	if d.Rev != rev || errors.Is(err, policies.ErrDraftChanged) {
		if d, err = v.bot.Library().Draft(v.ctx, v.app); err != nil {
			return err
		}
		e, err := v.editing(d, lang)
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

// download sends the files of texts.
func (v *visit) download(e *policies.Edition, name string) error {
	var b bytes.Buffer
	if err := policies.WriteArchive(&b, e); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/zip")
	v.w.Header().Set("Content-Disposition", `attachment; filename="policy-`+name+`.zip"`)
	_, _ = v.w.Write(b.Bytes()) // who is gone needs none
	return nil
}

// editionFiles is an edition as files, which a team can keep elsewhere.
func editionFiles(v *visit) error {
	e, err := v.edition()
	if err != nil {
		return err
	}
	return v.download(e, e.Label())
}

func draftFiles(v *visit) error {
	d, err := v.bot.Library().Draft(v.ctx, v.app)
	if err != nil {
		return err
	}
	return v.download(d.Edition, "draft")
}

// importDraft takes the texts of the draft from files.
func importDraft(v *visit) error {
	if err := v.r.ParseMultipartForm(maxForm); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return err
		}
		return badRequest("Choose a zip with the files of an edition.")
	}
	rev, err := strconv.Atoi(v.form("rev"))
	if err != nil {
		return badRequest("The form is not whole.")
	}
	file, _, err := v.r.FormFile("files")
	if err != nil {
		return badRequest("Choose a zip with the files of an edition.")
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	e, err := policies.ReadArchive(data)
	if err != nil {
		return err
	}
	current, err := v.bot.Library().Current(v.ctx, v.app)
	if err != nil {
		return err
	}
	e.App = v.app
	if e.Controller == (policies.Controller{}) {
		e.Controller = current.Controller
	}
	if err := v.acts("policy: take the draft from files"); err != nil {
		return err
	}
	if _, err = v.bot.Library().SaveDraft(v.ctx, policies.Draft{App: v.app, Rev: rev, Edition: e}); err != nil {
		return changedMeanwhile(err)
	}
	return v.to("draft")
}

// comment says something about a text of the draft.
func comment(v *visit) error {
	d, err := v.bot.Library().Draft(v.ctx, v.app)
	if err != nil {
		return err
	}
	t, ok := d.Edition.Texts[v.r.PathValue("lang")]
	if !ok {
		return bot.ErrNotFound
	}
	where := v.form("where")
	if _, ok := t.Section(policies.Topic(where)); !ok && where != "notice" {
		return badRequest("Choose the text that you mean.")
	}
	if err := v.bot.CommentOn(v.ctx, v.who, t.Lang, where, v.form("text")); err != nil {
		return err
	}
	return v.to("draft/" + t.Lang + "#comments")
}

// resolveComment ends a comment.
func resolveComment(v *visit) error {
	if err := v.bot.ResolveComment(v.ctx, v.who, v.app, bot.PersonID(v.form("of")), v.form("comment")); err != nil {
		return err
	}
	return v.to("draft/" + url.PathEscape(v.r.PathValue("lang")) + "#comments")
}

// previewed is a text as each platform shows it.
type previewed struct {
	Web      policies.Markdown
	Slack    string
	Discord  string
	SMS      string
	Segments int
	Encoding string
}

// preview shows what is being typed, and keeps nothing.
func preview(v *visit) error {
	m := policies.Markdown(v.r.PostFormValue("text"))
	if len(m) > 64<<10 {
		return badRequest("That is too long.")
	}
	p := previewed{Web: m, Slack: policies.Mrkdwn(m), Discord: policies.DiscordMarkdown(m), SMS: policies.Plain(m)}
	p.Segments, p.Encoding = policies.Segments(p.SMS)
	return v.ok("preview", "Preview", p)
}

// publish proposes the draft: it is published at once, at its time, or when a
// second officer approves it.
func publish(v *visit) error {
	rev, err := strconv.Atoi(v.form("rev"))
	if err != nil {
		return badRequest("The form is not whole.")
	}
	p := policies.Proposal{Kind: policies.Kind(v.form("kind"))}
	if v.form("sure") != "publish" {
		return badRequest(`Write "publish" into the field: what is published stays for good.`)
	}
	d, err := v.bot.Library().Draft(v.ctx, v.app)
	if err != nil {
		return err
	}
	if summary := v.form("summary"); summary != "" {
		p.Summary = map[string]string{d.Edition.Fallback: summary}
	}
	if at := v.form("at"); at != "" {
		if p.At, err = time.Parse("2006-01-02T15:04", at); err != nil {
			return badRequest("A moment is written as 2026-12-31T09:00, in UTC.")
		}
	}
	if err := v.acts("policy: publish (" + string(p.Kind) + ") " + v.form("at")); err != nil {
		return err
	}
	if err := v.bot.Propose(v.ctx, v.who, v.app, rev, p); err != nil {
		return changedMeanwhile(err)
	}
	return v.to("policy")
}

// approve approves what somebody else proposed.
func approve(v *visit) error {
	rev, err := strconv.Atoi(v.form("rev"))
	if err != nil {
		return badRequest("The form is not whole.")
	}
	if err := v.acts("policy: approve the draft"); err != nil {
		return err
	}
	if err := v.bot.Approve(v.ctx, v.who, v.app, rev); err != nil {
		return changedMeanwhile(err)
	}
	return v.to("policy")
}

// changedMeanwhile says what became of a form that is too old.
func changedMeanwhile(err error) error {
	switch {
	case errors.Is(err, policies.ErrDraftChanged):
		return wrong{http.StatusConflict, "The draft was changed meanwhile: look at it again before you publish it."}
	case errors.Is(err, bot.ErrProposed):
		return wrong{http.StatusConflict, "Nothing of the kind is proposed any more: look at the draft again."}
	case errors.Is(err, bot.ErrOwnProposal):
		return wrong{http.StatusForbidden, "Somebody else has to approve what you propose."}
	case errors.Is(err, bot.ErrKind):
		return badRequest("Say whether it is material or editorial.")
	}
	return err
}
