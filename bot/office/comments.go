package office

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"assent/bot"
)

// DraftComment is a comment with who made it.
type DraftComment struct {
	bot.Comment
	Person bot.PersonID
	By     string
}

const (
	maxComments    = 100
	maxCommentText = 2000 // characters
)

// ErrComment refuses a comment.
var ErrComment = bot.NewProblem(bot.Invalid, "a comment has 1 to %d characters, and nobody has more than %d", maxCommentText, maxComments)

// CommentOn puts a comment on the record of who makes it.
func (o *Office) CommentOn(ctx context.Context, who bot.Operator, lang, where, text string) error {
	text = strings.TrimSpace(bot.CleanText(text))
	if n := utf8.RuneCountInString(text); n == 0 || n > maxCommentText {
		return ErrComment
	}
	return o.bot.Amend(ctx, who.Person, func(c *bot.Change, now time.Time) error {
		if len(c.Person.Comments) >= maxComments {
			return ErrComment
		}
		c.Person.Comments = append(slices.Clone(c.Person.Comments), bot.Comment{ID: rand.Text(), At: now, Lang: lang, Where: where, Text: text})
		c.RecordTeamAct(now, "comment", lang+" "+where)
		return nil
	})
}

// Comments returns what the team says about the texts in a language, oldest first.
func (o *Office) Comments(ctx context.Context, app, lang string) (list []DraftComment, err error) {
	team, err := o.Team(ctx, app)
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
func (o *Office) ResolveComment(ctx context.Context, who bot.Operator, app string, of bot.PersonID, id string) error {
	if p, err := o.bot.PersonBy(ctx, app, of); err != nil || p.Account == nil {
		return errors.Join(err, bot.ErrNotFound)
	}
	if err := o.RecordTeamAct(ctx, who, "resolve a comment on the draft"); err != nil {
		return err
	}
	return o.bot.Amend(ctx, of, func(c *bot.Change, _ time.Time) error {
		c.Person.Comments = slices.DeleteFunc(slices.Clone(c.Person.Comments), func(c bot.Comment) bool { return c.ID == id })
		return nil
	})
}
