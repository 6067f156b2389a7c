package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// module is the root of the module, seen from here.
const module = "../.."

// bottomUp lists what each package of the core may import: our packages, and
// libraries besides the standard one. Packages under adapters and cmd have
// their own rules, see permitted.
var bottomUp = map[string]struct{ ours, libraries []string }{
	"intents":       {nil, []string{"golang.org/x"}},
	"intents/train": {[]string{"intents"}, []string{"golang.org/x"}},
	"policies": {nil, []string{
		"golang.org/x", "github.com/yuin/goldmark", "github.com/microcosm-cc/bluemonday", "go.yaml.in/yaml/v3",
	}},
	"bot/vault":  {nil, []string{"golang.org/x", "github.com/tink-crypto/tink-go/v2"}},
	"bot/ledger": {nil, []string{"golang.org/x"}},
	"bot":        {[]string{"intents", "policies", "bot/vault", "bot/ledger"}, []string{"golang.org/x"}},
	"bot/office": {[]string{"bot", "intents", "policies", "bot/ledger"}, []string{"golang.org/x"}},
	"bot/bottest": {
		[]string{"bot", "intents", "policies", "bot/vault", "bot/ledger"},
		[]string{"golang.org/x", "github.com/google/go-cmp"},
	},
	"bot/bottest/browser": {nil, []string{"github.com/chromedp/chromedp"}},
}

// listed is what go list prints about a package.
type listed struct {
	ImportPath, Dir                               string
	GoFiles, TestGoFiles, XTestGoFiles            []string
	IgnoredGoFiles                                []string
	Imports, TestImports, XTestImports            []string
	Doc                                           string
	Module                                        struct{ Path string }
	name                                          string // below the module
	ours, foreign, testOurs, testForeign, sources []string
}

func packages(t *testing.T) []*listed {
	t.Helper()
	c := exec.Command("go", "list", "-json", "./...")
	c.Dir = module
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, said.String())
	}
	var list []*listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		p := &listed{}
		if err := d.Decode(p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		p.name = strings.TrimPrefix(p.ImportPath, p.Module.Path+"/")
		p.ours, p.foreign = sortOut(p.Module.Path, p.Imports)
		p.testOurs, p.testForeign = sortOut(p.Module.Path, slices.Concat(p.TestImports, p.XTestImports))
		p.sources = slices.Concat(p.GoFiles, p.TestGoFiles, p.XTestGoFiles, p.IgnoredGoFiles)
		list = append(list, p)
	}
	if len(list) < 8 {
		t.Fatalf("go list names %d packages only", len(list))
	}
	return list
}

// sortOut splits imports into our own and those of libraries.
func sortOut(root string, imports []string) (ours, foreign []string) {
	for _, i := range imports {
		first, _, _ := strings.Cut(i, "/")
		if name, ok := strings.CutPrefix(i, root+"/"); ok {
			ours = append(ours, name)
		} else if strings.Contains(first, ".") {
			foreign = append(foreign, i)
		}
	}
	return ours, foreign
}

// core reports whether a package is bot or one below it.
func core(name string) bool { _, ok := bottomUp[name]; return ok }

// permitted reports whether the package may import another one of ours.
func permitted(name, imported string) bool {
	switch {
	case core(name):
		return slices.Contains(bottomUp[name].ours, imported)
	case name == "adapters":
		return core(imported) || strings.HasPrefix(imported, "adapters/")
	case strings.HasPrefix(name, "adapters/"):
		return core(imported) || strings.HasPrefix(imported, name+"/")
	}
	return name == "cmd/assent"
}

// TestImportDirection holds the import table: the core knows no adapter,
// adapters do not know each other, and what is not in the table is refused.
func TestImportDirection(t *testing.T) {
	for _, p := range packages(t) {
		for _, i := range p.ours {
			if !permitted(p.name, i) {
				t.Errorf("%s may not import %s", p.name, i)
			}
			if i == "bot/bottest" || strings.HasPrefix(i, "adapters/") && strings.HasSuffix(i, "test") {
				t.Errorf("%s imports %s outside of its tests", p.name, i)
			}
		}
		for _, i := range p.testOurs {
			// Tests may import their own package and its test helpers.
			if i != p.name && i != "bot/bottest" && !permitted(p.name, i) {
				t.Errorf("the tests of %s may not import %s", p.name, i)
			}
		}
		if !core(p.name) && p.name != "adapters" && !strings.HasPrefix(p.name, "adapters/") && p.name != "cmd/assent" {
			t.Errorf("%s has no place in the layout", p.name)
		}
	}
}

// TestLibraries: the core gets by with the libraries of its table, and a
// library that one adapter is made for appears nowhere else.
func TestLibraries(t *testing.T) {
	list := packages(t)
	within := func(i string, libraries []string) bool {
		return slices.ContainsFunc(libraries, func(l string) bool { return i == l || strings.HasPrefix(i, l+"/") })
	}
	small := []string{"golang.org/x", "github.com/prometheus/client_golang"}
	user := map[string]string{}
	for _, p := range list {
		if strings.HasPrefix(p.name, "adapters/") && strings.HasSuffix(p.name, "test") {
			continue // a stand-in of a platform, which nothing that ships imports
		}
		for _, i := range p.foreign {
			if core(p.name) {
				if !within(i, bottomUp[p.name].libraries) {
					t.Errorf("%s may not import %s", p.name, i)
				}
				continue
			}
			if within(i, small) {
				continue
			}
			if other, ok := user[i]; ok && !strings.HasPrefix(p.name, other+"/") {
				t.Errorf("%s is imported by %s and %s: a library belongs to one adapter, or to the command", i, other,
					p.name)
			}
			user[i] = p.name
		}
	}
}

// TestPackages: every package says what it owns in its doc.go, and
// importing one has no effects.
func TestPackages(t *testing.T) {
	for _, p := range packages(t) {
		if !slices.Contains(p.GoFiles, "doc.go") || p.Doc == "" {
			t.Errorf("%s has no doc.go that says what it owns", p.name)
		}
		for _, file := range p.sources {
			parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil,
				parser.SkipObjectResolution)
			if err != nil {
				t.Error(err)
				continue
			}
			for _, d := range parsed.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
					t.Errorf("%s has a func init: wire it explicitly", path.Join(p.name, file))
				}
			}
		}
	}
}

// TestTopLevel: the top folder holds only what the layout names, and what running
// the program leaves there.
func TestTopLevel(t *testing.T) {
	known := []string{"cmd", "bot", "intents", "adapters", "policies", "go.mod", "go.sum", "README.md"}
	f, err := os.Open(filepath.Join(module, ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ignored := []string{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		ignored = append(ignored, strings.Trim(lines.Text(), "/"))
	}
	entries, err := os.ReadDir(module)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		byPattern := func(pattern string) bool { ok, err := path.Match(pattern, name); return ok && err == nil }
		if !slices.Contains(known, name) && !strings.HasPrefix(name, ".") && !slices.ContainsFunc(ignored, byPattern) {
			t.Errorf("%s has no place at the top level", name)
		}
	}
	for _, name := range known {
		if _, err := os.Stat(filepath.Join(module, name)); errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is missing at the top level", name)
		}
	}
}

// TestSecondWritePath: besides the gate, records are written only through
// Bot.Amend, and of the packages above bot only the office calls that. Otherwise
// there would be a side door into records.
func TestSecondWritePath(t *testing.T) {
	found := false
	for _, p := range packages(t) {
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "Amend" {
					found = true
					if p.name != "bot" && p.name != "bot/office" {
						t.Errorf("%s/%s calls Amend", p.name, name)
					}
				}
				return true
			})
		}
	}
	if !found {
		t.Error("nobody calls Amend: it has another name by now")
	}
}
