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

// DraftComment is a comment with its author.
type DraftComment struct {
	bot.Comment
	Person bot.PersonID
	By     string // the author's name
}

const (
	maxComments    = 100
	maxCommentText = 2000 // characters
)

// ErrComment refuses a comment.
var ErrComment = bot.NewProblem(bot.Invalid,
	"a comment must have 1 to %d characters, and nobody can have more than %d", maxCommentText, maxComments)

// CommentOn adds a comment to its author's record.
func (o *Office) CommentOn(ctx context.Context, who bot.Operator, lang, where, text string) error {
	text = strings.TrimSpace(bot.CleanText(text))
	if n := utf8.RuneCountInString(text); n == 0 || n > maxCommentText {
		return ErrComment
	}
	return o.bot.Amend(ctx, who.Person, func(c *bot.Change, now time.Time) error {
		if len(c.Person.Comments) >= maxComments {
			return ErrComment
		}
		comment := bot.Comment{ID: rand.Text(), At: now, Lang: lang, Where: where, Text: text}
		c.Person.Comments = append(slices.Clone(c.Person.Comments), comment)
		c.RecordTeamAct(now, "comment", lang+" "+where)
		return nil
	})
}

// Comments returns the team's comments on the texts in a language, oldest first.
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

// ResolveComment removes a comment from its author's record; it is no error if it
// is gone.
func (o *Office) ResolveComment(
	ctx context.Context, who bot.Operator, app string, author bot.PersonID, id string,
) error {
	if p, err := o.bot.PersonBy(ctx, app, author); err != nil || p.Account == nil {
		return errors.Join(err, bot.ErrNotFound)
	}
	if err := o.RecordTeamAct(ctx, who, "resolve a comment on the draft"); err != nil {
		return err
	}
	return o.bot.Amend(ctx, author, func(c *bot.Change, _ time.Time) error {
		named := func(c bot.Comment) bool { return c.ID == id }
		c.Person.Comments = slices.DeleteFunc(slices.Clone(c.Person.Comments), named)
		return nil
	})
}
