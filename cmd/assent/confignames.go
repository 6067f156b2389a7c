package main

import (
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// leaves visits every setting below v by its full name.
func leaves(v reflect.Value, path string, visit func(path string, field reflect.Value)) {
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("yaml")
		if name == "" {
			continue
		}
		if field := v.Field(i); field.Kind() == reflect.Struct {
			leaves(field, join(path, name), visit)
		} else {
			visit(join(path, name), field)
		}
	}
}

func keysOf(v reflect.Value) []string {
	var keys []string
	for i := range v.NumField() {
		if name := v.Type().Field(i).Tag.Get("yaml"); name != "" {
			keys = append(keys, name)
		}
	}
	return keys
}

func fieldOf(v reflect.Value, key string) (reflect.Value, bool) {
	for i := range v.NumField() {
		if name := v.Type().Field(i).Tag.Get("yaml"); name != "" && name == key {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
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

// suggest says which key was meant: one that is spelled alike, or one of that
// name in another section.
func suggest(name, last, path string) string {
	var all, elsewhere []string
	add := func(key string) {
		all = append(all, key)
		if strings.HasSuffix(key, "."+last) {
			elsewhere = append(elsewhere, key)
		}
	}
	c := defaults()
	v := reflect.ValueOf(&c).Elem()
	leaves(v, "", func(key string, _ reflect.Value) { add(key) })
	for _, section := range keysOf(v) {
		add(section)
	}
	if len(elsewhere) == 1 {
		return ": did you mean " + strconv.Quote(elsewhere[0]) + "?"
	}
	if s := didYouMean(name, all); s != "" {
		return s
	}
	if path != "" {
		return ": " + path + " has no such key, all are listed by: assent help config"
	}
	return ": all keys are listed by: assent help config"
}

// didYouMean names the candidate that is nearest, if one is near.
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

// editDistance is how many letters to change, add or remove (Levenshtein).
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
