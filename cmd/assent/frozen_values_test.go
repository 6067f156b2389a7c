package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// frozenJSON lists the names that tags of structs give to JSON.
func (s *sources) frozenJSON() map[string]bool {
	found := map[string]bool{}
	for _, name := range []string{"adapters", "bot", "bot/ledger", "cmd", "intents", "policies"} {
		s.inspect(name, func(_ sourceFile, n ast.Node) {
			field, ok := n.(*ast.Field)
			if !ok || field.Tag == nil {
				return
			}
			tag, _ := strconv.Unquote(field.Tag.Value) // the parser has seen that it is a string
			key, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
			if key != "" && key != "-" {
				found[name+": "+key] = true
			}
		})
	}
	return found
}

// plain is what a value looks like that is not prose or SQL.
var plain = regexp.MustCompile(`^[\w.:/-]+( [\w.:/-]+){0,2}\n?$`)

// frozenValues lists the string constants of what is stored, exported or shown.
// Those that the file calls by a name, "bot role" or "bot stage", are the
// constants of a type or of a block, which is told by its values: the one that
// has most of them. The rest is listed by area, with how often a value is there.
func (s *sources) frozenValues(t *testing.T, file string) map[string]bool {
	found := map[string]bool{}
	named := namedValues(t, file)
	for _, name := range []string{"adapters", "bot", "bot/ledger", "bot/vault", "intents", "policies"} {
		groups := s.groups(name)
		for _, label := range slices.Sorted(maps.Keys(named)) {
			if !strings.HasPrefix(label, name+" ") {
				continue
			}
			best, most := "", 0
			for _, group := range slices.Sorted(maps.Keys(groups)) {
				if n := shared(named[label], groups[group]); n > most {
					best, most = group, n
				}
			}
			for _, value := range groups[best] {
				if value != "" {
					found[label+": "+value] = true
				}
			}
			delete(groups, best)
		}
		times := map[string]int{}
		for _, values := range groups {
			for _, value := range values {
				if plain.MatchString(value) && !slices.Contains(values, "word_agree") { // phrases: see editions.txt
					times[value]++
				}
			}
		}
		for value, n := range times {
			entry := fmt.Sprintf("%s: %s", name, strings.ReplaceAll(value, "\n", `\n`))
			if n > 1 {
				entry += fmt.Sprintf(" (%d times)", n)
			}
			found[entry] = true
		}
	}
	// What is said and recorded in passing: codes of errors on the chat page, acts.
	// Keys of the configuration are in config.txt; some of these words are both.
	word := regexp.MustCompile(`^"[a-z]+(_[a-z]+)+"$`)
	keys, known := readFixture(t, "testdata/frozen/config.txt"), readFixture(t, file)
	isKey := func(word string) bool {
		return strings.Contains(keys, "."+word+" ") && !strings.Contains(known, "\nword: "+word+"\n")
	}
	for _, name := range []string{"adapters", "bot"} {
		s.inspect(name, func(f sourceFile, n ast.Node) {
			literal, ok := n.(*ast.BasicLit)
			here := name == "bot" || f.dir == "adapters/web"
			if ok && here && word.MatchString(literal.Value) && !isKey(strings.Trim(literal.Value, `"`)) {
				found["word: "+strings.Trim(literal.Value, `"`)] = true
			}
		})
	}
	return found
}

// namedValues reads the values that the file calls by a name, such as
// "bot role: officer".
func namedValues(t *testing.T, file string) map[string][]string {
	t.Helper()
	named := map[string][]string{}
	entry := regexp.MustCompile(`(?m)^([a-z/]+ [a-z -]+): (.+)$`)
	for _, m := range entry.FindAllStringSubmatch(readFixture(t, file), -1) {
		named[m[1]] = append(named[m[1]], m[2])
	}
	if len(named) < 20 {
		t.Fatalf("%s names %d kinds of values", file, len(named))
	}
	return named
}

// shared counts the values that are in both.
func shared(a, b []string) (n int) {
	for _, value := range a {
		if slices.Contains(b, value) {
			n++
		}
	}
	return n
}

// frozenRoutes lists the patterns that handlers are registered with, and the
// console's table: rows of a method, a path and a function, however written.
func (s *sources) frozenRoutes() map[string]bool {
	found := map[string]bool{}
	below := regexp.MustCompile(`^[\w{}$/.-]+$`)
	for _, name := range []string{"adapters", "bot", "cmd"} {
		s.inspect(name, func(f sourceFile, n ast.Node) {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				if row, ok := n.(*ast.CompositeLit); ok && f.dir == "adapters/console" {
					if method, path, ok := s.row(f, "", row.Elts); ok && below.MatchString(path) {
						found[method+" /console/"+strings.TrimPrefix(path, "/console/")] = true
					}
				}
				return
			}
			called := ""
			switch fun := call.Fun.(type) {
			case *ast.Ident:
				called = fun.Name
			case *ast.SelectorExpr:
				called = fun.Sel.Name
			}
			if (called == "Handle" || called == "HandleFunc") && len(call.Args) == 2 {
				if pattern, ok := s.text(f, call.Args[0]); ok {
					found[pattern] = true
				}
			} else if f.dir == "adapters/console" {
				if method, path, ok := s.row(f, strings.ToUpper(called), call.Args); ok && below.MatchString(path) {
					found[method+" /console/"+strings.TrimPrefix(path, "/console/")] = true
				}
			}
		})
	}
	return found
}

// row reads a row of a table of routes: false: it is something else.
func (s *sources) row(f sourceFile, method string, elements []ast.Expr) (_, path string, ok bool) {
	isMethod := func(text string) bool { return slices.Contains([]string{"GET", "POST", "PUT", "DELETE"}, text) }
	if !isMethod(method) {
		method = ""
	}
	handler := false
	for _, e := range elements {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			e = pair.Value
		}
		text, isText := s.text(f, e)
		if id, named := e.(*ast.Ident); named && method == "" && isMethod(strings.ToUpper(id.Name)) {
			text, isText = strings.ToUpper(id.Name), true // a constant of the function's own
		}
		switch {
		case isText && isMethod(text):
			method = text
		case isText && path == "":
			path = text
		case !isText:
			_, name := e.(*ast.Ident)
			_, literal := e.(*ast.FuncLit)
			handler = handler || name || literal
		}
	}
	return method, path, method != "" && path != "" && handler
}

// frozenDialogues lists the lines that dialogue files are made of: as the files
// use them, and as the code that plays them tells them apart, in switches or maps.
func frozenDialogues(t *testing.T) map[string]bool {
	found := map[string]bool{}
	for _, file := range filesUnder(t, "bot/bottest", "*.txt") {
		settings, body, ok := strings.Cut(readFixture(t, file), "\n---\n")
		if !ok {
			continue
		}
		for line := range strings.Lines(settings) {
			if f := strings.Fields(line); len(f) > 0 && !strings.HasPrefix(f[0], "#") {
				found["setting "+f[0]] = true
			}
		}
		for line := range strings.Lines(body) {
			f := strings.Fields(line)
			if len(f) > 1 && strings.HasPrefix(f[0], "@") {
				found["line @account"], f = true, f[1:]
			}
			switch {
			case len(f) == 0 || strings.HasPrefix(f[0], "#"):
			case f[0] == "desk" && len(f) > 1:
				found["line desk "+f[1]] = true
			case f[0] == "agent" && len(f) > 2:
				found["line agent NAME "+f[2]] = true
			default:
				found["line "+f[0]] = true
			}
		}
	}
	toldApart := func(list ...ast.Expr) {
		for _, e := range list {
			if literal, ok := e.(*ast.BasicLit); ok && literal.Kind == token.STRING &&
				!strings.Contains(literal.Value, " ") {
				found["told apart "+strings.Trim(literal.Value, `"`)] = true
			}
		}
	}
	for _, file := range filesUnder(t, "bot/bottest", "dialogue*.go") {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CaseClause:
				toldApart(n.List...)
			case *ast.KeyValueExpr:
				toldApart(n.Key)
			}
			return true
		})
	}
	return found
}
