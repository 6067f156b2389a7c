package main

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path"
	"regexp"
	"strings"

	"assent/intents"
)

// family is a line of the corpus: one way to say something, with its variants.
type family struct {
	lang   string
	intent intents.Intent
	topic  intents.Topic
	where  string // file and line
	what   node
}

// group returns the language and the intent. There can never be enough ordinary
// talk, so it is one group in all languages.
func (f family) group() [2]string {
	if f.intent == intents.Other {
		return [2]string{}
	}
	return [2]string{f.lang, string(f.intent)}
}

// node is a part of a line: a text, or a choice between sequences of parts.
type node struct {
	text    string
	choices [][]node // nil for a text
}

// size returns how many texts n can produce, up to a limit.
func (n node) size() int {
	if n.choices == nil {
		return 1
	}
	sum := 0
	for _, row := range n.choices {
		product := 1
		for _, part := range row {
			product = min(product*part.size(), 1<<20)
		}
		sum = min(sum+product, 1<<20)
	}
	return sum
}

// any writes one of the texts that n can produce.
func (n node) any(r *rand.Rand, to *strings.Builder) {
	if n.choices == nil {
		to.WriteString(n.text)
		return
	}
	for _, part := range n.choices[r.IntN(len(n.choices))] {
		part.any(r, to)
	}
}

// say returns one of the texts of a family.
func (f family) say(r *rand.Rand) string {
	var b strings.Builder
	f.what.any(r, &b)
	return strings.Join(strings.Fields(b.String()), " ")
}

// parser parses a line.
type parser struct {
	rest string
	sets map[string]node
}

func (p *parser) choice(depth int) (node, error) {
	n := node{choices: [][]node{{}}}
	last := func(part node) {
		i := len(n.choices) - 1
		n.choices[i] = append(n.choices[i], part)
	}
	for p.rest != "" {
		switch p.rest[0] {
		case '|':
			p.rest = p.rest[1:]
			n.choices = append(n.choices, []node{})
		case ')':
			if depth == 0 {
				return n, fmt.Errorf(") without a matching (")
			}
			return n, nil
		case '(':
			p.rest = p.rest[1:]
			inner, err := p.choice(depth + 1)
			if err != nil {
				return n, err
			}
			if p.rest == "" {
				return n, fmt.Errorf("( without a matching )")
			}
			p.rest = p.rest[1:]
			last(inner)
		case '{':
			name, rest, ok := strings.Cut(p.rest[1:], "}")
			set, known := p.sets[name]
			if !ok || !known {
				return n, fmt.Errorf("no set is called {%s}", name)
			}
			p.rest = rest
			last(set)
		case '}':
			return n, fmt.Errorf("} without a matching {")
		default:
			end := strings.IndexAny(p.rest, "|(){}")
			if end < 0 {
				end = len(p.rest)
			}
			last(node{text: p.rest[:end]})
			p.rest = p.rest[end:]
		}
	}
	return n, nil
}

var setLine = regexp.MustCompile(`^\{([\w-]+)\}\s*=\s*(.*)$`)

// readCorpus reads the files of every language. The part of a file's name before
// the first dot or underscore is the language.
func readCorpus(files fs.FS) ([]family, error) {
	names, err := fs.Glob(files, "*.txt")
	if err != nil {
		return nil, err
	}
	var all []family
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		lang, _, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".txt"), "_")
		sets := map[string]node{}
		var intent intents.Intent
		var topic intents.Topic
		for i, line := range strings.Split(string(data), "\n") {
			where := fmt.Sprintf("%s:%d", name, i+1)
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if section, ok := strings.CutPrefix(line, "=="); ok {
				first, second, _ := strings.Cut(strings.TrimSpace(section), "/")
				intent, topic = intents.Intent(first), intents.Topic(second)
				if !intents.Known(intent, topic) {
					return nil, fmt.Errorf("%s: %s is not an intent, or not one of its topics", where, section)
				}
				continue
			}
			set := setLine.FindStringSubmatch(line)
			if set != nil {
				line = set[2]
			}
			p := parser{line, sets}
			n, err := p.choice(0)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", where, err)
			}
			switch {
			case set != nil:
				sets[set[1]] = n
			case intent == "":
				return nil, fmt.Errorf("%s: text before the first section", where)
			default:
				all = append(all, family{lang, intent, topic, where, n})
			}
		}
	}
	return all, nil
}
