package sqlstore

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"assent/bot"
	"assent/bot/vault"
)

// pageSize is how many rows an iterator reads at a time, so that it does not
// hold the database for as long as its caller takes.
const pageSize = 200

const personColumns = `p.id, p.app, p.rev, p.body`

func scanRow(rows *sql.Rows) (*row, error) {
	var r row
	err := rows.Scan(&r.id, &r.app, &r.rev, &r.body)
	return &r, err
}

func (s *Store) addressHash(u bot.UserID) string {
	return hash(s.vault.Lookup("address", u.App, u.Channel, u.ID))
}

func hash(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// alone reports whether no other process writes the data, so that what was read
// once stays true until this process changes it.
func (s *Store) alone() bool { return s.opt.Database == "" }

// Person implements bot.Store.
func (s *Store) Person(ctx context.Context, u bot.UserID) (bot.Person, error) {
	address := s.addressHash(u)
	if r, ok := s.cache.byAddress(address); ok && s.alone() {
		if p, err := s.open(ctx, r); !errors.Is(err, vault.ErrShredded) {
			return p, err
		}
		s.cache.drop(r.id)
	}
	p, err := s.fetch(ctx, `SELECT `+personColumns+`
		FROM addresses AS a JOIN people AS p ON p.id = a.person AND p.app = a.app
		WHERE a.hash = $1`, address)
	if errors.Is(err, bot.ErrNotFound) {
		return bot.Person{}, nil
	}
	return p, err
}

// PersonByID implements bot.Store.
func (s *Store) PersonByID(ctx context.Context, id bot.PersonID) (bot.Person, error) {
	if r, ok := s.cache.byID(id); ok && s.alone() {
		if p, err := s.open(ctx, r); !errors.Is(err, vault.ErrShredded) {
			return p, err
		}
		s.cache.drop(r.id)
	}
	return s.fetch(ctx, `SELECT `+personColumns+` FROM people AS p WHERE p.id = $1`, string(id))
}

// Suppressed implements bot.Store.
func (s *Store) Suppressed(ctx context.Context, u bot.UserID) (stopped bool, err error) {
	err = s.read(ctx, `SELECT 1 FROM suppressed WHERE hash = $1 AND app = $2`, []any{s.addressHash(u), u.App},
		func(*sql.Rows) error { stopped = true; return nil })
	return stopped, err
}

// fetch reads a person from the database into the cache.
func (s *Store) fetch(ctx context.Context, query, key string) (bot.Person, error) {
	from := s.cache.mark()
	var r *row
	err := s.read(ctx, query, []any{key}, func(rows *sql.Rows) (err error) {
		r, err = scanRow(rows)
		return err
	})
	if err != nil {
		return bot.Person{}, err
	}
	if r == nil {
		return bot.Person{}, bot.ErrNotFound
	}
	p, err := s.open(ctx, r)
	if errors.Is(err, vault.ErrShredded) {
		return bot.Person{}, s.lostKey(ctx, r.id)
	}
	if err != nil {
		return bot.Person{}, err
	}
	r.addresses = s.addresses(p)
	s.cache.fill(r, from)
	return p, nil
}

// lostKey distinguishes a person whose erasure is under way from one whose key
// should be there and is missing.
func (s *Store) lostKey(ctx context.Context, id bot.PersonID) error {
	erased, err := s.keys.erased(ctx, id)
	if err != nil {
		return err
	}
	if erased {
		return bot.ErrNotFound
	}
	return fmt.Errorf("person %s: %w", id, ErrKeysMissing)
}

// open unseals a person.
func (s *Store) open(ctx context.Context, r *row) (bot.Person, error) {
	plain, err := s.vault.Open(ctx, personKey(r.id), r.body, personPlace(r.app, r.id))
	if err != nil {
		return bot.Person{}, fmt.Errorf("person %s: %w", r.id, err)
	}
	var p bot.Person
	if err := json.Unmarshal(plain, &p); err != nil {
		return bot.Person{}, fmt.Errorf("person %s: %w", r.id, err)
	}
	p.Rev = r.rev
	return p, nil
}

func personPlace(app string, id bot.PersonID) []byte {
	return vault.Bind("people", app, string(id), "body")
}

// addresses returns the sorted hashes of every address that leads to a person.
func (s *Store) addresses(p bot.Person) []string {
	var list []string
	for _, u := range p.Addresses() {
		list = append(list, s.addressHash(u))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// People implements bot.Store. People who are erased while it runs may be left
// out.
func (s *Store) People(ctx context.Context, q bot.Query) iter.Seq2[bot.Person, error] {
	query, args := selectPeople(q)
	size := pageSize
	if n := q.MostUrgent + q.Longest; n > 0 { // all of them in one page
		size = n + 1
	}
	return func(yield func(bot.Person, error) bool) {
		for last := ""; ; {
			var page []*row
			args[0] = last
			err := s.read(ctx, query, args, func(rows *sql.Rows) error {
				r, err := scanRow(rows)
				page = append(page, r)
				return err
			})
			if err != nil {
				yield(bot.Person{}, err)
				return
			}
			for _, r := range page {
				p, err := s.open(ctx, r)
				if errors.Is(err, vault.ErrShredded) {
					if err = s.lostKey(ctx, r.id); errors.Is(err, bot.ErrNotFound) {
						continue
					}
				}
				if !yield(p, err) || err != nil {
					return
				}
			}
			if len(page) < size {
				return
			}
			last = string(page[len(page)-1].id)
		}
	}
}

// Count implements bot.Store.
func (s *Store) Count(ctx context.Context, q bot.Query) (n int, err error) {
	where, args := conditions(q, nil, []string{"1 = 1"}) // without the id, an index is enough to count
	err = s.read(ctx, `SELECT COUNT(*) FROM people AS p WHERE `+where, args,
		func(rows *sql.Rows) error { return rows.Scan(&n) })
	return n, err
}

func selectPeople(q bot.Query) (string, []any) {
	where, args := conditions(q, []any{""}, []string{"p.id > $1"}) // $1 is the id after which the page begins
	order, size := "p.id", pageSize
	switch {
	case q.MostUrgent > 0:
		where += " AND p.requests > 0"
		order, size = "p.due_at, p.id", q.MostUrgent
	case q.Longest > 0:
		where += " AND p.handoff <> ''"
		order, size = "p.handoff_at, p.id", q.Longest
	}
	return fmt.Sprintf(`SELECT %s FROM people AS p WHERE %s ORDER BY %s LIMIT %d`,
		personColumns, where, order, size), args
}

// conditions adds the conditions of a query to args and where.
func conditions(q bot.Query, args []any, where []string) (string, []any) {
	and := func(condition string, value any) {
		args = append(args, value)
		where = append(where, fmt.Sprintf("%s $%d", condition, len(args)))
	}
	if q.App != "" {
		and("p.app =", q.App)
	}
	if q.Stage != "" {
		and("p.stage =", string(q.Stage))
	}
	if q.Consent != "" {
		and("p.consent =", string(q.Consent))
	}
	if !q.SeenBefore.IsZero() {
		and("p.seen_at <", q.SeenBefore.UnixMilli())
	}
	if q.OpenRequest {
		where = append(where, "p.requests > 0")
	}
	if q.Handoff != "" {
		where = append(where, "p.handoff <> ''") // the index has only these rows
		and("p.handoff =", string(q.Handoff))
	}
	if !q.DueBefore.IsZero() {
		where = append(where, "p.requests > 0 AND p.due_at > 0")
		and("p.due_at <", q.DueBefore.UnixMilli())
	}
	if q.Staff {
		where = append(where, "p.staff = 1")
	}
	if !q.HandedOff.IsZero() {
		and("p.handoff_at <", q.HandedOff.UnixMilli())
	}
	return strings.Join(where, " AND "), args
}
