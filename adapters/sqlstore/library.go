package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"assent/bot"
	"assent/policies"
)

var _ policies.Library = (*Store)(nil)

// editionBody is the form in which an edition is stored for good, so fields are
// added and never renamed. It is not the file format of package policies, which
// refuses fields that a later version no longer knows; every later version must
// be able to read an edition that people agreed to.
type editionBody struct {
	Controller policies.Controller `json:"controller"`
	Fallback   string              `json:"fallback"`
	Summary    map[string]string   `json:"summary,omitempty"`
	Texts      map[string]textBody `json:"texts"`
}

type textBody struct {
	Notice   policies.Markdown                     `json:"notice"`
	Short    policies.Markdown                     `json:"short"`
	Phrases  map[policies.Phrase]policies.Markdown `json:"phrases"`
	Sections []sectionBody                         `json:"sections"`
	NoticeB  policies.Markdown                     `json:"notice_b,omitempty"`
	ShortB   policies.Markdown                     `json:"short_b,omitempty"`
}

type sectionBody struct {
	Topic policies.Topic    `json:"topic"`
	Title string            `json:"title"`
	Body  policies.Markdown `json:"body"`
}

func encodeEdition(e *policies.Edition) (string, error) {
	body := editionBody{
		Controller: e.Controller, Fallback: e.Fallback, Summary: e.Summary, Texts: map[string]textBody{},
	}
	for lang, t := range e.Texts {
		text := textBody{Notice: t.Notice, Short: t.Short, Phrases: t.Phrases, NoticeB: t.NoticeB, ShortB: t.ShortB}
		for _, s := range t.Sections {
			text.Sections = append(text.Sections, sectionBody(s))
		}
		body.Texts[lang] = text
	}
	b, err := json.Marshal(body)
	return string(b), err
}

// decodeInto fills in the part of an edition that encodeEdition wrote.
func decodeInto(e *policies.Edition, stored string) error {
	var body editionBody
	if err := json.Unmarshal([]byte(stored), &body); err != nil {
		return fmt.Errorf("edition %d of %s: %w", e.Number, e.App, err)
	}
	e.Controller, e.Fallback, e.Summary = body.Controller, body.Fallback, body.Summary
	e.Texts = map[string]*policies.Text{}
	for lang, t := range body.Texts {
		text := &policies.Text{
			Lang: lang, Notice: t.Notice, Short: t.Short, Phrases: t.Phrases, NoticeB: t.NoticeB, ShortB: t.ShortB,
		}
		for _, s := range t.Sections {
			text.Sections = append(text.Sections, policies.Section(s))
		}
		e.Texts[lang] = text
	}
	return nil
}

// shelf keeps editions in memory: there are few of them, and every message needs
// the one in force.
type shelf struct {
	mu       sync.Mutex
	samples  map[string]*policies.Edition
	current  map[string]*policies.Edition // by app; nil: nothing is published
	byName   map[editionName]*policies.Edition
	settings map[string]bot.Settings // by app
}

type editionName struct {
	app    string
	number int
}

func newShelf() *shelf {
	return &shelf{
		samples: map[string]*policies.Edition{}, current: map[string]*policies.Edition{},
		byName: map[editionName]*policies.Edition{}, settings: map[string]bot.Settings{},
	}
}

// sample returns the embedded edition with the configured controller.
func (s *Store) sample(app string) *policies.Edition {
	s.shelf.mu.Lock()
	defer s.shelf.mu.Unlock()
	e, ok := s.shelf.samples[app]
	if !ok {
		e = policies.Defaults().Freeze(s.opt.Controller)
		e.App = app
		s.shelf.samples[app] = e
	}
	return e
}

// Current implements policies.Library.
func (s *Store) Current(ctx context.Context, app string) (*policies.Edition, error) {
	s.shelf.mu.Lock()
	e, ok := s.shelf.current[app]
	s.shelf.mu.Unlock()
	if !ok {
		list, err := s.editions(ctx, ` WHERE app = $1 ORDER BY number DESC LIMIT 1`, app)
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			e = list[0]
		}
		s.shelf.mu.Lock()
		if newer, ok := s.shelf.current[app]; ok {
			e = newer // published meanwhile
		}
		s.shelf.current[app] = e
		s.shelf.mu.Unlock()
	}
	if e == nil {
		return s.sample(app), nil
	}
	return e, nil
}

// Edition implements policies.Library.
func (s *Store) Edition(ctx context.Context, app string, number int) (*policies.Edition, error) {
	if number == 0 {
		return s.sample(app), nil
	}
	s.shelf.mu.Lock()
	e, ok := s.shelf.byName[editionName{app, number}]
	s.shelf.mu.Unlock()
	if ok {
		return e, nil
	}
	list, err := s.editions(ctx, ` WHERE app = $1 AND number = $2`, app, number)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("edition %d of %s: %w", number, app, policies.ErrNoEdition)
	}
	s.shelf.mu.Lock()
	s.shelf.byName[editionName{app, number}] = list[0]
	s.shelf.mu.Unlock()
	return list[0], nil
}

// Editions implements policies.Library.
func (s *Store) Editions(ctx context.Context, app string) ([]*policies.Edition, error) {
	return s.editions(ctx, ` WHERE app = $1 ORDER BY number`, app)
}

func (s *Store) editions(ctx context.Context, which string, args ...any) (list []*policies.Edition, err error) {
	query := `SELECT app, number, kind, material, published_at, body FROM editions` + which
	err = s.read(ctx, query, args, func(rows *sql.Rows) error {
		var e policies.Edition
		var at int64
		var body string
		if err := rows.Scan(&e.App, &e.Number, &e.Kind, &e.Material, &at, &body); err != nil {
			return err
		}
		e.Published = moment(at)
		list = append(list, &e)
		if err := decodeInto(&e, body); err != nil {
			return err
		}
		for _, t := range e.Texts {
			t.Names = e.Controller
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read editions: %w", err)
	}
	return list, nil
}

// Draft implements policies.Library.
func (s *Store) Draft(ctx context.Context, app string) (d policies.Draft, err error) {
	d = policies.Draft{App: app}
	const query = `SELECT rev, saved_at, kind, body, proposal FROM drafts WHERE app = $1`
	err = s.read(ctx, query, []any{app}, func(rows *sql.Rows) error {
		e := policies.Edition{App: app}
		var at int64
		var body, proposal string
		if err := rows.Scan(&d.Rev, &at, &e.Kind, &body, &proposal); err != nil {
			return err
		}
		d.At, d.Edition = moment(at), &e
		if proposal != "" {
			if err := json.Unmarshal([]byte(proposal), &d.Proposal); err != nil {
				return fmt.Errorf("the draft of %s: %w", app, err)
			}
		}
		return decodeInto(&e, body)
	})
	if err == nil && d.Edition == nil {
		err = policies.ErrNoDraft
	}
	return d, err
}

// SaveDraft implements policies.Library.
func (s *Store) SaveDraft(ctx context.Context, d policies.Draft) (int, error) {
	body, proposal := "", ""
	if d.Edition != nil {
		var err error
		if body, err = encodeEdition(d.Edition); err != nil {
			return 0, fmt.Errorf("save a draft: %w", err)
		}
	}
	if d.Proposal != nil {
		b, err := json.Marshal(d.Proposal)
		if err != nil {
			return 0, fmt.Errorf("save a draft: %w", err)
		}
		proposal = string(b)
	}
	rev := 0
	err := s.w.do(ctx, func(t *tx) error {
		var n int64
		var err error
		now := time.Now().UnixMilli()
		switch {
		case d.Edition == nil:
			rev = 0
			n, err = t.exec(`DELETE FROM drafts WHERE app = $1 AND rev = $2`, d.App, d.Rev)
			if d.Rev == 0 {
				n = 1 // there was no draft to delete
			}
		case d.Rev == 0:
			rev = 1
			n, err = t.exec(`INSERT INTO drafts (app, rev, saved_at, kind, body, proposal)
				VALUES ($1, 1, $2, $3, $4, $5) ON CONFLICT (app) DO NOTHING`,
				d.App, now, string(d.Edition.Kind), body, proposal)
		default:
			rev = d.Rev + 1
			n, err = t.exec(`UPDATE drafts SET rev = $1, saved_at = $2, kind = $3, body = $4, proposal = $5
				WHERE app = $6 AND rev = $7`, rev, now, string(d.Edition.Kind), body, proposal, d.App, d.Rev)
		}
		if err == nil && n == 0 {
			err = policies.ErrDraftChanged
		}
		return err
	})
	return rev, err
}

// Publish implements policies.Library.
func (s *Store) Publish(ctx context.Context, draft *policies.Edition) (*policies.Edition, error) {
	e := draft.Freeze(draft.Controller)
	e.Published = time.Now().UTC().Truncate(time.Millisecond)
	body, err := encodeEdition(e)
	if err != nil {
		return nil, fmt.Errorf("publish: %w", err)
	}
	err = s.w.do(ctx, func(t *tx) error {
		last, err := t.number(`SELECT COALESCE(MAX(number), 0) FROM editions WHERE app = $1`, e.App)
		if err != nil {
			return err
		}
		material, err := t.number(`SELECT material FROM editions WHERE app = $1 AND number = $2`, e.App, last)
		if err != nil {
			return err
		}
		e.Number, e.Material = int(last)+1, int(material)
		if e.Kind == policies.Material {
			e.Material = e.Number
		}
		line, err := bot.Publication(e)
		if err != nil {
			return err
		}
		t.lines = append(t.lines, line)
		_, err = t.exec(`INSERT INTO editions (app, number, kind, material, published_at, body)
			VALUES ($1, $2, $3, $4, $5, $6)`,
			e.App, e.Number, string(e.Kind), e.Material, millis(e.Published), body)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("publish: %w", err)
	}
	s.shelf.mu.Lock()
	defer s.shelf.mu.Unlock()
	if now := s.shelf.current[e.App]; now == nil || now.Number < e.Number {
		s.shelf.current[e.App] = e
	}
	return e, nil
}

// refresh reloads the settings and which editions are in force, as another
// process may have changed them.
func (s *Store) refresh(ctx context.Context) error {
	s.shelf.mu.Lock()
	apps, set := slices.Collect(maps.Keys(s.shelf.current)), slices.Collect(maps.Keys(s.shelf.settings))
	s.shelf.mu.Unlock()
	for _, app := range set {
		if _, err := s.readSettings(ctx, app); err != nil {
			return err
		}
	}
	for _, app := range apps {
		list, err := s.editions(ctx, ` WHERE app = $1 ORDER BY number DESC LIMIT 1`, app)
		if err != nil {
			return err
		}
		s.shelf.mu.Lock()
		if now := s.shelf.current[app]; len(list) > 0 && (now == nil || now.Number < list[0].Number) {
			s.shelf.current[app] = list[0]
		}
		s.shelf.mu.Unlock()
	}
	return nil
}
