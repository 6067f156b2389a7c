package slack

import (
	"context"
	"regexp"
	"slices"
	"time"
)

// operatorsFor is how long the members of the operators' user group are cached.
const operatorsFor = time.Minute

// operate runs a command that operates Assent, for members of the operators'
// user group.
func (c *Channel) operate(ctx context.Context, cmd command) (string, error) {
	if c.cfg.Operators == "" {
		return "Nobody may operate Assent from here: set channels.slack.operators to a user group.", nil
	}
	may, err := c.mayOperate(ctx, cmd.User)
	switch {
	case err != nil:
		c.log.Error("the members of the operators' user group cannot be read: the app needs the scope usergroups:read",
			"error", c.explain(err))
		return "Your role cannot be looked up now, so nothing was done.", nil
	case !may:
		return "Only members of the operators' user group may do that.", nil
	}
	text := unescape(addressed(cmd.Team, cmd.Text))
	said, err := c.office.Operate(ctx, c.colleague(ctx, cmd.Team, cmd.User), text)
	if err != nil {
		c.log.Error("a command of an operator failed", "error", err)
		return "That failed, and the log says why. Nothing is promised: look again before you repeat it.", nil
	}
	return escaped(said), nil
}

var mentions = regexp.MustCompile(`<@([A-Z0-9]{2,32})(?:\|[^>]*)?>`)

// addressed replaces mentions in a command by addresses.
func addressed(team, text string) string {
	return mentions.ReplaceAllString(text, Name+":"+team+":$1")
}

func (c *Channel) mayOperate(ctx context.Context, user string) (bool, error) {
	c.mu.Lock()
	members, at := c.operators, c.operatorsAt
	c.mu.Unlock()
	if time.Since(at) > operatorsFor {
		err := c.patiently(ctx, func() (err error) {
			members, err = c.api.GetUserGroupMembersContext(ctx, c.cfg.Operators)
			return err
		})
		if err != nil {
			return false, err
		}
		c.mu.Lock()
		c.operators, c.operatorsAt = members, time.Now()
		c.mu.Unlock()
	}
	return slices.Contains(members, user), nil
}
