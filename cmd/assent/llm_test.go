package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// TestLLM: the configured model is asked for what the embedded one is unsure
// of, and only with --llm.
func TestLLM(t *testing.T) {
	var asked atomic.Int64
	model := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"choices":[{"message":{"role":"assistant",`+
			`"content":"{\"intent\":\"access\",\"topic\":\"\",\"confidence\":0.75}"}}]}`)
	}))
	defer model.Close()
	env := []string{"ASSENT_LLM_MODEL=small", "ASSENT_LLM_BASE_URL=" + model.URL, "ASSENT_LLM_API_KEY=sk-canary"}
	run := func(text string, args ...string) string {
		t.Helper()
		p := newProgram(t, t.TempDir(), env, args...)
		p.cmd.Stdin = strings.NewReader("delete my data\n" + text + "\n")
		out, err := p.cmd.Output()
		if err != nil {
			t.Fatalf("%v\n%s", err, p.said)
		}
		return string(out)
	}
	vague := "" // what the embedded model is unsure of changes with the corpus
	for _, text := range []string{"about what you wrote of me", "not that again with my number",
		"my data thing from before", "the file about me hm", "my chats and so on", "something with data and me"} {
		var g struct{ Confidence float64 }
		out := strings.Split(run(text, "classify"), "\n")[1]
		if err := json.Unmarshal([]byte(out), &g); err != nil || strings.Contains(out, "llm") || asked.Load() > 0 {
			t.Fatalf("without --llm: %v, %s", err, out)
		}
		if g.Confidence < 0.55 {
			vague = text
		}
	}
	lines := strings.Split(run(vague, "classify", "--llm"), "\n")
	if !strings.Contains(lines[0], `"source":"model"`) || !strings.Contains(lines[1], `"intent":"access"`) ||
		!strings.Contains(lines[1], `"source":"llm"`) || asked.Load() != 1 {
		t.Errorf("asked %d times: %q", asked.Load(), lines)
	}
	env = nil
	p := newProgram(t, t.TempDir(), nil, "classify", "--llm")
	p.fails("no language model is configured")
}
