package policies

import "strings"

// DiscordMarkdown renders m in Discord's message format (Discord, "Markdown Text
// 101"). Marks that people typed into m are escaped, and addresses are in angle
// brackets, so that Discord shows no preview.
func DiscordMarkdown(m Markdown) string { return render(m, discord) }

var discord = &marks{
	escape: strings.NewReplacer(
		`\`, `\\`, "*", `\*`, "_", `\_`, "~", `\~`, "`", "\\`", "|", `\|`, "@", "@\u200b",
	).Replace,
	strong: "**", italic: "*", code: "`", bullet: "- ",
	link: func(label, to string) string {
		to = strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20").Replace(to)
		plain := strings.NewReplacer(`\`, "", "\u200b", "").Replace(label)
		if plain == to || "mailto:"+plain == to {
			if strings.HasPrefix(to, "mailto:") {
				return label
			}
			return "<" + to + ">"
		}
		return "[" + label + "](<" + to + ">)"
	},
}
