package main

import (
	"encoding"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"assent/adapters"
	"assent/adapters/terminal"
)

// section is a part of the configuration with keys below it: a struct, by its
// yaml tags, or a map by channel.
type section struct {
	reflect.Value
	channel bool // of one channel: keys that are marked whole do not exist there
}

// entry is a key of a section.
type entry struct {
	key string
	section
	// keep stores a value of a map again: those cannot be changed in place.
	keep func()
}

// entries lists the keys of a section, in order.
func (s section) entries() (list []entry) {
	if s.Kind() == reflect.Map {
		return s.channels()
	}
	for i := range s.NumField() {
		key, option, _ := strings.Cut(s.Type().Field(i).Tag.Get("yaml"), ",")
		switch {
		case option == "inline":
			list = append(list, section{Value: s.Field(i)}.entries()...)
		case key != "" && !(option == "whole" && s.channel):
			list = append(list, entry{key, section{s.Field(i), s.channel}, func() {}})
		}
	}
	return list
}

// channels lists the entries of a map by channel, for channels that exist.
func (s section) channels() (list []entry) {
	for _, name := range append(adapters.Names(), terminal.Name) {
		key := reflect.ValueOf(name)
		switch v := s.MapIndex(key); {
		case !v.IsValid():
		case v.Kind() == reflect.Interface:
			list = append(list, entry{name, section{v.Elem().Elem(), true}, func() {}})
		default:
			own := reflect.New(v.Type()).Elem()
			own.Set(v)
			list = append(list, entry{name, section{own, true}, func() { s.SetMapIndex(key, own) }})
		}
	}
	return list
}

// nested reports whether there are keys below this one.
func (s section) nested() bool {
	return (s.Kind() == reflect.Struct || s.Kind() == reflect.Map) && !parsesItself(s.Value)
}

var textType = reflect.TypeFor[encoding.TextUnmarshaler]()

// parsesItself reports whether the type of the value parses text itself.
func parsesItself(v reflect.Value) bool { return reflect.PointerTo(v.Type()).Implements(textType) }

// leaves visits every setting below v by its full name.
func leaves(v reflect.Value, path string, visit func(path string, field reflect.Value)) {
	section{Value: v}.leaves(path, visit)
}

func (s section) leaves(path string, visit func(path string, field reflect.Value)) {
	for _, e := range s.entries() {
		if e.nested() {
			e.leaves(join(path, e.key), visit)
		} else {
			visit(join(path, e.key), e.Value)
		}
		e.keep()
	}
}

func (s section) keys() (keys []string) {
	for _, e := range s.entries() {
		keys = append(keys, e.key)
	}
	return keys
}

func (s section) entry(key string) (entry, bool) {
	entries := s.entries()
	i := slices.IndexFunc(entries, func(e entry) bool { return e.key == key })
	if i < 0 {
		return entry{}, false
	}
	return entries[i], true
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func space(path string) string {
	if path == "" {
		return "the file "
	}
	return path + " "
}

func kindOf(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "keys below it"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.ShortTag() == "!!null":
		return "nothing"
	}
	return "a single value"
}

func short(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

// suggest names the key that was meant: one with a similar spelling, or with the
// same name in another section.
func suggest(name, last, path string) string {
	var all, elsewhere []string
	add := func(key string) {
		all = append(all, key)
		if strings.HasSuffix(key, "."+last) {
			elsewhere = append(elsewhere, key)
		}
	}
	c := defaults()
	whole := section{Value: reflect.ValueOf(&c).Elem()}
	whole.leaves("", func(key string, _ reflect.Value) { add(key) })
	for _, key := range whole.keys() {
		add(key)
	}
	if len(elsewhere) == 1 {
		return ": did you mean " + strconv.Quote(elsewhere[0]) + "?"
	}
	if s := didYouMean(name, all); s != "" {
		return s
	}
	if path != "" {
		return ": " + path + " has no such key; assent help config lists all keys"
	}
	return "; assent help config lists all keys"
}

// didYouMean names the most similar candidate, if one is similar enough.
func didYouMean(name string, candidates []string) string {
	best, distance := "", 1+max(1, len(name)/5)
	for _, c := range candidates {
		if d := editDistance(name, c); d < distance || d == distance && c < best {
			best, distance = c, d
		}
	}
	if best == "" || len(name) > 100 {
		return ""
	}
	return ": did you mean " + strconv.Quote(best) + "?"
}

// editDistance is the number of letters to change, add or remove (Levenshtein).
func editDistance(a, b string) int {
	if len(a) > 100 || len(b) > 100 {
		return 1000
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next := min(row[j]+1, row[j+1]+1, diagonal+cost)
			diagonal, row[j+1] = row[j+1], next
		}
	}
	return row[len(b)]
}
