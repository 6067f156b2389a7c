package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sources are the program's files, by syntax alone: what is looked for in them
// are values, wherever they are declared and whatever they are called.
type sources struct {
	files     []sourceFile
	constants map[string]constant // by folder and name
}

type sourceFile struct {
	*ast.File
	dir     string            // below the module
	imports map[string]string // folders of ours by the name in this file
}

// constant is a string constant of a package.
type constant struct {
	in    sourceFile
	value ast.Expr
	group string // its type where it has one of ours, else its block
	typed bool
}

// parseSources reads everything but tests and stand-ins of platforms.
func parseSources(t *testing.T) sources {
	t.Helper()
	s := sources{constants: map[string]constant{}}
	set := token.NewFileSet()
	for _, root := range []string{"bot", "adapters", "cmd", "intents", "policies"} {
		err := filepath.WalkDir(filepath.Join(module, root), func(file string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && (strings.HasSuffix(d.Name(), "test") || d.Name() == "testdata") {
				return fs.SkipDir
			}
			if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				return nil
			}
			parsed, err := parser.ParseFile(set, file, nil, 0)
			if err != nil {
				return err
			}
			dir, err := filepath.Rel(module, filepath.Dir(file))
			s.add(set, sourceFile{parsed, filepath.ToSlash(dir), importsOf(parsed)})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(s.files) < 100 {
		t.Fatalf("only %d files", len(s.files))
	}
	return s
}

func importsOf(f *ast.File) map[string]string {
	imports := map[string]string{}
	for _, spec := range f.Imports {
		name := strings.Trim(spec.Path.Value, `"`)
		dir, ours := strings.CutPrefix(name, "assent/")
		if !ours && name != "net/http" {
			continue
		}
		called := path.Base(name)
		if spec.Name != nil {
			called = spec.Name.Name
		}
		imports[called] = dir
	}
	return imports
}

// add keeps a file and the constants of its package.
func (s *sources) add(set *token.FileSet, f sourceFile) {
	s.files = append(s.files, f)
	for _, d := range f.Decls {
		block, ok := d.(*ast.GenDecl)
		if !ok || block.Tok != token.CONST {
			continue
		}
		for _, spec := range block.Specs {
			spec := spec.(*ast.ValueSpec)
			c := constant{in: f, group: set.Position(block.Pos()).String()}
			if name, ok := spec.Type.(*ast.Ident); ok {
				c.group, c.typed = f.dir+"."+name.Name, name.Name != "string"
			}
			for i, name := range spec.Names {
				if i < len(spec.Values) && name.Name != "_" {
					c.value = spec.Values[i]
					s.constants[f.dir+"."+name.Name] = c
				}
			}
		}
	}
}

// text is the string value of an expression, if it is known.
func (s *sources) text(f sourceFile, e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		value, err := strconv.Unquote(e.Value)
		return value, err == nil
	case *ast.ParenExpr:
		return s.text(f, e.X)
	case *ast.BinaryExpr:
		left, ok := s.text(f, e.X)
		right, also := s.text(f, e.Y)
		return left + right, ok && also && e.Op == token.ADD
	case *ast.Ident:
		c, ok := s.constants[f.dir+"."+e.Name]
		if !ok {
			return "", false
		}
		return s.text(c.in, c.value)
	case *ast.SelectorExpr:
		x, ok := e.X.(*ast.Ident)
		if !ok {
			return "", false
		}
		dir := f.imports[x.Name]
		if dir == "net/http" {
			return strings.ToUpper(strings.TrimPrefix(e.Sel.Name, "Method")), strings.HasPrefix(e.Sel.Name, "Method")
		}
		c, ok := s.constants[dir+"."+e.Sel.Name]
		if !ok {
			return "", false
		}
		return s.text(c.in, c.value)
	}
	return "", false
}

// area is what of the source belongs together in the lists: package bot and
// what was or will be split from it are one.
func area(dir string) string {
	top, _, _ := strings.Cut(dir, "/")
	switch dir {
	case "bot/ledger", "bot/vault", "intents/train":
		return dir
	}
	return top
}

// in lists the files of an area.
func (s *sources) in(name string) []sourceFile {
	return slices.DeleteFunc(slices.Clone(s.files), func(f sourceFile) bool { return area(f.dir) != name })
}

// inspect visits every node of every file of an area.
func (s *sources) inspect(name string, visit func(f sourceFile, n ast.Node)) {
	for _, f := range s.in(name) {
		ast.Inspect(f.File, func(n ast.Node) bool {
			if n != nil {
				visit(f, n)
			}
			return true
		})
	}
}

// groups are the string constants of an area: those of a type together, the
// others with their block.
func (s *sources) groups(name string) map[string][]string {
	groups := map[string][]string{}
	for _, c := range s.constants {
		if area(c.in.dir) != name {
			continue
		}
		if value, ok := s.text(c.in, c.value); ok {
			groups[c.group] = append(groups[c.group], value)
		}
	}
	return groups
}

// sortedKeys lists a set.
func sortedKeys(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
