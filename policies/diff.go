package policies

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// ChangeKind is what happened to a part of an edition.
type ChangeKind string

// The kinds of change.
const (
	Added   ChangeKind = "added"
	Removed ChangeKind = "removed"
	Changed ChangeKind = "changed"
)

// Change is one part in which two editions differ.
type Change struct {
	Lang  string
	Where string // file, or phrases.md and the phrase
	Topic Topic  // of a section
	Title string // of a section, as people see it
	Kind  ChangeKind
	Old   string
	New   string
}

// String returns the change with the lines that differ.
func (c Change) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s/%s (%s)\n", c.Lang, c.Where, c.Kind)
	old, now := strings.Split(c.Old, "\n"), strings.Split(c.New, "\n")
	for _, l := range old {
		if c.Old != "" && !slices.Contains(now, l) {
			b.WriteString("- " + l + "\n")
		}
	}
	for _, l := range now {
		if c.New != "" && !slices.Contains(old, l) {
			b.WriteString("+ " + l + "\n")
		}
	}
	return b.String()
}

// part is a comparable piece of a text.
type part struct {
	topic Topic
	title string
	body  string
}

func parts(t *Text) map[string]part {
	m := map[string]part{}
	if t == nil {
		return m
	}
	m[noticeFile], m[shortFile] = part{body: string(t.Notice)}, part{body: string(t.Short)}
	for name, text := range map[string]Markdown{noticeBFile: t.NoticeB, shortBFile: t.ShortB} {
		if text != "" {
			m[name] = part{body: string(text)}
		}
	}
	for p, text := range t.Phrases {
		m[phrasesFile+" "+string(p)] = part{body: string(text)}
	}
	for _, s := range t.Sections {
		m[sectionFile(s.Topic)] = part{s.Topic, s.Title, s.Title + "\n" + string(s.Body)}
	}
	return m
}

// Diff lists the parts in which now differs from old, by language, in the order of
// the files. Notices and sections come before phrases.
func Diff(old, now *Edition) []Change {
	langs := map[string]bool{}
	for _, e := range []*Edition{old, now} {
		for l := range e.Texts {
			langs[l] = true
		}
	}
	var changes []Change
	for _, lang := range slices.Sorted(maps.Keys(langs)) {
		before, after := parts(old.Texts[lang]), parts(now.Texts[lang])
		for _, where := range order(before, after) {
			a, had := before[where]
			b, has := after[where]
			c := Change{
				Lang: lang, Where: where, Topic: b.topic, Title: b.title, Kind: Changed, Old: a.body, New: b.body,
			}
			switch {
			case had && has && a == b:
				continue
			case !had:
				c.Kind = Added
			case !has:
				c.Kind, c.Topic, c.Title = Removed, a.topic, a.title
			}
			changes = append(changes, c)
		}
	}
	return changes
}

// order lists the parts of both texts in reading order.
func order(a, b map[string]part) []string {
	files := []string{noticeFile, shortFile, noticeBFile, shortBFile}
	for _, t := range Topics() {
		files = append(files, sectionFile(t))
	}
	for _, p := range Phrases() {
		files = append(files, phrasesFile+" "+string(p))
	}
	return slices.DeleteFunc(files, func(f string) bool {
		_, inA := a[f]
		_, inB := b[f]
		return !inA && !inB
	})
}
