package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"assent/adapters"
)

// doc is a Markdown file that people read.
type doc struct {
	name   string // seen from the root of the repository
	text   string
	blocks []block
	spans  []string // of inline code
}

// block is a fenced block of code.
type block struct {
	lang  string
	lines []string
}

// docs are the README, the pages of assent help, and those of the channels.
func docs(t *testing.T) (list []doc) {
	t.Helper()
	for _, pattern := range []string{"README.md", "cmd/assent/help/*.md", "adapters/*/README.md"} {
		files, err := filepath.Glob(filepath.Join(module, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("there is no %s: %v", pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name, err := filepath.Rel(module, file)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, readDoc(filepath.ToSlash(name), string(text)))
		}
	}
	return list
}

var span = regexp.MustCompile("`([^`]+)`")

func readDoc(name, text string) doc {
	d := doc{name: name, text: text}
	var prose strings.Builder
	in := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		lang, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && !in:
			d.blocks = append(d.blocks, block{lang: lang})
		case !fence && in:
			last := &d.blocks[len(d.blocks)-1]
			last.lines = append(last.lines, line)
		case !fence:
			prose.WriteString(line + " ")
		}
		in = in != fence
	}
	for _, s := range span.FindAllStringSubmatch(prose.String(), -1) {
		d.spans = append(d.spans, s[1])
	}
	return d
}

// shell returns the lines of the shell in a document, each whole.
func (d doc) shell() (lines []string) {
	for _, b := range d.blocks {
		if b.lang != "sh" {
			continue
		}
		begun := ""
		for _, line := range b.lines {
			line, _, _ = strings.Cut(line, " #")
			line = strings.TrimSpace(line)
			if rest, goesOn := strings.CutSuffix(line, "\\"); goesOn {
				begun += rest + " "
				continue
			}
			if strings.TrimSpace(begun+line) != "" {
				lines = append(lines, strings.TrimSpace(begun+line))
			}
			begun = ""
		}
	}
	return lines
}

// TestDocShape: documents are short and fit a terminal. Lines of tables may be as
// long as they need.
func TestDocShape(t *testing.T) {
	for _, d := range append(docs(t), doc{name: "assent.example.yaml", text: exampleConfig}) {
		width := 120
		if d.name == "README.md" {
			width = 100
			if n := strings.Count(d.text, "\n"); n > 140 {
				t.Errorf("README.md has %d lines, 140 are enough", n)
			}
		}
		n := 0
		for line := range strings.Lines(d.text) {
			n++
			line = strings.TrimRight(line, "\n")
			if w := utf8.RuneCountInString(line); w > width && !strings.HasPrefix(line, "|") {
				t.Errorf("%s:%d has %d columns, more than %d", d.name, n, w, width)
			}
			if strings.TrimRight(line, " \t") != line {
				t.Errorf("%s:%d ends with blanks", d.name, n)
			}
		}
		if !strings.HasPrefix(d.text, "# ") || strings.Count(d.text, "```")%2 != 0 {
			t.Errorf("%s begins with no heading, or a block of code does not end", d.name)
		}
	}
}

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	noSlug  = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// slug is the anchor of a heading.
func slug(heading string) string {
	return strings.ReplaceAll(noSlug.ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
}

// TestDocLinks: every link leads to an existing file, and to one of its headings.
func TestDocLinks(t *testing.T) {
	checked := 0
	for _, d := range docs(t) {
		for _, found := range link.FindAllStringSubmatch(d.text, -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			checked++
			file, anchor, _ := strings.Cut(found[1], "#")
			target := d.name
			if file != "" {
				target = path.Join(path.Dir(d.name), file)
			}
			if info, err := os.Stat(filepath.Join(module, target)); err != nil || info.IsDir() && anchor != "" {
				t.Errorf("%s links to %s, which is not there", d.name, found[1])
				continue
			}
			if anchor == "" {
				continue
			}
			text, err := os.ReadFile(filepath.Join(module, target))
			if err != nil {
				t.Fatal(err)
			}
			headings := heading.FindAllStringSubmatch(string(text), -1)
			if !slices.ContainsFunc(headings, func(h []string) bool { return slug(h[1]) == anchor }) {
				t.Errorf("%s links to %s, and there is no such heading", d.name, found[1])
			}
		}
	}
	if checked < 20 {
		t.Errorf("%d links only were found", checked)
	}
}

// TestHelpTopics: every page has a unique name and a title, and is listed; every
// channel has a page.
func TestHelpTopics(t *testing.T) {
	_, listed, _ := assent(t, nil, "", "help")
	seen := map[string]bool{configTopic().Name(): true}
	for _, topic := range helpTopics() {
		if seen[topic.name] {
			t.Errorf("two topics are called %s", topic.name)
		}
		seen[topic.name] = true
		code, out, said := assent(t, nil, "", "help", topic.name)
		if code != 0 || !strings.HasSuffix(out, topic.text) {
			t.Errorf("assent help %s: exit code %d, it prints something else: %s", topic.name, code, said)
		}
		line := `(?m)^  ` + topic.name + ` +` + regexp.QuoteMeta(topic.title) + `$`
		if !regexp.MustCompile(line).MatchString(listed) {
			t.Errorf("assent help does not list %s: %s", topic.name, topic.title)
		}
	}
	for _, name := range adapters.Names() {
		if !seen[name] {
			t.Errorf("adapters/%s has no README.md", name)
		}
	}
}

// goTest is a line that runs tests.
type goTest struct {
	env      []string // names of variables
	patterns map[string]string
	packages []string
}

func readGoTest(line string) (g goTest, ok bool) {
	words := shellWords(line)
	for len(words) > 0 && strings.Contains(words[0], "=") {
		name, _, _ := strings.Cut(words[0], "=")
		g.env, words = append(g.env, name), words[1:]
	}
	if len(words) < 3 || words[0] != "go" || words[1] != "test" {
		return g, false
	}
	g.patterns = map[string]string{}
	for words = words[2:]; len(words) > 0; words = words[1:] {
		switch w := words[0]; w {
		case "-run", "-bench", "-fuzz":
			g.patterns[w] = words[1]
			words = words[1:]
		case "-benchtime", "-fuzztime", "-timeout":
			words = words[1:]
		case "-v", "-race":
		default:
			g.packages = append(g.packages, w)
		}
	}
	return g, true
}

// TestDocTests: every go test line names packages, tests and variables that
// exist.
func TestDocTests(t *testing.T) {
	kinds := map[string]string{"-run": "Test", "-bench": "Benchmark", "-fuzz": "Fuzz"}
	checked := 0
	for _, d := range docs(t) {
		for _, line := range d.shell() {
			g, ok := readGoTest(line)
			if !ok || slices.Equal(g.packages, []string{"./..."}) {
				continue
			}
			checked++
			for _, pkg := range g.packages {
				source := testSource(t, pkg)
				for flag, pattern := range g.patterns {
					named := regexp.MustCompile(pattern)
					declared := regexp.MustCompile(`(?m)^func (` + kinds[flag] + `\w*)\(`)
					matches := func(f []string) bool { return named.MatchString(f[1]) }
					if pattern != "^$" && !slices.ContainsFunc(declared.FindAllStringSubmatch(source, -1), matches) {
						t.Errorf("%s: %s has nothing that %s %s runs", d.name, pkg, flag, pattern)
					}
				}
				for _, name := range g.env {
					if !strings.Contains(source, fmt.Sprintf("%q", name)) {
						t.Errorf("%s: the tests of %s do not read %s", d.name, pkg, name)
					}
				}
			}
		}
	}
	if checked < 8 {
		t.Errorf("%d lines of go test only were found", checked)
	}
}

// testSource is the text of the tests of a package.
func testSource(t *testing.T, pkg string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(module, pkg, "*_test.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s has no tests: %v", pkg, err)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}
