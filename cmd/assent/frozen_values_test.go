package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
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

// families are kinds of values that have a type of their own, each told by a
// few of its values: so the type may be called anything.
var families = map[string]struct {
	area    string
	anchors []string
}{
	"act of an agent":         {"bot", []string{"take", "unblock"}},
	"case state":              {"bot", []string{"waiting for approval", "revoked"}},
	"consent state":           {"bot", []string{"unasked", "superseded"}},
	"event kind":              {"bot", []string{"message", "reply", "acted"}},
	"handoff state":           {"bot", []string{"waiting", "held", "ended"}},
	"lane of the queue":       {"bot", []string{"timer", "job"}},
	"line from":               {"bot", []string{"past", "person"}},
	"opt-in of a channel":     {"bot", []string{"require", "notice_only"}},
	"outcome":                 {"bot", []string{"away", "undeliverable"}},
	"purpose":                 {"bot", []string{"service", "marketing"}},
	"regime":                  {"bot", []string{"gdpr", "ccpa"}},
	"report":                  {"bot", []string{"audit", "activity"}},
	"request kind":            {"bot", []string{"access", "rectification"}},
	"role":                    {"bot", []string{"officer", "auditor"}},
	"stage":                   {"bot", []string{"grace", "erasing"}},
	"verdict":                 {"bot", []string{"approved", "extended"}},
	"kind of a ledger's line": {"bot/ledger", []string{"publication", "order"}},
	"ask":                     {"intents", []string{"no_sale", "last_message"}},
	"carrier keyword":         {"intents", []string{"stop", "start"}},
	"intent":                  {"intents", []string{"policy_question", "handoff"}},
	"topic of a question":     {"intents", []string{"legal_basis", "children"}},
	"change of a text":        {"policies", []string{"added", "changed"}},
	"form of a notice":        {"policies", []string{"full", "short_b"}},
	"kind of an edition":      {"policies", []string{"material", "editorial"}},
	"phrase":                  {"policies", []string{"word_agree", "timeout"}},
	"severity":                {"policies", []string{"error", "warning"}},
	"topic of a section":      {"policies", []string{"legal_basis", "children"}},
}

// plain is what a value looks like that is not prose or SQL.
var plain = regexp.MustCompile(`^[\w.:/-]+( [\w.:/-]+){0,2}\n?$`)

// frozenValues lists the string constants of what is stored, exported or shown:
// families by name, and the rest by area, with how often a value is there.
func (s *sources) frozenValues(t *testing.T) map[string]bool {
	found := map[string]bool{}
	for _, name := range []string{"adapters", "bot", "bot/ledger", "bot/vault", "intents", "policies"} {
		groups := s.groups(name)
		for label, family := range families {
			if family.area != name {
				continue
			}
			var matching []string
			for group, values := range groups {
				lacks := func(anchor string) bool { return !slices.Contains(values, anchor) }
				if !slices.ContainsFunc(family.anchors, lacks) {
					matching = append(matching, group)
				}
			}
			if len(matching) != 1 {
				t.Errorf("%s: %d groups of constants in %s have the values %q, want one",
					label, len(matching), name, family.anchors)
				continue
			}
			for _, value := range groups[matching[0]] {
				if label != "phrase" && value != "" { // phrases are in the list of editions
					found[fmt.Sprintf("%s: %s", label, value)] = true
				}
			}
			delete(groups, matching[0])
		}
		times := map[string]int{}
		for _, values := range groups {
			for _, value := range values {
				if plain.MatchString(value) {
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
	word := regexp.MustCompile(`^"[a-z]+(_[a-z]+)+"$`)
	for _, name := range []string{"adapters", "bot"} {
		s.inspect(name, func(f sourceFile, n ast.Node) {
			literal, ok := n.(*ast.BasicLit)
			here := name == "bot" || f.dir == "adapters/web"
			if ok && here && word.MatchString(literal.Value) {
				found["word: "+strings.Trim(literal.Value, `"`)] = true
			}
		})
	}
	return found
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
						found["/console/ "+method+" "+path] = true
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
					found["/console/ "+method+" "+path] = true
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
			if literal, ok := e.(*ast.BasicLit); ok && literal.Kind == token.STRING && !strings.Contains(literal.Value, " ") {
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
