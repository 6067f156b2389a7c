package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// shellWords splits a simple command as a shell does.
func shellWords(line string) (words []string) {
	var word strings.Builder
	quote, begun := rune(0), false
	for _, r := range line {
		switch {
		case quote == 0 && (r == '\'' || r == '"'):
			quote, begun = r, true
		case r == quote:
			quote = 0
		case quote == 0 && r == ' ':
			if begun {
				words = append(words, word.String())
			}
			begun = false
			word.Reset()
		default:
			begun = true
			word.WriteRune(r)
		}
	}
	if begun {
		words = append(words, word.String())
	}
	return words
}

// commands returns the command lines of the program in a line of the shell or
// a span of code, without its name.
func commands(line string) (list [][]string) {
	for part := range strings.SplitSeq(line, "|") {
		words := shellWords(part)
		for len(words) > 0 && regexp.MustCompile(`^[A-Z_]+=`).MatchString(words[0]) {
			words = words[1:]
		}
		switch {
		case len(words) == 0:
		case words[0] == "assent":
			list = append(list, words[1:])
		case len(words) > 3 && slices.Equal(words[:3], []string{"go", "run", "./cmd/assent"}):
			list = append(list, words[3:])
		case words[0] == "docker" && slices.Contains(words, "run"): // the image is called assent
			list = append(list, words[slices.Index(words, "assent")+1:])
		}
	}
	return list
}

// mention is a command line of the program in a document.
type mention struct {
	where string
	args  []string
	whole bool // it is in a block, to be copied
}

func mentions(t *testing.T) (list []mention) {
	t.Helper()
	for _, d := range docs(t) {
		for _, line := range d.shell() {
			for _, args := range commands(line) {
				list = append(list, mention{d.name, args, true})
			}
		}
		for _, s := range d.spans {
			for _, args := range commands(s) {
				list = append(list, mention{d.name, args, false})
			}
		}
	}
	for _, s := range regexp.MustCompile(`see: (assent [^;()\n]+)`).FindAllStringSubmatch(exampleConfig, -1) {
		for _, args := range commands(s[1]) {
			list = append(list, mention{"assent.example.yaml", args, false})
		}
	}
	return list
}

// understood returns why the program does not accept a command line.
func understood(m mention) error {
	root := rootCommand(system{})
	root.InitDefaultHelpCmd()
	c, rest, err := root.Find(m.args)
	if err != nil {
		return err
	}
	c.InitDefaultHelpFlag()
	if err := c.ParseFlags(rest); err != nil {
		return err
	}
	args := c.Flags().Args()
	switch {
	case c.Name() == "help":
		return helped(args)
	case c.HasSubCommands() && len(args) > 0:
		return fmt.Errorf("unknown command %q", args[0])
	case len(args) == 0 && !m.whole:
		return nil // the command is named, not given
	}
	return c.ValidateArgs(args)
}

// helped returns why assent help has nothing on something. TOPIC and COMMAND stand
// for a name.
func helped(args []string) error {
	if len(args) == 1 && strings.ToUpper(args[0]) == args[0] {
		return nil
	}
	if slices.ContainsFunc(helpTopics(), func(t topic) bool { return slices.Equal(args, []string{t.name}) }) {
		return nil
	}
	_, rest, err := rootCommand(system{}).Find(args)
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%q is no command", rest)
	}
	return err
}

// TestDocCommands: every command that a document names exists, with these flags
// and this number of arguments.
func TestDocCommands(t *testing.T) {
	list := mentions(t)
	if len(list) < 80 {
		t.Errorf("%d commands only were found", len(list))
	}
	for _, m := range list {
		if err := understood(m); err != nil {
			t.Errorf("%s: assent %s: %v", m.where, strings.Join(m.args, " "), err)
		}
	}
	for _, wrong := range []string{
		"serv", "serve --loud", "policy chek", "person find x", "help nonsense", "requests done",
	} {
		if understood(mention{args: strings.Fields(wrong), whole: true}) == nil {
			t.Errorf("assent %s is taken", wrong)
		}
	}
}

// runnable are the commands that need no installation, and change none.
var runnable = []string{
	"help", "version", "chat", "classify", "evaluate", "policy check", "policy diff", "policy export",
	"slack manifest", "keys generate",
}

// kind returns which runnable command a mention is, or empty.
func (m mention) kind() string {
	line := strings.Join(m.args, " ") + " "
	for _, r := range runnable {
		if strings.HasPrefix(line, r+" ") {
			return r
		}
	}
	return ""
}

// TestDocExamples runs what can be run anywhere, with the configuration of the
// pages and with files that exist for DIR and FILE.
func TestDocExamples(t *testing.T) {
	list, dir := mentions(t), t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(file("assent.yaml"), []byte(sampleConfig(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{
		"ASSENT_DATA=" + file("data"), "ASSENT_KEYS=" + file("keys"), "ASSENT_PUBLIC_URL=https://chat.example.org",
		"ASSENT_CONTROLLER_NAME=Acme Parcels", "ASSENT_CONTROLLER_CONTACT=privacy@acme.test",
		"ASSENT_CONTROLLER_URL=https://acme.test/privacy",
	}
	if code, _, said := assent(t, env, "", "policy", "export", file("texts")); code != 0 {
		t.Fatal(said)
	}
	t.Chdir(module)
	ran := map[string]int{}
	for i, m := range list {
		kind := m.kind()
		if kind == "" || kind == "policy export" && len(m.args) == 2 { // named, not given
			continue
		}
		created := file(fmt.Sprint("new", i))
		stands := map[string]string{
			"DIR": file("texts"), "FILE": created, "FILE.jsonl": "intents/testdata/fresh_en.jsonl",
			"TOPIC": "install", "COMMAND": "serve", "assent.yaml": file("assent.yaml"),
		}
		if kind == "policy export" {
			stands["DIR"] = created
		}
		args := slices.Clone(m.args)
		for n, a := range args {
			args[n] = cmp.Or(stands[a], a)
		}
		ran[kind]++
		if code, _, said := assent(t, env, "hello\n", args...); code != 0 {
			t.Errorf("%s: assent %s ends with %d: %s", m.where, strings.Join(m.args, " "), code, said)
		}
	}
	for _, kind := range runnable {
		if ran[kind] == 0 && kind != "version" && kind != "classify" {
			t.Errorf("no document has assent %s", kind)
		}
	}
}

// sampleConfig is the configuration that the page on texts begins with.
func sampleConfig(t *testing.T) string {
	t.Helper()
	for _, d := range docs(t) {
		for _, b := range d.blocks {
			if d.name == "cmd/assent/help/policy.md" && b.lang == "yaml" {
				return strings.Join(b.lines, "\n")
			}
		}
	}
	t.Fatal("the page on texts has no configuration")
	return ""
}

// TestDocPipeline runs the conversation of the README in a shell.
func TestDocPipeline(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh here, so the pipeline of the README is not run")
	}
	var piped []string
	for _, line := range readme(t).shell() {
		if strings.Contains(line, "|") {
			piped = append(piped, line)
		}
	}
	if len(piped) != 1 {
		t.Fatalf("the README has %d pipelines, want one", len(piped))
	}
	c := exec.CommandContext(t.Context(), shell, "-c", strings.ReplaceAll(piped[0], "go run ./cmd/assent", "assent"))
	c.Dir = t.TempDir()
	out, err := c.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		t.Fatalf("%v: %s", err, exit.Stderr)
	} else if err != nil {
		t.Fatal(err)
	}
	replies := strings.Split(strings.TrimSpace(string(out)), "\n")
	first, last := replies[0], replies[len(replies)-1]
	if !strings.Contains(first, "Before we chat") || !strings.Contains(last, "Your data is deleted") {
		t.Errorf("it says\n%s", out)
	}
}

func readme(t *testing.T) doc {
	t.Helper()
	list := docs(t)
	return list[slices.IndexFunc(list, func(d doc) bool { return d.name == "README.md" })]
}

var (
	envName  = regexp.MustCompile(`\bASSENT_[A-Z_]+\b`)
	keyName  = regexp.MustCompile(`^[a-z_]+(\.[a-z_]+)+(\.\*)?$|^[a-z_]+\.\*$`)
	snake    = regexp.MustCompile(`^[a-z]+(_[a-z]+)+$`)
	pathName = regexp.MustCompile(`^(cmd|bot|intents|adapters|policies|\.ci)/\S*$`)
)

// names are the names that a document may use in code.
type names struct {
	keys      map[string]bool // of the configuration, and of its sections
	variables map[string]bool
	others    map[string]bool
}

func knownNames() names {
	n := names{
		keys: map[string]bool{},
		variables: map[string]bool{
			masterVariable: true, masterFileVariable: true, previousVariable: true, previousFileVariable: true,
		},
		others: map[string]bool{
			"consent_granted": true, "consent_declined": true, "assent_events_total": true, "notice_only": true,
		},
	}
	c := defaults()
	leaves(reflect.ValueOf(&c).Elem(), "", func(key string, _ reflect.Value) {
		n.keys[key], n.variables[variableOf(key)] = true, true
		for i, r := range key {
			if r == '.' {
				n.keys[key[:i]], n.keys[key[:i]+".*"] = true, true
			}
		}
	})
	return n
}

// check reports whether a span of code is a name that can be checked, and
// whether it exists.
func (n names) check(span string) (checked, exists bool) {
	key, _, _ := strings.Cut(span, ":") // console.enabled: false
	section, _, _ := strings.Cut(key, ".")
	switch {
	case envName.MatchString(span):
		for _, name := range envName.FindAllString(span, -1) {
			if !n.variables[name] {
				return true, false
			}
		}
		return true, true
	case n.keys[section+".*"] && keyName.MatchString(key):
		return true, n.keys[key]
	case snake.MatchString(span):
		return true, n.keys[span] || n.others[span]
	case pathName.MatchString(span):
		found, err := filepath.Glob(filepath.Join(module, span))
		return true, err == nil && len(found) > 0
	}
	return false, false
}

// TestDocNames: keys of the configuration, variables and files that a document
// names in code exist.
func TestDocNames(t *testing.T) {
	known, n := knownNames(), 0
	for _, d := range docs(t) {
		for _, s := range d.spans {
			checked, exists := known.check(s)
			if checked {
				n++
			}
			if checked && !exists {
				t.Errorf("%s: there is no %s", d.name, s)
			}
		}
	}
	if n < 80 {
		t.Errorf("%d names only were found", n)
	}
}
