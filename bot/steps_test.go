package bot_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestStepFiles checks what gate.go promises: each step of the gate has a file of
// its own, named after it, and no other file is named like a step.
func TestStepFiles(t *testing.T) {
	gate, err := os.ReadFile("gate.go")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(gate), "\nvar steps = []step{\n")
	list, _, found := strings.Cut(list, "\n}\n")
	if !found {
		t.Fatal("gate.go has no list of steps")
	}
	var want []string
	for _, m := range regexp.MustCompile(`(?m)^\tstep(\w+),`).FindAllStringSubmatch(list, -1) {
		name := regexp.MustCompile(`([a-z])([A-Z])`).ReplaceAllString(m[1], "${1}_${2}")
		file := "step_" + strings.ToLower(name) + ".go"
		want = append(want, file)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Errorf("step%s: %v", m[1], err)
			continue
		}
		n := strings.Count(string(text), "\nfunc step")
		if n != 1 || !strings.Contains(string(text), "\nfunc step"+m[1]+"(") {
			t.Errorf("%s has %d steps, it must have step%s only", file, n, m[1])
		}
	}
	files, err := filepath.Glob("step_*.go")
	if err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
	slices.Sort(want)
	if !slices.Equal(files, want) || len(want) < 10 {
		t.Errorf("files of steps: %v, steps of the gate: %v", files, want)
	}
}
