package console

import (
	"net/url"

	"assent/bot"
	"assent/policies"
)

// addComment comments on a text of the draft.
func addComment(v *visit) error {
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
	if err := v.office.CommentOn(v.ctx, v.who, t.Lang, where, v.form("text")); err != nil {
		return err
	}
	return v.to("draft/" + t.Lang + "#comments")
}

// resolveComment resolves a comment.
func resolveComment(v *visit) error {
	if err := v.office.ResolveComment(v.ctx, v.who, v.app, bot.PersonID(v.form("of")), v.form("comment")); err != nil {
		return err
	}
	return v.to("draft/" + url.PathEscape(v.r.PathValue("lang")) + "#comments")
}
