package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

var writeLicences = flag.Bool("licences", false, "write help/licences.txt anew")

const licencesFile = "help/licences.txt"

// TestLicences: assent help licences holds the licences of exactly the modules
// that are built in. After a change of go.mod generate them again, offline:
//
//	go test ./cmd/assent -run TestLicences -licences
func TestLicences(t *testing.T) {
	want := licences(t)
	if *writeLicences {
		if err := os.WriteFile(licencesFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(licencesFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) == want {
		return
	}
	t.Error("the licences are out of date: go test ./cmd/assent -run TestLicences -licences")
	for _, module := range moduleLine.FindAllString(want, -1) {
		if !strings.Contains(string(have), module) {
			t.Errorf("missing: %s", module)
		}
	}
	for _, module := range moduleLine.FindAllString(string(have), -1) {
		if !strings.Contains(want, module) {
			t.Errorf("not built in: %s", module)
		}
	}
}

var moduleLine = regexp.MustCompile(`(?m)^- \S+ \S+$`)

// built is a package of the program, as go list prints it.
type built struct {
	Dir    string
	Module *struct {
		Path, Version, Dir string
		Main               bool
	}
}

// builtIn lists the packages of other modules in the programs for all systems.
func builtIn(t *testing.T) (list []built) {
	t.Helper()
	for _, system := range []string{"linux", "darwin", "windows"} {
		c := exec.Command("go", "list", "-deps", "-json=Dir,Module", ".")
		c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOARCH=amd64", "GOOS="+system)
		out, err := c.Output()
		if err != nil {
			t.Fatal(err)
		}
		for d := json.NewDecoder(strings.NewReader(string(out))); ; {
			var p built
			if err := d.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			if p.Module != nil && !p.Module.Main {
				list = append(list, p)
			}
		}
	}
	return list
}

// licences is the text of the topic: each text once, below the modules it is for.
func licences(t *testing.T) string {
	t.Helper()
	of := map[string][]string{} // modules by text
	add := func(owner, dir string) (found bool) {
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if f.IsDir() || !isLicence(f.Name()) {
				continue
			}
			text, err := os.ReadFile(filepath.Join(dir, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			found = true
			if said := clean(string(text)); !slices.Contains(of[said], owner) {
				of[said] = append(of[said], owner)
			}
		}
		return found
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !add("Go, its standard library and runtime", strings.TrimSpace(string(root))) {
		t.Fatalf("%s comes without a licence", runtime.Version())
	}
	modules := map[string]bool{} // whether a licence was found
	seen := map[string]bool{}
	for _, p := range builtIn(t) {
		owner := p.Module.Path + " " + p.Module.Version
		modules[owner] = modules[owner] || false
		// From the package up to its module: some hold code of others.
		for dir := p.Dir; !seen[dir] && strings.HasPrefix(dir, p.Module.Dir); dir = filepath.Dir(dir) {
			seen[dir] = true
			if add(owner, dir) {
				modules[owner] = true
			}
		}
	}
	var s strings.Builder
	fmt.Fprint(&s, "# Licences of what is built into this program\n\nThese modules are built in:\n\n")
	for _, owner := range slices.Sorted(maps.Keys(modules)) {
		fmt.Fprintln(&s, "-", owner)
		if !modules[owner] {
			t.Errorf("%s comes without a licence", owner)
		}
	}
	texts := slices.SortedFunc(maps.Keys(of), func(a, b string) int {
		return cmp.Or(slices.Compare(sorted(of[a]), sorted(of[b])), strings.Compare(a, b))
	})
	for _, text := range texts {
		fmt.Fprintf(&s, "\n%s\n\n%s\n\n%s\n", strings.Repeat("=", 78), strings.Join(sorted(of[text]), "\n"), text)
	}
	return s.String()
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

// isLicence reports whether a file has the conditions of its folder.
func isLicence(name string) bool {
	name = strings.ToUpper(name)
	return slices.ContainsFunc([]string{"LICENSE", "LICENCE", "COPYING", "NOTICE", "PATENTS"}, func(begin string) bool {
		ext := path.Ext(name)
		return strings.HasPrefix(name, begin) && ext != ".GO" && ext != ".SH"
	})
}

// clean is a text without blanks at the ends of lines, in which copies differ.
func clean(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t\f\ufeff")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}
