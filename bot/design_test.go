package bot_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The design and the facts are pages that comments cite and that name tests,
// files and identifiers. Renaming one of those fails here, so that the pages stay
// true.

// tree is the repository, seen from here.
var tree = os.DirFS("..")

// cited are the endings of files that may cite a page.
var cited = []string{".go", ".md", ".sql", ".yaml", ".html", ".css", ".js", ".txt", ".txtar", ".service"}

// sources returns the text of every file that may cite a page, by its path.
func sources(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.IsDir() || !slices.Contains(cited, path.Ext(name)):
			return nil
		}
		text, err := fs.ReadFile(tree, name)
		files[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// page returns a page of this folder, and its sections by number.
func page(t *testing.T, name, section string) (text string, sections map[string]bool) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	sections = map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^## (`+section+`)\.? `).FindAllStringSubmatch(string(b), -1) {
		sections[m[1]] = true
	}
	if len(sections) < 5 {
		t.Fatalf("%s has the sections %v", name, sections)
	}
	return string(b), sections
}

// invariants returns the blocks of section 1 of the design, in order.
func invariants(t *testing.T, design string) []string {
	t.Helper()
	_, list, _ := strings.Cut(design, "\n## 1. ")
	list, _, _ = strings.Cut(list, "\n## ")
	var blocks []string
	for i, block := range regexp.MustCompile(`(?m)^\d+\. \*\*`).Split(list, -1) {
		if i > 0 {
			blocks = append(blocks, block)
		}
	}
	for i := range blocks {
		if !strings.Contains(list, "\n"+strconv.Itoa(i+1)+". **") {
			t.Errorf("there is no invariant %d", i+1)
		}
	}
	return blocks
}

// TestCitations: what a comment cites of the design or the facts is there.
func TestCitations(t *testing.T) {
	design, sections := page(t, "DESIGN.md", `\d+`)
	_, facts := page(t, "FACTS.md", `\d+\.\d+`)
	have := map[string]map[string]bool{"section": sections, "invariant": {}, "": facts}
	for i := range invariants(t, design) {
		have["invariant"][strconv.Itoa(i+1)] = true
	}
	found := 0
	folded := regexp.MustCompile(`\s*\n\s*(//|#|--|\*)?\s*`) // a citation may be broken over two lines of a comment
	const number = `\d+(?:\.\d+)?`
	const numbers = number + `(?:(?:, | and )` + number + `)*`
	citation := regexp.MustCompile(`(\(?)(DESIGN|FACTS)\.md, (?:(invariant|section)s? )?(` + numbers + `)?`)
	for name, text := range sources(t) {
		for _, m := range citation.FindAllStringSubmatch(folded.ReplaceAllString(text, " "), -1) {
			opened, kind, numbers := m[1] != "", m[3], m[4]
			if numbers == "" || (m[2] == "DESIGN") != (kind != "") {
				if opened {
					t.Errorf("%s cites %q, which is no invariant or section of DESIGN.md, nor of FACTS.md", name, m[0])
				}
				continue
			}
			for _, n := range regexp.MustCompile(`[\d.]+`).FindAllString(numbers, -1) {
				found++
				if !have[kind][n] {
					t.Errorf("%s cites %q, and there is no %s %s", name, m[0], kind, n)
				}
			}
		}
	}
	if found < 30 {
		t.Errorf("%d citations were found", found)
	}
}

// TestInvariants: there are fourteen, and each names a test or a dialogue that
// holds it.
func TestInvariants(t *testing.T) {
	design, _ := page(t, "DESIGN.md", `\d+`)
	blocks := invariants(t, design)
	if len(blocks) != 14 {
		t.Errorf("%d invariants, want 14", len(blocks))
	}
	for i, block := range blocks {
		if !testNamed.MatchString(block) && !dialogueNamed.MatchString(block) {
			t.Errorf("invariant %d names neither a test nor a dialogue that holds it", i+1)
		}
	}
}

var (
	testNamed     = regexp.MustCompile("`(Test[A-Z]\\w*)`")
	dialogueNamed = regexp.MustCompile("`[a-z_]+/([a-z_]+_[a-z]{2})`")
	partNamed     = regexp.MustCompile("((?:\"[^\"]+\"(?: and )?)+) in `TestStore`")
	fileNamed     = regexp.MustCompile("`([\\w./*-]+\\.(?:go|md|yaml|txtar|sql))`")
	linkNamed     = regexp.MustCompile(`\]\(([\w./-]+)\)`)
	wordNamed     = regexp.MustCompile("`(?:[A-Za-z]\\w*\\.)?([A-Za-z]\\w*[a-zA-Z0-9])`")
)

// TestDesignNamesWhatIsThere: every test, dialogue, file and identifier that the
// design names exists.
func TestDesignNamesWhatIsThere(t *testing.T) {
	design, _ := page(t, "DESIGN.md", `\d+`)
	design = regexp.MustCompile(`\s+`).ReplaceAllString(design, " ")
	files := sources(t)
	var goText strings.Builder
	dialogues := map[string]bool{}
	born := regexp.MustCompile(`^\d+_`)
	for name, text := range files {
		switch {
		case name == "bot/design_test.go": // names itself
		case path.Ext(name) == ".go":
			goText.WriteString(text)
		case strings.HasPrefix(name, "bot/bottest/dialogues/"):
			dialogues[born.ReplaceAllString(strings.TrimSuffix(path.Base(name), ".txt"), "")] = true
		}
	}
	words := map[string]bool{}
	for _, w := range regexp.MustCompile(`\w+`).FindAllString(goText.String(), -1) {
		words[w] = true
	}
	each := func(named *regexp.Regexp, what string, least int, exists func(string) bool) {
		list := named.FindAllStringSubmatch(design, -1)
		for _, m := range list {
			if !exists(m[1]) {
				t.Errorf("the design names %s, and there is no such %s", m[1], what)
			}
		}
		if len(list) < least {
			t.Errorf("the design names %d of a %s", len(list), what)
		}
	}
	each(testNamed, "test", 30, func(name string) bool { return strings.Contains(goText.String(), "\nfunc "+name+"(") })
	each(dialogueNamed, "dialogue", 15, func(name string) bool { return dialogues[name] })
	each(fileNamed, "file", 40, func(pattern string) bool {
		for name := range files {
			end := strings.Count(pattern, "/") + 1
			parts := strings.Split(name, "/")
			ok, err := path.Match(pattern, strings.Join(parts[max(0, len(parts)-end):], "/"))
			if ok && err == nil {
				return true
			}
		}
		return false
	})
	each(linkNamed, "link", 3, func(name string) bool { _, err := os.Stat(name); return err == nil })
	design = fileNamed.ReplaceAllString(design, "")
	each(wordNamed, "identifier", 50, func(word string) bool { return words[word] })
	each(partNamed, "part of TestStore", 2, func(list string) bool {
		for _, part := range regexp.MustCompile(`"[^"]+"`).FindAllString(list, -1) {
			if !strings.Contains(files["bot/bottest/store.go"], "{"+part+",") {
				return false
			}
		}
		return true
	})
}
