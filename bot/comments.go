package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// DraftComment is a comment with who made it.
type DraftComment struct {
	Comment
	Person PersonID
	By     string
}

const (
	maxComments    = 100
	maxCommentText = 2000 // characters
)

// ErrComment refuses a comment.
var ErrComment = fmt.Errorf("a comment has 1 to %d characters, and nobody has more than %d", maxCommentText, maxComments)

// CommentOn puts a comment on the record of who makes it.
func (b *Bot) CommentOn(ctx context.Context, who Operator, lang, where, text string) error {
	text = strings.TrimSpace(readable(text))
	if n := utf8.RuneCountInString(text); n == 0 || n > maxCommentText {
		return ErrComment
	}
	return b.amend(ctx, who.Person, func(c *Change, now time.Time) error {
		if len(c.Person.Comments) >= maxComments {
			return ErrComment
		}
		c.Person.Comments = append(slices.Clone(c.Person.Comments), Comment{ID: rand.Text(), At: now, Lang: lang, Where: where, Text: text})
		b.operates(c, now, "comment", lang+" "+where)
		return nil
	})
}

// Comments returns what the team says about the texts in a language, oldest first.
func (b *Bot) Comments(ctx context.Context, app, lang string) (list []DraftComment, err error) {
	team, err := b.Team(ctx, app)
	if err != nil {
		return nil, err
	}
	for _, p := range team {
		for _, c := range p.Comments {
			if c.Lang == lang && p.Agent != nil {
				list = append(list, DraftComment{c, p.ID, p.Agent.Name})
			}
		}
	}
	slices.SortFunc(list, func(a, b DraftComment) int { return a.At.Compare(b.At) })
	return list, nil
}

// ResolveComment takes a comment off the record of who made it; it is no error
// where it is gone.
func (b *Bot) ResolveComment(ctx context.Context, who Operator, app string, of PersonID, id string) error {
	if p, err := b.PersonBy(ctx, app, of); err != nil || p.Account == nil {
		return errors.Join(err, ErrNotFound)
	}
	if err := b.RecordTeamAct(ctx, who, "resolve a comment on the draft"); err != nil {
		return err
	}
	return b.amend(ctx, of, func(c *Change, _ time.Time) error {
		c.Person.Comments = slices.DeleteFunc(slices.Clone(c.Person.Comments), func(c Comment) bool { return c.ID == id })
		return nil
	})
}
