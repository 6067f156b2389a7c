package policies

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
)

//go:embed editions
var embedded embed.FS

// Defaults returns the texts that come with Assent, with unfilled placeholders.
func Defaults() *Edition {
	sub, err := fs.Sub(embedded, "editions")
	if err == nil {
		var e *Edition
		if e, err = Parse(sub); err == nil {
			return e
		}
	}
	panic(fmt.Sprintf("policies: the embedded texts: %v", err)) // a test parses them
}

// The files of an edition: edition.md, and one folder per language with
// notice.md, short.md, phrases.md and sections/<topic>.md; notice.b.md and
// short.b.md if a second wording of the notices is to be compared. Each is
// Markdown with optional front matter.
const (
	editionFile = "edition.md"
	noticeFile  = "notice.md"
	shortFile   = "short.md"
	noticeBFile = "notice.b.md"
	shortBFile  = "short.b.md"
	phrasesFile = "phrases.md"
	sectionsDir = "sections"
	matterMark  = "---\n"
	maxFile     = 1 << 20 // bytes
)

// sectionFile returns the path of the section on a topic in a language's folder.
func sectionFile(topic Topic) string { return sectionsDir + "/" + string(topic) + ".md" }

type editionMatter struct {
	Fallback   string            `yaml:"fallback"`
	Controller Controller        `yaml:"controller"`
	Summary    map[string]string `yaml:"summary,omitempty"`
}

type sectionMatter struct {
	Title string `yaml:"title"`
}

// ErrFormat is wrapped by all errors of Parse that an editor can correct.
var ErrFormat = errors.New("the edition cannot be read")

func mend(file string, line int, format string, args ...any) error {
	return fmt.Errorf("%w: %s:%d: %s", ErrFormat, file, line, fmt.Sprintf(format, args...))
}

// Parse reads the files of an edition. It checks only their form; Check checks
// their content. Errors name the file, the line and the remedy.
func Parse(fsys fs.FS) (*Edition, error) {
	e := &Edition{Texts: map[string]*Text{}}
	var matter editionMatter
	body, err := readMatter(fsys, editionFile, &matter)
	if err != nil {
		return nil, err
	}
	if line := firstLine(body); line > 0 {
		return nil, mend(editionFile, line,
			"only the settings between --- lines belong here, move the text to a language folder")
	}
	e.Fallback, e.Controller, e.Summary = matter.Fallback, matter.Controller, matter.Summary
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if !entry.IsDir() || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		t, err := parseText(fsys, entry.Name())
		if err != nil {
			return nil, err
		}
		e.Texts[t.Lang] = t
	}
	if _, ok := e.Texts[e.Fallback]; !ok {
		return nil, mend(editionFile, 1, "fallback: %q has no folder, name one of %s",
			e.Fallback, strings.Join(e.Languages(), ", "))
	}
	return e, nil
}

func parseText(fsys fs.FS, dir string) (*Text, error) {
	tag, err := language.Parse(dir)
	if err != nil {
		return nil, mend(dir, 1, "a language folder is named by its tag, such as en or pt-BR")
	}
	if tag.String() != dir {
		return nil, mend(dir, 1, "name the folder %s, as the language tag is usually written", tag)
	}
	t := &Text{Lang: dir, Phrases: map[Phrase]Markdown{}}
	for _, f := range []struct {
		name string
		m    *Markdown
		must bool
	}{
		{noticeFile, &t.Notice, true}, {shortFile, &t.Short, true},
		{noticeBFile, &t.NoticeB, false}, {shortBFile, &t.ShortB, false},
	} {
		if _, err := fs.Stat(fsys, path.Join(dir, f.name)); !f.must && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		body, err := readMatter(fsys, path.Join(dir, f.name), &struct{}{})
		if err != nil {
			return nil, err
		}
		*f.m = Markdown(strings.TrimSpace(body))
	}
	if err := parsePhrases(fsys, path.Join(dir, phrasesFile), t); err != nil {
		return nil, err
	}
	return t, parseSections(fsys, path.Join(dir, sectionsDir), t)
}

// parsePhrases reads "## name" headings and the texts below them.
func parsePhrases(fsys fs.FS, file string, t *Text) error {
	body, err := readMatter(fsys, file, &struct{}{})
	if err != nil {
		return err
	}
	var name Phrase
	var text []string
	keep := func() {
		if name != "" {
			t.Phrases[name] = Markdown(strings.TrimSpace(strings.Join(text, "\n")))
		}
	}
	for i, line := range strings.Split(body, "\n") {
		heading, ok := strings.CutPrefix(line, "## ")
		if !ok {
			if name == "" && strings.TrimSpace(line) != "" {
				return mend(file, i+1, "this text belongs to no phrase, begin with a line ## and the phrase's name")
			}
			text = append(text, line)
			continue
		}
		keep()
		name, text = Phrase(strings.TrimSpace(heading)), nil
		if !slices.Contains(Phrases(), name) {
			return mend(file, i+1, "phrase %q is unknown, remove it or correct its name", name)
		}
		if _, twice := t.Phrases[name]; twice {
			return mend(file, i+1, "phrase %q is there twice, remove one", name)
		}
	}
	keep()
	return nil
}

func parseSections(fsys fs.FS, dir string, t *Text) error {
	for _, topic := range Topics() {
		file := path.Join(dir, string(topic)+".md")
		var matter sectionMatter
		body, err := readMatter(fsys, file, &matter)
		if errors.Is(err, fs.ErrNotExist) {
			continue // Check reports it
		}
		if err != nil {
			return err
		}
		t.Sections = append(t.Sections, Section{topic, matter.Title, Markdown(strings.TrimSpace(body))})
	}
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, entry := range entries {
		topic := Topic(strings.TrimSuffix(entry.Name(), ".md"))
		if !slices.Contains(Topics(), topic) {
			return mend(path.Join(dir, entry.Name()), 1, "no topic has this name, the topics are %v", Topics())
		}
	}
	return nil
}

// readMatter reads a file, decodes its front matter into matter and returns the
// text. The lines of the front matter are empty in the text, so that it keeps its
// line numbers.
func readMatter(fsys fs.FS, file string, matter any) (string, error) {
	text, err := readText(fsys, file)
	if err != nil || !strings.HasPrefix(text, matterMark) {
		return text, err
	}
	// The extra first line keeps the line numbers in YAML errors.
	head, body, ok := strings.Cut("\n"+text[len(matterMark):]+"\n", "\n"+matterMark)
	if !ok {
		return "", mend(file, 1, "the front matter has no closing line ---")
	}
	d := yaml.NewDecoder(strings.NewReader(head))
	d.KnownFields(true)
	if err := d.Decode(matter); err != nil && !errors.Is(err, io.EOF) {
		return "", mend(file, yamlLine(err), "front matter: %s", yamlProblem(err))
	}
	return strings.Repeat("\n", strings.Count(head, "\n")+2) + body, nil
}

// readText reads a file as an editor shows it: without a BOM or carriage returns.
func readText(fsys fs.FS, file string) (string, error) {
	data, err := fs.ReadFile(fsys, file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%w: %s is missing, add it: %w", ErrFormat, file, err)
	}
	if err != nil {
		return "", err
	}
	if len(data) > maxFile {
		return "", mend(file, 1, "%d bytes are too many, keep a text within %d", len(data), maxFile)
	}
	text := strings.TrimPrefix(strings.ReplaceAll(string(data), "\r\n", "\n"), "\uFEFF")
	for i, line := range strings.Split(text, "\n") {
		if !utf8.ValidString(line) {
			return "", mend(file, i+1, "the line is not UTF-8, save the file as UTF-8")
		}
		if at := strings.IndexFunc(line, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }); at >= 0 {
			return "", mend(file, i+1, "there is a control character after %q, remove it", line[:at])
		}
	}
	return text, nil
}

var yamlPosition = regexp.MustCompile(`line (\d+): `)

// yamlLine returns the line of the file that err is about.
func yamlLine(err error) int {
	if m := yamlPosition.FindStringSubmatch(err.Error()); m != nil {
		if line, err := strconv.Atoi(m[1]); err == nil {
			return line
		}
	}
	return 1
}

// yamlProblem returns the message of err on one line, without its position.
func yamlProblem(err error) string {
	said := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "yaml: "), "unmarshal errors:")
	return strings.Join(strings.Fields(yamlPosition.ReplaceAllString(said, "")), " ")
}

// firstLine returns the number of the first line of text that is not blank, or 0.
func firstLine(text string) int {
	for i, line := range strings.Split(text, "\n") {
		if strings.TrimSpace(line) != "" {
			return i + 1
		}
	}
	return 0
}

// Files returns the files that Parse reads back to the same texts. They do not
// contain number, kind and date, which the library stores.
func (e *Edition) Files() map[string][]byte {
	files := map[string][]byte{
		editionFile: withMatter(editionMatter{e.Fallback, e.Controller, e.Summary}, ""),
	}
	for lang, t := range e.Texts {
		files[path.Join(lang, noticeFile)] = withoutMatter(t.Notice)
		files[path.Join(lang, shortFile)] = withoutMatter(t.Short)
		for name, m := range map[string]Markdown{noticeBFile: t.NoticeB, shortBFile: t.ShortB} {
			if m != "" {
				files[path.Join(lang, name)] = withoutMatter(m)
			}
		}
		var b strings.Builder
		for _, p := range Phrases() {
			if m, ok := t.Phrases[p]; ok {
				fmt.Fprintf(&b, "## %s\n\n%s\n\n", p, m)
			}
		}
		files[path.Join(lang, phrasesFile)] = []byte(strings.TrimSuffix(b.String(), "\n"))
		for _, s := range t.Sections {
			files[path.Join(lang, sectionFile(s.Topic))] = withMatter(sectionMatter{s.Title}, string(s.Body)+"\n")
		}
	}
	return files
}

// withoutMatter returns the file of a text without front matter. A text that
// begins with --- gets an empty one, so as not to be read as front matter itself.
func withoutMatter(m Markdown) []byte {
	if strings.HasPrefix(string(m), "---") {
		return []byte("---\n---\n" + string(m) + "\n")
	}
	return []byte(string(m) + "\n")
}

func withMatter(matter any, body string) []byte {
	head, err := yaml.Marshal(matter)
	if err != nil {
		panic(fmt.Sprintf("policies: front matter: %v", err)) // plain structs of strings always encode
	}
	return []byte("---\n" + string(head) + "---\n" + body)
}
