package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

// alerts is the part of Prometheus's rule files that ours use; anything else in
// them is a mistake.
type alerts struct {
	Groups []struct {
		Name  string
		Rules []struct {
			Alert, Expr string
			For         string
			Labels      map[string]string
			Annotations map[string]string
		}
	}
}

// dashboard is the part of a Grafana dashboard that is checked.
type dashboard struct {
	UID, Title string
	Templating struct {
		List []struct {
			Name  string
			Query json.RawMessage
		}
	}
	Panels []struct {
		ID          int
		Type, Title string
		GridPos     struct{ X, Y, W, H int }
		Targets     []struct{ Expr string }
	}
}

// TestMonitoring: the real program exports every metric that the alerts and the
// dashboard use.
func TestMonitoring(t *testing.T) {
	p := startServing(t, t.TempDir())
	p.get("/") // so that requests are counted
	_, text := p.get("/metrics")
	p.stop()
	exported := seriesOf(t, parseScrape(t, text))
	wrong := `sum by (kind, nobody) (rate(assent_unknown_total{kind="x"}[5m])) / assent_sends_total{outcome="lost"}`
	if problems := exported.check(wrong); len(problems) != 4 {
		t.Fatalf("the check finds %q", problems)
	}

	t.Run("alerts.yaml", func(t *testing.T) {
		text, err := os.ReadFile("monitoring/alerts.yaml")
		if err != nil {
			t.Fatal(err)
		}
		d := yaml.NewDecoder(bytes.NewReader(text))
		d.KnownFields(true)
		var a alerts
		if err := d.Decode(&a); err != nil {
			t.Fatal(err)
		}
		names := map[string]bool{}
		for _, g := range a.Groups {
			for _, r := range g.Rules {
				if names[r.Alert] || !regexp.MustCompile(`^Assent[A-Za-z]+$`).MatchString(r.Alert) {
					t.Errorf("%q is no name, or stands twice", r.Alert)
				}
				names[r.Alert] = true
				for _, problem := range exported.check(r.Expr) {
					t.Errorf("%s: %s", r.Alert, problem)
				}
				if _, err := time.ParseDuration(r.For); r.For != "" && err != nil {
					t.Errorf("%s: %v", r.Alert, err)
				}
				if s := r.Labels["severity"]; s != "critical" && s != "warning" {
					t.Errorf("%s: severity %q", r.Alert, s)
				}
				for _, key := range []string{"summary", "description", "runbook"} {
					if len(r.Annotations[key]) < 15 {
						t.Errorf("%s has no %s", r.Alert, key)
					}
				}
				for name := range strings.FieldsSeq(r.Annotations["runbook"]) {
					if name = strings.Trim(name, "(),.;:"); strings.HasPrefix(name, "Assent") &&
						len(name) > len("Assent") && !bytes.Contains(text, []byte("alert: "+name+"\n")) {
						t.Errorf("%s: there is no alert %s", r.Alert, name)
					}
				}
			}
		}
		for _, want := range []string{
			"AssentDown", "AssentStoreNotReady", "AssentMessagesNotAcknowledged", "AssentQueueLate",
			"AssentErasureOverdue",
			"AssentPlatformFails", "AssentCommitSlow", "AssentOptInCollapsed",
		} {
			if !names[want] {
				t.Errorf("there is no alert %s", want)
			}
		}
	})

	t.Run("dashboard.json", func(t *testing.T) {
		text, err := os.ReadFile("monitoring/dashboard.json")
		if err != nil {
			t.Fatal(err)
		}
		var d dashboard
		if err := json.Unmarshal(text, &d); err != nil {
			t.Fatal(err)
		}
		ids := map[int]bool{}
		for _, panel := range d.Panels {
			if g := panel.GridPos; ids[panel.ID] || panel.Title == "" || g.W < 1 || g.X+g.W > 24 ||
				panel.Type != "row" && len(panel.Targets) == 0 {
				t.Errorf("panel %d %q is not complete, or overlaps", panel.ID, panel.Title)
			}
			ids[panel.ID] = true
			for _, target := range panel.Targets {
				for _, problem := range exported.check(target.Expr) {
					t.Errorf("%s: %s", panel.Title, problem)
				}
			}
		}
		variables := 0
		for _, v := range d.Templating.List {
			for _, m := range regexp.MustCompile(`label_values\((\w+)`).FindAllSubmatch(v.Query, -1) {
				variables++
				if exported[string(m[1])] == nil {
					t.Errorf("the variable %s asks for %s", v.Name, m[1])
				}
			}
		}
		if d.Title == "" || len(ids) < 20 || variables != 2 {
			t.Errorf("%q has %d panels and %d variables", d.Title, len(ids), variables)
		}
	})
}

// exported is the series of the program by name, each with its labels.
type exported map[string][]map[string]string

var labelPair = regexp.MustCompile(`([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"`)

func seriesOf(t *testing.T, s scrape) exported {
	e := exported{"up": {{}}} // which Prometheus makes itself
	for series := range s {
		name, inner, _ := strings.Cut(series, "{")
		labels := map[string]string{}
		for _, m := range labelPair.FindAllStringSubmatch(inner, -1) {
			labels[m[1]] = m[3]
		}
		e[name] = append(e[name], labels)
	}
	if len(e) < 40 {
		t.Fatalf("%d metrics only", len(e))
	}
	return e
}

var (
	selector  = regexp.MustCompile(`[a-zA-Z_:][\w:]*\s*(\{[^}]*\})?`)
	rangeOf   = regexp.MustCompile(`\[[^\]]*\]`)
	groupings = regexp.MustCompile(`\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)`)
	function  = regexp.MustCompile(`\b(?:sum|min|max|avg|count|rate|increase|changes|absent|histogram_quantile|` +
		`min_over_time|max_over_time)\s*\(`)
	operators = []string{"and", "or", "unless", "bool"}
)

// target are the labels that Prometheus adds.
var target = []string{"job", "instance"}

// check returns what an expression uses that is not exported: metrics, labels, and
// values of labels.
func (e exported) check(expr string) (problems []string) {
	bad := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if strings.Count(expr, "(") != strings.Count(expr, ")") {
		bad("parentheses do not match in %s", expr)
	}
	grouped := groupings.FindAllStringSubmatch(expr, -1)
	rest := groupings.ReplaceAllString(rangeOf.ReplaceAllString(expr, " "), " ")
	rest = function.ReplaceAllString(rest, " ( ")
	labels := map[string]bool{}
	for _, match := range selector.FindAllString(rest, -1) {
		name, inner, _ := strings.Cut(match, "{")
		if name = strings.TrimSpace(name); slices.Contains(operators, name) {
			continue
		}
		if e[name] == nil {
			bad("there is no metric %s", name)
			continue
		}
		for _, series := range e[name] {
			for l := range series {
				labels[l] = true
			}
		}
		if !slices.ContainsFunc(e[name], func(series map[string]string) bool { return selects(inner, series) }) {
			bad("no series is %s", match)
		}
	}
	for _, g := range grouped {
		for l := range strings.SplitSeq(g[1], ",") {
			if l = strings.TrimSpace(l); l != "" && !labels[l] && !slices.Contains(target, l) {
				bad("no metric has the label %s, of %s", l, g[0])
			}
		}
	}
	if numberless := selector.ReplaceAllString(rest, " "); strings.ContainsAny(numberless, "{}[]\"") {
		bad("this cannot be read: %s", strconv.Quote(numberless))
	}
	return problems
}

// selects reports whether the matchers of a selector hold for a series.
func selects(matchers string, series map[string]string) bool {
	for _, m := range labelPair.FindAllStringSubmatch(matchers, -1) {
		name, how, value := m[1], m[2], m[3]
		if slices.Contains(target, name) {
			continue
		}
		have := series[name]
		holds := have == value
		if strings.HasSuffix(how, "~") {
			holds = regexp.MustCompile(`^(?:` + value + `)$`).MatchString(have)
		}
		if holds == strings.HasPrefix(how, "!") {
			return false
		}
	}
	return true
}
