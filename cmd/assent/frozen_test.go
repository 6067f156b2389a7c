package main

// Names and values that somebody outside holds on to: scripts call commands,
// configurations name keys, dashboards ask for metrics, stored data and exports
// have names in them that must be understood for years. testdata/frozen lists
// them as of commit c58c9f3, and TestFrozen computes the same lists from the
// program of today. Nothing here depends on how the code calls a thing or on
// where it stands: the lists come from what the program does, or from the values
// in its source.
//
// What is gone fails: give the old name back, beside the new one where there is
// one. What is new fails too, until it is added to its file in a commit of its
// own, so that a promise is never made by accident. Lists are edited by hand,
// and there is no flag that writes them: an issue that really takes an entry
// away removes its line by name and says so.

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"go/ast"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestFrozen compares every list with its file.
func TestFrozen(t *testing.T) {
	s := parseSources(t)
	lists := map[string]func(*testing.T) map[string]bool{
		"commands":  frozenCommands,
		"config":    func(t *testing.T) map[string]bool { return s.frozenConfig(t) },
		"dialogues": frozenDialogues,
		"editions":  frozenEditions,
		"export":    frozenExport,
		"json":      func(*testing.T) map[string]bool { return s.frozenJSON() },
		"metrics":   frozenMetrics,
		"routes":    func(*testing.T) map[string]bool { return s.frozenRoutes() },
		"stored":    frozenStored,
		"values":    func(t *testing.T) map[string]bool { return s.frozenValues(t, "testdata/frozen/values.txt") },
	}
	files, err := filepath.Glob("testdata/frozen/*.txt")
	if err != nil || len(files) != len(lists) {
		t.Fatalf("%d files, want %d: %v", len(files), len(lists), err)
	}
	for name, list := range lists {
		t.Run(name, func(t *testing.T) { compareFrozen(t, "testdata/frozen/"+name+".txt", list(t)) })
	}
}

// compareFrozen reports what is gone and what is new.
func compareFrozen(t *testing.T, file string, now map[string]bool) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var was []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSuffix(line, "\n"); line != "" && !strings.HasPrefix(line, "#") {
			was = append(was, line)
		}
	}
	sorted := slices.IsSorted(was) && len(slices.Compact(slices.Clone(was))) == len(was)
	if len(was) < 10 || !sorted || !strings.HasPrefix(string(text), "# ") {
		t.Errorf("%s is not a comment and at least ten sorted lines that differ", file)
	}
	for _, entry := range was {
		if !now[entry] {
			t.Errorf("%s: %q is gone, and somebody may hold on to it: keep it working, under its old name too", file,
				entry)
		}
	}
	var added []string
	for _, entry := range sortedKeys(now) {
		if !slices.Contains(was, entry) {
			added = append(added, entry)
		}
	}
	if len(added) > 0 {
		t.Errorf("new, and a promise from now on: if that is meant, add to %s, in its own commit:\n%s",
			file, strings.Join(added, "\n"))
	}
}

// out runs the program and returns what it wrote.
func out(t *testing.T, in string, args ...string) string {
	t.Helper()
	code, out, said := assent(t, nil, in, args...)
	if code != 0 {
		t.Fatalf("assent %s exits with %d: %s", strings.Join(args, " "), code, said)
	}
	return out
}

var (
	helpCommand = regexp.MustCompile(`(?m)^  (\w+) +\S`)
	helpFlag    = regexp.MustCompile(`(?m)^ +(-\w, )?(--[\w-]+)( \w+)?  `)
)

// frozenCommands walks the help of every command.
func frozenCommands(t *testing.T) map[string]bool {
	found := map[string]bool{}
	var walk func(path []string)
	walk = func(path []string) {
		help := out(t, "", append(slices.Clone(path), "--help")...)
		name := strings.Join(append([]string{"assent"}, path...), " ")
		found[name] = true
		if _, flags, ok := strings.Cut(help, "\nFlags:\n"); ok {
			for _, m := range helpFlag.FindAllStringSubmatch(flags, -1) {
				if m[2] != "--help" {
					found[name+" "+m[1]+m[2]+m[3]] = true
				}
			}
		}
		if _, topics, ok := strings.Cut(help, "\nTopics, printed by assent help TOPIC:\n"); ok {
			for _, m := range helpCommand.FindAllStringSubmatch(topics, -1) {
				found["assent help "+m[1]] = true
			}
		}
		if _, commands, ok := strings.Cut(help, "\nAvailable Commands:\n"); ok {
			commands, _, _ = strings.Cut(commands, "\n\n")
			for _, m := range helpCommand.FindAllStringSubmatch(commands, -1) {
				if m[1] != "help" && m[1] != "completion" { // cobra's own
					walk(append(slices.Clone(path), m[1]))
				}
			}
		}
	}
	walk(nil)
	return found
}

// TestExitCodes: scripts rely on them to see what went wrong.
func TestExitCodes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	for _, c := range []struct {
		want int
		args []string
	}{
		{0, []string{"version"}},
		{0, []string{"person", "show", "--help"}},
		{0, []string{"chat", "--data", dir}},
		{1, []string{"person", "find", "--data", dir, "--channel", "terminal", "--id", "nobody"}},
		{1, []string{"person", "find", "--data", dir + "-typo", "--channel", "terminal", "--id", "nobody"}},
		{1, []string{"verify", "--data", dir, "nosuchfile"}},
		{1, []string{"serve", "--config", "nosuchfile"}},
		{2, []string{"nosuch"}},
		{2, []string{"person", "nosuch"}},
		{2, []string{"person"}},
		{2, []string{"version", "--nosuch"}},
		{2, []string{"version", "argument"}},
		{2, []string{"person", "find"}},
		{2, []string{"person", "export", "id"}},
		{2, []string{"person", "erase", "id"}},
		{2, []string{"backup"}},
	} {
		if code, _, said := assent(t, nil, "", c.args...); code != c.want {
			t.Errorf("assent %s exits with %d, want %d: %s", strings.Join(c.args, " "), code, c.want, said)
		}
	}
}

// frozenConfig reads the keys from the help, and finds the variables of secrets
// in the source. Each key's variable is set, to see that it is one.
func (s *sources) frozenConfig(t *testing.T) map[string]bool {
	_, example, ok := strings.Cut(out(t, "", "help", "config"), "\n\n")
	if !ok {
		t.Fatal("no help on the configuration")
	}
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(example), &root); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	var env []string
	var walk func(path string, n *yaml.Node)
	walk = func(path string, n *yaml.Node) {
		if n.Kind != yaml.MappingNode {
			variable := "ASSENT_" + strings.ToUpper(strings.ReplaceAll(path, ".", "_"))
			found[path+" "+variable] = true
			env = append(env, variable+"=\x01")
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			walk(strings.TrimPrefix(path+"."+n.Content[i].Value, "."), n.Content[i+1])
		}
	}
	walk("", root.Content[0])
	// What an unknown variable is told, no variable of a key may be told.
	told := func(env ...string) string {
		code, _, said := assent(t, env, "", "policy", "list")
		if code != 1 {
			t.Fatalf("nonsense in the environment: exit code %d", code)
		}
		return said
	}
	const unknown = "ASSENT_QQQQQQQQQQQQQQQQQQQQ"
	_, no, _ := strings.Cut(strings.TrimSpace(told(unknown+"=x")), unknown)
	if len(no) < 5 {
		t.Fatalf("an unknown variable is told %q", no)
	}
	said := told(env...)
	for _, e := range env {
		if name, _, _ := strings.Cut(e, "="); strings.Contains(said, name+no) {
			t.Errorf("%s is not a variable", name)
		}
	}
	s.inspect("cmd", func(_ sourceFile, n ast.Node) {
		if literal, ok := n.(*ast.BasicLit); ok &&
			regexp.MustCompile(`^"ASSENT_[A-Z_]+[A-Z]"$`).MatchString(literal.Value) {
			found[strings.Trim(literal.Value, `"`)] = true
		}
	})
	return found
}

// TestSettingsWithValues: settings that take one of a few words take these.
func TestSettingsWithValues(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "none")
	sms := []string{ // which is looked at where it is on
		"ASSENT_PUBLIC_URL=https://chat.test", "ASSENT_CHANNELS_SMS_FROM=+15550001111",
		"ASSENT_CHANNELS_SMS_ACCOUNT_SID=AC0123456789abcdef0123456789abcdef", "ASSENT_CHANNELS_SMS_AUTH_TOKEN=token",
	}
	with := func(setting string) (code int, said string) {
		code, _, said = assent(t, append(slices.Clone(sms), setting), "", "policy", "list", "--data", dir)
		return code, said
	}
	for variable, values := range map[string][]string{
		"ASSENT_LOG_LEVEL":                 {"debug", "info", "warn", "error"},
		"ASSENT_LOG_FORMAT":                {"text", "json"},
		"ASSENT_RIGHTS_REGIME":             {"gdpr", "ccpa"},
		"ASSENT_RIGHTS_REVIEW":             {"access", "erasure", "access erasure"},
		"ASSENT_CONSENT_GATES":             {"sms=external", "web=notice_only", "slack=require discord=require"},
		"ASSENT_CHANNELS_WEB_PRIVACY_LINE": {"footer", "header"},
		"ASSENT_CHANNELS_SMS_OPT_OUT":      {"twilio", "assent"},
		"ASSENT_MASKING_IDS":               {"us gb es de fr pt it nl ro pl"},
	} {
		for _, value := range values {
			if code, said := with(variable + "=" + value); code != 0 {
				t.Errorf("%s=%s: %s", variable, value, said)
			}
		}
		if code, _ := with(variable + "=nonsense"); code != 1 {
			t.Errorf("%s=nonsense: exit code %d", variable, code)
		}
	}
}

// frozenMetrics reads what the program exports after a page was fetched, with
// the values of its labels that are there from the start; and the alerts.
func frozenMetrics(t *testing.T) map[string]bool {
	p := startServing(t, t.TempDir())
	p.get("/")
	_, text := p.get("/metrics")
	p.stop()
	found := map[string]bool{}
	histograms := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (assent_\w+) (\w+)$`).FindAllStringSubmatch(text, -1) {
		found[m[1]+" "+m[2]] = true
		histograms[m[1]] = m[2] == "histogram"
	}
	part := regexp.MustCompile(`_(bucket|sum|count)$`)
	for series := range parseScrape(t, text) {
		name, inner, _ := strings.Cut(series, "{")
		if whole := part.ReplaceAllString(name, ""); histograms[whole] {
			name = whole
		}
		for _, m := range labelPair.FindAllStringSubmatch(inner, -1) {
			switch {
			case !strings.HasPrefix(name, "assent_") || m[1] == "le":
			case name == "assent_build_info" || m[1] == "method" || m[1] == "status":
				found[name+"{"+m[1]+"}"] = true
			default:
				found[name+"{"+m[1]+"="+m[3]+"}"] = true
			}
		}
	}
	rules, err := os.ReadFile("monitoring/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var a alerts
	if err := yaml.Unmarshal(rules, &a); err != nil {
		t.Fatal(err)
	}
	for _, g := range a.Groups {
		for _, r := range g.Rules {
			found["alert "+r.Alert+" "+r.Labels["severity"]] = true
		}
	}
	return found
}

// frozenExport lists the properties of exports, and their values where the
// schema names them.
func frozenExport(t *testing.T) map[string]bool {
	var schema any
	for _, file := range filesUnder(t, "bot", "export.schema.json") {
		schema = decoded[any](t, readFixture(t, file))
	}
	found := map[string]bool{}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		object, ok := v.(map[string]any)
		if !ok {
			return
		}
		for key, value := range object {
			switch key {
			case "properties", "$defs", "patternProperties":
				for name, property := range value.(map[string]any) {
					here := strings.TrimPrefix(path+"."+name, ".")
					found[here] = true
					walk(here, property)
				}
			case "enum":
				for _, entry := range value.([]any) {
					found[fmt.Sprintf("%s = %v", path, entry)] = true
				}
			case "const", "$ref":
				found[fmt.Sprintf("%s = %v", path, value)] = true
			case "items":
				walk(path+"[]", value)
			case "oneOf", "anyOf", "allOf":
				for _, entry := range value.([]any) {
					walk(path, entry)
				}
			default:
				walk(path, value)
			}
		}
	}
	walk("", schema)
	return found
}

// filesUnder finds files by name, wherever they were moved to.
func filesUnder(t *testing.T, root, pattern string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(module, root), func(file string, d fs.DirEntry, err error) error {
		if ok, _ := filepath.Match(pattern, filepath.Base(file)); ok && err == nil && !d.IsDir() {
			files = append(files, file)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("no %s in %s: %v", pattern, root, err)
	}
	return files
}

// frozenStored lists tables, columns and indexes of fresh databases, and the
// migrations with their content: one that was released is never edited. Those of
// PostgreSQL are made of the same files.
func frozenStored(t *testing.T) map[string]bool {
	dir := t.TempDir()
	out(t, "hello\n", "chat", "--data", filepath.Join(dir, "data"), "--keys", filepath.Join(dir, "keys"))
	found := map[string]bool{}
	for _, name := range []string{"data/data.db", "keys/keys.db"} {
		for _, line := range schemaLines(t, filepath.Join(dir, name)) {
			found[filepath.Base(name)+": "+line] = true
		}
	}
	for _, file := range filesUnder(t, "adapters", "[0-9]*.sql") {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(filepath.Base(filepath.Dir(file)), filepath.Base(file))
		found[fmt.Sprintf("migration %s %x", filepath.ToSlash(name), sha256.Sum256(content))] = true
	}
	return found
}

func schemaLines(t *testing.T, file string) (lines []string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT 'table ' || m.name || '.' || c.name || ' ' || c.type
			FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
			WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
		UNION ALL SELECT type || ' ' || name || ' on ' || tbl_name FROM sqlite_master
			WHERE type <> 'table' AND sql IS NOT NULL`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

// frozenEditions exports the texts that come with the program, and lists the
// files and the phrases.
func frozenEditions(t *testing.T) map[string]bool {
	dir := filepath.Join(t.TempDir(), "texts")
	out(t, "", "policy", "export", dir, "--data", dir+"-none")
	found := map[string]bool{}
	phrase := regexp.MustCompile(`(?m)^## (\w+)$`)
	err := fs.WalkDir(os.DirFS(dir), ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		found["file "+file] = true
		text, err := os.ReadFile(filepath.Join(dir, file))
		if filepath.Base(file) == "phrases.md" {
			for _, m := range phrase.FindAllSubmatch(text, -1) {
				found["phrase "+string(m[1])] = true
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
