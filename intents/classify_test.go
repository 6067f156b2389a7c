package intents_test

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"assent/intents"
)

// lines reads "label<TAB>text" lines.
func lines(t *testing.T, file string) [][2]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all [][2]string
	s := bufio.NewScanner(f)
	for s.Scan() {
		if l := s.Text(); l != "" && !strings.HasPrefix(l, "#") {
			label, text, ok := strings.Cut(l, "\t")
			if !ok {
				t.Fatalf("%s: %q has no tab", file, l)
			}
			all = append(all, [2]string{label, text})
		}
	}
	if err := s.Err(); err != nil || len(all) == 0 {
		t.Fatalf("%s: %v", file, err)
	}
	return all
}

// files returns the files of testdata that match a pattern, keyed by what the
// star matches.
func files(t *testing.T, pattern string) map[string]string {
	t.Helper()
	names, err := filepath.Glob("testdata/" + pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no %s: %v", pattern, err)
	}
	before, after, _ := strings.Cut("testdata/"+pattern, "*")
	all := map[string]string{}
	for _, n := range names {
		all[strings.TrimSuffix(strings.TrimPrefix(n, before), after)] = n
	}
	return all
}

func TestClassify(t *testing.T) {
	c := intents.New()
	for lang, file := range files(t, "rules_*.txt") {
		for _, l := range lines(t, file) {
			want, topic, _ := strings.Cut(l[0], "/")
			g := c.Classify(l[1], lang)
			if string(g.Intent) != want || topic != "" && string(g.Topic) != topic {
				t.Errorf("%s: %q is %s/%s, want %s", lang, l[1], g.Intent, g.Topic, l[0])
			}
		}
	}
}

// Upper case, missing accents, a greeting before the text and an emoji after it
// change nothing.
func TestClassifyIsRobust(t *testing.T) {
	c := intents.New()
	changes := map[string]func(string) string{
		"upper case": strings.ToUpper,
		"no accents": func(s string) string {
			return strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "¿", "", "¡", "").Replace(s)
		},
		"emoji":    func(s string) string { return s + " 🙏" },
		"please":   func(s string) string { return s + " pls" },
		"greeting": func(s string) string { return "hola, " + s },
	}
	total, kept := 0, 0
	for lang, file := range files(t, "rules_*.txt") {
		for _, l := range lines(t, file) {
			before := c.Classify(l[1], lang)
			for _, change := range changes {
				total++
				if c.Classify(change(l[1]), lang).Intent == before.Intent {
					kept++
				}
			}
		}
	}
	if float64(kept) < 0.95*float64(total) {
		t.Errorf("%d of %d kept their intent", kept, total)
	}
}

func TestAnswers(t *testing.T) {
	read := map[string]func(string) intents.Answer{"consent*.txt": intents.Consent, "confirm*.txt": intents.Confirm}
	names := map[string]intents.Answer{"yes": intents.Yes, "no": intents.No, "unclear": intents.Unclear}
	for pattern, f := range read {
		for _, file := range files(t, pattern) {
			for _, l := range lines(t, file) {
				want, ok := names[l[0]]
				if !ok {
					t.Fatalf("%s: label %q", file, l[0])
				}
				if got := f(l[1]); got != want {
					t.Errorf("%s: %q is %d, want %s", file, l[1], got, l[0])
				}
			}
		}
	}
}

// A yes is no longer a yes with a no before or after it.
func TestARefusalIsNeverConsent(t *testing.T) {
	var all [][2]string
	for _, file := range files(t, "consent*.txt") {
		all = append(all, lines(t, file)...)
	}
	for _, l := range all {
		texts := []string{l[1]}
		if l[0] == "yes" {
			texts = []string{"no " + l[1], "no, " + l[1], l[1] + ", no", l[1] + " but no", "I don't agree. " + l[1],
				l[1] + " 👎", "not " + l[1], "nein, " + l[1], l[1] + ", nein", "nein " + l[1], "non, " + l[1],
				l[1] + ", non", "não, " + l[1], l[1] + ", não"}
		}
		for _, text := range texts {
			switch text {
			case "not a problem", "no problem", "not not a problem":
				continue
			}
			if intents.Consent(text) == intents.Yes && (l[0] != "yes" || text != l[1]) {
				t.Errorf("%q is read as consent", text)
			}
		}
	}
}

func TestDetect(t *testing.T) {
	for text, want := range map[string]string{
		"hola": "es", "hi": "en", "where is my parcel?": "en", "quiero borrar mis datos": "es",
		"¿dónde está mi paquete?": "es", "12345": "", "AGREE": "", "ok": "",
		"what do you do with my phone number?": "en", "buenas tardes, una pregunta": "es",
		"ich möchte meine Daten löschen": "de", "je veux supprimer mes données": "fr", "": "",
		"no": "", "No.": "", "no no no": "", "no thanks": "en", "no, gracias": "es", "son": "", "my son is 12": "en",
		"no quiero": "es",
	} {
		if got := intents.Detect(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestCarrier(t *testing.T) {
	for want, texts := range map[intents.Keyword][]string{
		intents.KeywordStop: {
			"STOP", "stop", " Stop. ", "STOP!!!", "Unsubscribe", "cancel", "END", "quit", "revoke", "OptOut", "stopall",
			"please stop", "Stop. Thank you", "stop texting me", "Please stop texting me!", "stop please and thanks",
			"don't text me anymore", "no more messages", "take me off your list", "STOP STOP STOP",
			"please stop sending me these", "opt me out please", "leave me alone", "no me escriban más",
			"deja de escribirme", "por favor stop", "keine SMS mehr bitte", "hören Sie auf mir zu schreiben",
			"arrêtez de m'envoyer des sms", "plus de sms svp", "parem de me mandar mensagens", "não me enviem mais sms",
		},
		intents.KeywordStart: {"START", "yes", "unstop"},
		intents.KeywordHelp:  {"HELP", "info", "Help!"},
		intents.KeywordNone: {
			"", "we must STOP this bill", "stop by the shop later", "where is the bus stop?",
			"can you stop the delivery", "how do I stop texting?", "I want to cancel my order", "the end of the month",
			"I'll quit smoking", "help me please", "don't stop", "the parcel did not stop here", "nonstop",
			"send me more info", "yes please", "I agree",
		},
	} {
		for _, text := range texts {
			if got := intents.Carrier(text); got != want {
				t.Errorf("%q: %q, want %q", text, got, want)
			}
		}
	}
	if !slices.Contains(intents.Reserved(), "YES") {
		t.Error("YES is not reserved")
	}
}

func FuzzClassify(f *testing.F) {
	f.Add("delete my data", "en")
	f.Add("¿qué hacen con mis datos?\x00\xff", "es")
	c := intents.New()
	f.Fuzz(func(t *testing.T, text, lang string) {
		g := c.Classify(text, lang)
		if !slices.Contains(intents.Intents(), g.Intent) || g.Confidence < 0 || g.Confidence > 1 {
			t.Errorf("%+v", g)
		}
	})
}

func FuzzConsent(f *testing.F) {
	f.Add("yes I agree")
	f.Fuzz(func(t *testing.T, text string) {
		for _, a := range []intents.Answer{intents.Consent(text), intents.Confirm(text)} {
			if a != intents.Yes && a != intents.No && a != intents.Unclear {
				t.Error(a)
			}
		}
	})
}

func BenchmarkClassify(b *testing.B) {
	c := intents.New()
	for name, text := range map[string]string{
		"short": "where is my parcel? I ordered it last week",
		"1MB":   strings.Repeat("where is my parcel? ", 50_000),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Classify(text, "")
			}
		})
	}
}

// BenchmarkMessages classifies messages as people write them, one by one.
func BenchmarkMessages(b *testing.B) {
	c := intents.New()
	var texts []string
	for _, l := range labelled(b, append(slices.Clone(fresh), freshGood...)...) {
		if len(l.Text) <= 160 {
			texts = append(texts, l.Text)
		}
	}
	var took []time.Duration
	for n := 0; b.Loop(); n++ {
		begun := time.Now()
		c.Classify(texts[n%len(texts)], "")
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds()), "p50-ns")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds()), "p99-ns")
}
