package main

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"assent/adapters"
)

//go:embed help
var helpFiles embed.FS

// topic is a page that assent help prints: a Markdown file of the folder help,
// or the README.md of a channel.
type topic struct {
	name, title, text string
}

// helpTopics lists the pages by name. The configuration is one too, but it is
// printed by a command of its own, configTopic.
func helpTopics() (list []topic) {
	add := func(from fs.FS, pattern string, name func(file string) string) {
		files, err := fs.Glob(from, pattern)
		if err != nil {
			panic(err) // the pattern is ours
		}
		for _, file := range files {
			text, err := fs.ReadFile(from, file)
			if err != nil {
				panic(err) // it is built in
			}
			title, _, _ := strings.Cut(string(text), "\n")
			list = append(list, topic{name(file), strings.TrimPrefix(title, "# "), string(text)})
		}
	}
	add(helpFiles, "help/*", func(file string) string { return strings.TrimSuffix(path.Base(file), path.Ext(file)) })
	add(adapters.Readmes, "*/README.md", path.Dir)
	slices.SortFunc(list, func(a, b topic) int { return strings.Compare(a.name, b.name) })
	return list
}

// topicList is the list that assent help and an unknown topic print.
func topicList(list []topic) string {
	config := configTopic()
	list = append(slices.Clone(list), topic{name: config.Name(), title: config.Short})
	slices.SortFunc(list, func(a, b topic) int { return strings.Compare(a.name, b.name) })
	var s strings.Builder
	w := tabwriter.NewWriter(&s, 0, 0, 2, ' ', 0)
	for _, t := range list {
		fmt.Fprintf(w, "  %s\t%s\n", t.name, t.title)
	}
	_ = w.Flush() // a strings.Builder takes everything
	return s.String()
}

// addHelp makes assent help print topics as well as commands. For a name that is
// both, such as slack, it prints the help on the command and then the page.
func addHelp(root *cobra.Command, sys system) {
	list := helpTopics()
	byDefault := root.HelpFunc()
	root.SetHelpFunc(func(c *cobra.Command, args []string) {
		byDefault(c, args)
		if c == root {
			fmt.Fprintf(sys.out, "\nTopics, printed by assent help TOPIC:\n%s", topicList(list))
		}
	})
	root.SetHelpCommand(&cobra.Command{
		Use: "help [COMMAND or TOPIC]", Short: "Print help on a command or a topic",
		Long: "Print help on a command, such as policy publish, or on a topic:\n\n" + topicList(list),
		ValidArgsFunction: func(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
			return completions(root, list, args, begun), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			at := slices.IndexFunc(list, func(t topic) bool { return len(args) == 1 && t.name == args[0] })
			c, _, err := root.Find(args)
			switch {
			case err != nil && at < 0:
				return usagef("there is no command and no topic %q; the topics are:\n%s",
					strings.Join(args, " "), topicList(list))
			case err == nil:
				c.InitDefaultHelpFlag() // otherwise the help does not list --help
				if err := c.Help(); err != nil || at < 0 {
					return err
				}
				fmt.Fprintln(sys.out)
			}
			_, err = fmt.Fprint(sys.out, list[at].text)
			return err
		},
	})
}

// completions are the words that may follow assent help.
func completions(root *cobra.Command, list []topic, args []string, begun string) (words []string) {
	c, _, err := root.Find(args)
	if err != nil {
		return nil
	}
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && strings.HasPrefix(sub.Name(), begun) {
			words = append(words, cobra.CompletionWithDesc(sub.Name(), sub.Short))
		}
	}
	for _, t := range list {
		isCommand := slices.ContainsFunc(root.Commands(), func(c *cobra.Command) bool { return c.Name() == t.name })
		if len(args) == 0 && strings.HasPrefix(t.name, begun) && !isCommand {
			words = append(words, cobra.CompletionWithDesc(t.name, t.title))
		}
	}
	return words
}
