package policies_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"assent/policies"
)

var controller = policies.Controller{
	Name: "Parcel_Works", Contact: "privacy@parcel.test", URL: "https://parcel.test/privacy",
}

var reserved = []string{"STOP", "YES", "CANCEL", "END", "QUIT", "INFO", "HELP", "START"}

func folder(files map[string][]byte) fstest.MapFS {
	f := fstest.MapFS{}
	for name, data := range files {
		f[name] = &fstest.MapFile{Data: data}
	}
	return f
}

func TestDefaultsAreComplete(t *testing.T) {
	e := policies.Defaults().Freeze(controller)
	for _, f := range policies.Check(e, reserved) {
		t.Errorf("%v", f)
	}
	if got := e.Languages(); !slices.Equal(got, []string{"de", "en", "es", "fr", "pt"}) {
		t.Errorf("languages %v", got)
	}
}

func TestSampleControllerIsRefused(t *testing.T) {
	found := policies.Check(policies.Defaults(), reserved)
	if len(found) != 3 || !policies.Blocking(found) {
		t.Errorf("the sample's name, contact and link should be three errors, got %v", found)
	}
}

func TestFilesRoundTrip(t *testing.T) {
	e := policies.Defaults()
	again, err := policies.Parse(folder(e.Files()))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(e, again); d != "" {
		t.Error(d)
	}
}

func TestCheckFindsEachDefect(t *testing.T) {
	for name, c := range map[string]struct {
		file, old, new string
		want           string
	}{
		"missing topic":        {file: "es/sections/cookies.md", want: "no section on this topic"},
		"unknown placeholder":  {"en/phrases.md", "{reference}", "{refrence}", "{refrence} is unknown"},
		"missing placeholder":  {"en/phrases.md", "{leftover}", "", "{leftover} is missing"},
		"lone brace":           {"en/notice.md", "Reply", "{ Reply", "a brace stands alone"},
		"reserved word":        {"en/phrases.md", "AGREE\n", "YES\n", "reserved by phone carriers"},
		"word twice":           {"es/phrases.md", "CONSERVAR\n", "BORRAR\n", "is also"},
		"two words":            {"es/phrases.md", "ACEPTO\n", "SI ACEPTO\n", "not a single word"},
		"missing phrase":       {"en/phrases.md", "## accepted\n", "## accepted\n\n## timeout_x\n", ""},
		"no link":              {"en/notice.md", "{policy}", "our site", "link to the policy is missing"},
		"word not in notice":   {"es/short.md", "ACEPTO", "SI", "does not name the word ACEPTO"},
		"long short notice":    {"en/short.md", "Reply", strings.Repeat("very ", 60) + "Reply", "text messages"},
		"empty notice":         {"en/notice.md", "", "", "is empty"},
		"section without name": {"en/sections/rights.md", "title: Your rights\n", "title: \"\"\n", "title: is missing"},
		"raw HTML":             {"en/notice.md", "Reply", "<b>Reply</b>", "HTML is not shown"},
	} {
		t.Run(name, func(t *testing.T) {
			files := policies.Defaults().Files()
			switch {
			case c.old != "" && !strings.Contains(string(files[c.file]), c.old):
				t.Fatalf("%s does not contain %q", c.file, c.old)
			case c.old == "" && c.file == "en/notice.md":
				files[c.file] = []byte("\n")
			case c.old == "":
				delete(files, c.file)
			default:
				files[c.file] = []byte(strings.ReplaceAll(string(files[c.file]), c.old, c.new))
			}
			e, err := policies.Parse(folder(files))
			if err != nil {
				if c.want == "" && strings.Contains(err.Error(), "phrases.md:") {
					return // refused with its line
				}
				t.Fatal(err)
			}
			findings := policies.Check(e.Freeze(controller), reserved)
			says := func(f policies.Finding) bool { return strings.Contains(f.Text, c.want) }
			if !slices.ContainsFunc(findings, says) {
				t.Errorf("no finding contains %q: %v", c.want, findings)
			}
		})
	}
}

func TestParseNamesFileLineAndRemedy(t *testing.T) {
	for want, change := range map[string]struct{ file, text string }{
		"edition.md is missing":                {file: "edition.md"},
		`has no folder, name one of de, en`:    {"edition.md", "---\nfallback: it\n---\n"},
		"en/phrases.md:2: phrase \"nonsense\"": {"en/phrases.md", "\n## nonsense\n\nx\n"},
		"no closing line ---":                  {"en/sections/rights.md", "---\ntitle: x\n"},
		"named by its tag":                     {"not a language/notice.md", "x"},
		"no topic has this name":               {"en/sections/parcels.md", "x"},
	} {
		files := policies.Defaults().Files()
		files[change.file] = []byte(change.text)
		if change.text == "" {
			delete(files, change.file)
		}
		_, err := policies.Parse(folder(files))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
}

func TestDiffBySection(t *testing.T) {
	old, now := policies.Defaults(), policies.Defaults()
	now.Texts["en"].Sections[3].Body = "We share everything."
	now.Texts["es"].Phrases[policies.PhraseHelp] = "Ayuda."
	now.Texts["en"].Notice += "\n\nOne more line."
	got := []string{}
	for _, c := range policies.Diff(old, now) {
		got = append(got, string(c.Lang+" "+c.Where+" "+string(c.Kind)+" "+c.Title))
	}
	want := []string{
		"en notice.md changed ", "en sections/sharing.md changed Who receives it", "es phrases.md help changed ",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if s := policies.Diff(old, now)[1].String(); !strings.Contains(s, "+ We share everything.") {
		t.Error(s)
	}
}

func TestFreezeFillsOnlyWhatIsFrozen(t *testing.T) {
	e := policies.Defaults().Freeze(controller)
	text := e.Text("en")
	if strings.Contains(string(text.Notice), "{") {
		t.Error(text.Notice)
	}
	got := policies.Plain(text.Notice)
	if !strings.Contains(got, "Parcel_Works") || !strings.Contains(got, controller.URL) {
		t.Error(got)
	}
	if !strings.Contains(string(text.Phrases[policies.PhraseErasureDone]), "{reference}") {
		t.Error("a run-time placeholder was filled")
	}
	if e.Hash("en", policies.FormFull) == policies.Defaults().Hash("en", policies.FormFull) {
		t.Error("the hash is not that of the rendering shown")
	}
}

func TestValuesCannotInjectMarkdown(t *testing.T) {
	text := policies.Defaults().Freeze(controller).Text("en")
	evil := "**x** [click](https://evil.test) <script>alert(1)</script>\n## timeout"
	m := text.Phrase(policies.PhraseExportStarted, policies.Params{"reference": evil})
	html := policies.HTML(m)
	has := func(part string) bool { return strings.Contains(html, part) }
	if has("<a ") && has(`href="https://evil.test"`) && has(">click<") ||
		has("<strong>x") || has("<script") || has("<h2") {
		t.Error(html)
	}
	if got := policies.Plain(m); !strings.Contains(got, "**x** [click]") {
		t.Error(got)
	}
}

func TestLanguageMatching(t *testing.T) {
	e := policies.Defaults()
	for prefs, want := range map[string]string{
		"es": "es", "es-MX": "es", "en-GB,en;q=0.8": "en", "fr-CA": "fr", "pt-BR": "pt", "de-AT,en;q=0.5": "de",
		"it": "en", "": "en", "it;q=1, es;q=0.5": "es", "garbage!!": "en",
	} {
		if got := e.Text(prefs).Lang; got != want {
			t.Errorf("%q: %s, want %s", prefs, got, want)
		}
	}
}

func TestSegments(t *testing.T) {
	for _, c := range []struct {
		text     string
		n        int
		encoding string
	}{
		{"", 0, policies.GSM7},
		{strings.Repeat("a", 160), 1, policies.GSM7},
		{strings.Repeat("a", 161), 2, policies.GSM7},
		{strings.Repeat("a", 306), 2, policies.GSM7},
		{strings.Repeat("a", 307), 3, policies.GSM7},
		{strings.Repeat("€", 80), 1, policies.GSM7},
		{strings.Repeat("€", 81), 2, policies.GSM7},
		{strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), 3, policies.GSM7}, // the sign is not split
		{strings.Repeat("á", 70), 1, policies.UCS2},
		{strings.Repeat("á", 71), 2, policies.UCS2},
		{strings.Repeat("😀", 35), 1, policies.UCS2},
		{strings.Repeat("😀", 36), 2, policies.UCS2},
	} {
		if n, encoding := policies.Segments(c.text); n != c.n || encoding != c.encoding {
			t.Errorf("%d characters: %d %s, want %d %s", len([]rune(c.text)), n, encoding, c.n, c.encoding)
		}
	}
}

func TestPlain(t *testing.T) {
	got := policies.Plain("**Title**\n\nSome *words* and a [link](https://a.test/x).\n\n" +
		"- one\n- two\n\n1. first\n2. second\n\n<b>no</b> `code`")
	want := "Title\n\nSome words and a link (https://a.test/x).\n\n" +
		"- one\n- two\n\n1. first\n2. second\n\nno code"
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func FuzzParse(f *testing.F) {
	for name, data := range policies.Defaults().Files() {
		f.Add(name, data)
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		files := maps.Clone(policies.Defaults().Files())
		if _, known := files[name]; !known {
			name = "en/notice.md"
		}
		files[name] = data
		e, err := policies.Parse(folder(files))
		if err != nil {
			return
		}
		policies.Check(e, reserved)
		for _, text := range e.Texts {
			html := strings.ToLower(policies.HTML(text.Notice))
			for _, bad := range []string{"<script", `href="javascript:`, "<img"} {
				if strings.Contains(html, bad) {
					t.Errorf("%q", html)
				}
			}
			policies.Segments(policies.Plain(text.Notice))
		}
		if _, err := policies.Parse(folder(e.Files())); err != nil {
			t.Errorf("the files of a parsed edition cannot be parsed: %v", err)
		}
	})
}

// Words without marks skip the parser, with the same result.
func TestPlainWords(t *testing.T) {
	for _, words := range []string{
		"AGREE", "I agree", "Estoy de acuerdo", "Löschen", "a  b", " a", "a ", "> a", "- a", "a_b_c", "*a*", "# a",
		"<b>a", "a\nb", "",
	} {
		want := strings.TrimSpace(strings.TrimSuffix(policies.Plain(policies.Markdown(words+".")), "."))
		if got := policies.Plain(policies.Markdown(words)); got != want {
			t.Errorf("Plain(%q) = %q, want %q", words, got, want)
		}
	}
}

func TestMrkdwn(t *testing.T) {
	for m, want := range map[policies.Markdown]string{
		"**Before** we *chat*":               "*Before* we _chat_",
		"# Title\n\ntext":                    "*Title*\n\ntext",
		"- one\n- **two**":                   "• one\n• *two*",
		"[policy](https://x.test/a?b=1&c=2)": "<https://x.test/a?b=1&amp;c=2|policy>",
		"see https://x.test/p":               "see <https://x.test/p>",
		"write to privacy@x.test":            "write to <mailto:privacy@x.test|privacy@x.test>",
		"a < b & c > d":                      "a &lt; b &amp; c &gt; d",
		"\\<!channel\\>":                     "&lt;!channel&gt;",
		"`code` and \\*stars\\*":             "`code` and *stars*",
		"[bad](javascript:alert)":            "bad",
		"1. first\n2. second":                "1. first\n2. second",
	} {
		if got := policies.Mrkdwn(m); got != want {
			t.Errorf("%q: %q, want %q", m, got, want)
		}
	}
}

func TestVerbatim(t *testing.T) {
	for typed, want := range map[string]string{
		"plain":                          "plain",
		"two\nlines":                     "two\nlines",
		"a\n\nb":                         "a\n\nb",
		"*no* _marks_ # here":            "*no* _marks_ # here",
		"- no list\n1. none either":      "- no list\n1. none either",
		"see https://x.example/a_b.":     "see https://x.example/a_b.",
		"<script>alert(1)</script>":      "<script>alert(1)</script>",
		"[a](javascript:x) {controller}": "[a](javascript:x) {controller}",
		" \n ":                           "",
	} {
		if got := policies.Plain(policies.Verbatim(typed)); got != want {
			t.Errorf("%q shows as %q, want %q", typed, got, want)
		}
	}
	got := policies.HTML(policies.Verbatim("go to https://x.example/a?b=c"))
	if !strings.Contains(got, `href="https://x.example/a?b=c"`) {
		t.Errorf("a link is %s", got)
	}
}

// TestSpare: an edition from an earlier version takes later phrases from the
// embedded texts, in its language and with its controller's name.
func TestSpare(t *testing.T) {
	owner := policies.Controller{Name: "Acme & Sons", Contact: "privacy@acme.test", URL: "https://acme.test/privacy"}
	e := policies.Defaults().Freeze(owner)
	for lang, want := range map[string]string{"en": "A bot of", "de": "Hier antwortet ein Bot von"} {
		own := e.Texts[lang]
		full := own.Phrase(policies.PhraseInformed, nil)
		delete(own.Phrases, policies.PhraseInformed)
		got := own.Phrase(policies.PhraseInformed, nil)
		if got != full || !strings.Contains(string(got), want) || !strings.Contains(string(got), "Acme") {
			t.Errorf("%s: %q, want %q", lang, got, full)
		}
	}
	if got := e.Texts["en"].Phrase("nobody_says_this", nil); got != "[nobody_says_this]" {
		t.Errorf("an unknown phrase: %q", got)
	}
}

// TestSecondWording: a second wording goes through files, freezing and checks like
// the first.
func TestSecondWording(t *testing.T) {
	e := policies.Defaults()
	e.Controller = policies.Controller{Name: "Acme", Contact: "privacy@acme.test", URL: "https://acme.test/privacy"}
	en := e.Texts["en"]
	if en.Opt(false, true) != policies.FormFull || en.Opt(true, true) != policies.FormShort {
		t.Error("there is a second wording")
	}
	en.NoticeB = "{controller}: {policy}. AGREE?"
	found := policies.Check(e, nil)
	if !slices.ContainsFunc(found, func(f policies.Finding) bool {
		return f.Where == "notice.b.md" && strings.Contains(f.Text, "DECLINE")
	}) {
		t.Errorf("no finding reports the missing word: %v", found)
	}
	en.NoticeB = "{controller}: {policy}. AGREE or DECLINE?"
	en.ShortB = "{controller}, {policy}: AGREE or DECLINE?"
	files := fstest.MapFS{}
	for name, b := range e.Files() {
		files[name] = &fstest.MapFile{Data: b}
	}
	again, err := policies.Parse(files)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(e, again); d != "" {
		t.Error(d)
	}
	frozen := again.Freeze(e.Controller)
	m := frozen.Texts["en"].NoticeIn(policies.FormShortB)
	if m != "Acme, <https://acme.test/privacy>: AGREE or DECLINE?" {
		t.Errorf("frozen: %q", m)
	}
	c := policies.Diff(policies.Defaults(), e)
	if len(c) != 2 || c[0].Where != "notice.b.md" || c[1].Kind != policies.Added {
		t.Errorf("%v", c)
	}
}

// TestReadable: a text that is hard to read or too long gets a warning, which does
// not block publication.
func TestReadable(t *testing.T) {
	word := func(n int) string { return strings.TrimSpace(strings.Repeat("word ", n)) + ". " }
	for name, tc := range map[string]struct {
		body policies.Markdown
		want string
	}{
		"short":    {policies.Markdown(strings.Repeat(word(12), 9)), ""},
		"endless":  {policies.Markdown(word(12) + word(44)), "a sentence has 44 words"},
		"long":     {policies.Markdown(strings.Repeat(word(30), 3)), "30 words on average"},
		"a list":   {policies.Markdown("We keep:\n\n" + strings.Repeat("- the words that you write to us\n", 30)), ""},
		"too much": {policies.Markdown(strings.Repeat(word(10), 45)), "at Discord"},
	} {
		e := policies.Defaults()
		e.Controller = controller
		for i, s := range e.Texts["en"].Sections {
			if s.Topic == policies.Sharing {
				e.Texts["en"].Sections[i].Body = tc.body
			}
		}
		var found []policies.Finding
		for _, f := range policies.Check(e, reserved) {
			if strings.HasSuffix(f.Where, "sharing.md") && f.Lang == "en" {
				found = append(found, f)
			}
		}
		if tc.want == "" && len(found) > 0 ||
			tc.want != "" && (len(found) != 1 || found[0].Severity != policies.Warning ||
				!strings.Contains(found[0].Text, tc.want)) {
			t.Errorf("%s: %v, want %q", name, found, tc.want)
		}
	}
}
