package policies

import (
	"net/mail"
	"net/url"
	"strings"
	"unicode"
)

// Placeholders that Freeze fills for good. All others are filled at run time.
const (
	holdController = "controller"
	holdContact    = "contact"
	holdPolicy     = "policy"
	holdLink       = "link" // the only run-time placeholder that takes an address
)

// fill replaces the placeholders {name} that value knows; others stay. It makes
// one pass, so that a brace in a value never counts as a placeholder.
func fill(m Markdown, value func(string) (string, bool)) Markdown {
	var b strings.Builder
	rest := string(m)
	for {
		before, after, ok := strings.Cut(rest, "{")
		b.WriteString(before)
		if !ok {
			return Markdown(b.String())
		}
		name, tail, closed := strings.Cut(after, "}")
		v, known := value(name)
		if !closed || !known {
			b.WriteByte('{')
			rest = after
			continue
		}
		// An address already has angle brackets: <{policy}> and {policy} are
		// the same.
		if strings.HasPrefix(v, "<") && strings.HasSuffix(before, "<") && strings.HasPrefix(tail, ">") {
			v, tail = v[1:], tail[1:]
		}
		b.WriteString(v)
		rest = tail
	}
}

// runtimeValue returns a value of params as Markdown.
func runtimeValue(name string, params Params) (string, bool) {
	v, ok := params[name]
	if name == holdLink {
		return address(v), ok
	}
	return escape(v), ok
}

// frozenValue returns the value that c gives a frozen placeholder, as Markdown.
func frozenValue(name string, c Controller) (string, bool) {
	switch name {
	case holdController:
		return escape(c.Name), true
	case holdContact:
		return address(c.Contact), true
	case holdPolicy:
		return address(c.URL), true
	}
	return "", false
}

// address returns a web or mail address as a link, whatever marks it contains: a
// bare one would end at some of them, and is not recognised if its host has no
// dot. Anything else is escaped.
func address(v string) string {
	v = strings.TrimSpace(v)
	if strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || r == 0x7F || r == '<' || r == '>' }) {
		return escape(v)
	}
	if webAddress(v) {
		return "<" + v + ">"
	}
	if a, err := mail.ParseAddress(v); err == nil && a.Address == v && !strings.ContainsAny(v, `"[`) {
		return "<" + v + ">"
	}
	return escape(v)
}

func webAddress(v string) bool {
	u, err := url.Parse(v)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// escape returns v as plain text on one line: its Markdown marks lose their
// meaning, and nothing in it becomes a link. Plain restores v, with every run of
// white space and control characters as one space.
func escape(v string) string {
	v = strings.ToValidUTF8(v, "\uFFFD")
	blank := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	v = strings.Join(strings.FieldsFunc(v, blank), " ")
	v = strings.ReplaceAll(escaper.Replace(v), "www.", `www\.`)
	// At the start of a line these would begin a list or underline a heading.
	if v != "" && strings.ContainsRune("-+=", rune(v[0])) {
		return `\` + v
	}
	rest := strings.TrimLeft(v, "0123456789")
	if len(rest) < len(v) && rest != "" && (rest[0] == '.' || rest[0] == ')') {
		return v[:len(v)-len(rest)] + `\` + rest
	}
	return v
}

// Verbatim returns what somebody typed as Markdown that shows it exactly so: line
// by line, with its marks escaped and web addresses as links.
func Verbatim(text string) Markdown {
	var b strings.Builder
	fresh := true // at the start of a paragraph
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 {
			if !fresh {
				b.WriteString("\n\n")
			}
			fresh = true
			continue
		}
		if !fresh {
			b.WriteString("\\\n")
		}
		fresh = false
		from := 0
		for i, w := range words {
			end := len(strings.TrimRight(w, ".,;:!?)\"'"))
			if !webAddress(w[:end]) {
				continue
			}
			b.WriteString(spaced(escape(strings.Join(words[from:i], " "))) + address(w[:end]) + spaced(escape(w[end:])))
			from = i + 1
		}
		b.WriteString(escape(strings.Join(words[from:], " ")))
	}
	return Markdown(strings.TrimSpace(b.String()))
}

func spaced(s string) string {
	if s == "" {
		return " "
	}
	return s + " "
}

var escaper = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`,
	"|", `\|`, "~", `\~`, "&", `\&`, "{", `\{`, "}", `\}`, "@", `\@`, "://", `\://`,
)
