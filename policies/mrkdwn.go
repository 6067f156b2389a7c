package policies

import "strings"

// Mrkdwn renders m in Slack's message format (Slack, "Formatting text for app
// surfaces"). What people typed into m cannot mention anybody: <, > and & are
// escaped.
func Mrkdwn(m Markdown) string { return render(m, mrkdwn) }

var mrkdwn = &marks{
	escape: strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace,
	strong: "*", italic: "_", code: "`", bullet: "• ",
	link: func(label, to string) string {
		to = strings.NewReplacer("<", "%3C", ">", "%3E", "|", "%7C", "&", "&amp;").Replace(to)
		if label == to {
			return "<" + to + ">"
		}
		return "<" + to + "|" + label + ">"
	},
}
