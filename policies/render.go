package policies

import (
	"bufio"
	"bytes"
	"fmt"
	stdhtml "html"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
)

var markdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(goldmark.WithExtensions(extension.NewLinkify()))
})

// linkSchemes lists the kinds of address that a text may link to.
var linkSchemes = []string{"https", "http", "mailto", "tel"}

var sanitizer = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "hr")
	p.AllowElements("h1", "h2", "h3", "h4", "h5", "h6")
	p.AllowStandardURLs()
	p.AllowURLSchemes(linkSchemes...)
	p.AllowAttrs("href").OnElements("a")
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true)
	return p
})

// HTML renders m as HTML that is safe to embed: only allowed elements are kept.
func HTML(m Markdown) string {
	var b bytes.Buffer
	if err := markdown().Convert([]byte(m), &b); err != nil {
		// A bytes.Buffer takes every write; nothing else can fail.
		panic(fmt.Sprintf("policies: render: %v", err))
	}
	return sanitizer().Sanitize(b.String())
}

// Plain renders m as text that reads well without marks. A link becomes
// "text (address)".
func Plain(m Markdown) string {
	if wordsOnly(m) { // labels and answers: every message is compared with them
		return string(m)
	}
	return render(m, unmarked)
}

func render(m Markdown, k *marks) string {
	source := []byte(m)
	p := plain{source: source, marks: k}
	p.blocks(markdown().Parser().Parse(text.NewReader(source)), "")
	return strings.TrimSpace(p.b.String())
}

// marks is how a platform writes Markdown's elements.
type marks struct {
	escape         func(string) string
	link           func(label, to string) string // label is escaped already
	strong, italic string
	code           string
	bullet         string
}

// unmarked writes text that reads well without marks.
var unmarked = &marks{
	escape: func(s string) string { return s }, bullet: "- ",
	link: func(label, to string) string {
		if label == to || "mailto:"+label == to {
			return label
		}
		return label + " (" + to + ")"
	},
}

// wordsOnly reports whether m is only words with single spaces between them, so
// that it has no Markdown.
func wordsOnly(m Markdown) bool {
	space := true // there may be none before the first word either
	for _, r := range m {
		if r == ' ' && space || r != ' ' && !unicode.IsLetter(r) {
			return false
		}
		space = r == ' '
	}
	return !space
}

type plain struct {
	*marks
	source []byte
	b      strings.Builder
}

func (p *plain) blocks(parent ast.Node, indent string) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.List:
			p.list(n, indent)
		case *ast.Blockquote:
			p.blocks(n, indent+"  ")
			p.gap(n)
		case *ast.ThematicBreak:
			p.b.WriteString("\n")
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			p.lines(n, indent)
			p.gap(n)
		case *ast.HTMLBlock: // never shown, as in HTML
		default:
			p.b.WriteString(indent)
			if _, heading := n.(*ast.Heading); heading {
				p.marked(p.strong, n)
			} else {
				p.inline(n)
			}
			p.b.WriteString("\n")
			if _, tight := n.(*ast.TextBlock); !tight {
				p.gap(n)
			}
		}
	}
}

// gap leaves a blank line between a block and the next.
func (p *plain) gap(n ast.Node) {
	if n.NextSibling() != nil {
		p.b.WriteString("\n")
	}
}

func (p *plain) list(l *ast.List, indent string) {
	number := l.Start
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		mark := p.bullet
		if l.IsOrdered() {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		inner := plain{source: p.source, marks: p.marks}
		inner.blocks(item, "")
		lines := strings.Split(strings.TrimSpace(inner.b.String()), "\n")
		width := utf8.RuneCountInString(mark)
		for i, line := range lines {
			if i == 0 {
				p.b.WriteString(indent + mark + line + "\n")
			} else if line != "" {
				p.b.WriteString(indent + strings.Repeat(" ", width) + line + "\n")
			}
		}
	}
	p.gap(l)
}

// marked writes the content of a node between marks.
func (p *plain) marked(mark string, n ast.Node) {
	p.b.WriteString(mark)
	p.inline(n)
	p.b.WriteString(mark)
}

func (p *plain) lines(n ast.Node, indent string) {
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		p.b.WriteString(indent + p.escape(strings.TrimSuffix(string(line.Value(p.source)), "\n")) + "\n")
	}
}

func (p *plain) inline(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			p.b.WriteString(p.escape(literal(string(n.Value(p.source)))))
			if n.HardLineBreak() {
				p.b.WriteString("\n")
			} else if n.SoftLineBreak() {
				p.b.WriteString(" ")
			}
		case *ast.String:
			p.b.WriteString(p.escape(string(n.Value)))
		case *ast.AutoLink:
			to := string(n.URL(p.source))
			if n.AutoLinkType == ast.AutoLinkEmail {
				to = "mailto:" + to
			}
			p.b.WriteString(p.link(p.escape(string(n.Label(p.source))), to))
		case *ast.Emphasis:
			mark := p.italic
			if n.Level == 2 {
				mark = p.strong
			}
			p.marked(mark, n)
		case *ast.CodeSpan:
			p.b.WriteString(p.code)
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if t, ok := c.(*ast.Text); ok {
					p.b.WriteString(p.escape(string(t.Value(p.source))))
				}
			}
			p.b.WriteString(p.code)
		case *ast.Link:
			inner := plain{source: p.source, marks: p.marks}
			inner.inline(n)
			label, to := inner.b.String(), literal(string(n.Destination))
			if linkable(to) {
				label = p.link(label, to)
			}
			p.b.WriteString(label)
		case *ast.RawHTML, *ast.Image: // never shown, as in HTML
		default:
			p.inline(n)
		}
	}
}

// literal returns Markdown text as people read it: without escaping backslashes
// and with entities resolved. The HTML renderer decides both, so that Plain and
// HTML read the same.
func literal(s string) string {
	if !strings.ContainsAny(s, `\&`) {
		return s
	}
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	html.DefaultWriter.Write(w, []byte(s))
	if err := w.Flush(); err != nil {
		panic(fmt.Sprintf("policies: render: %v", err)) // a bytes.Buffer takes every write
	}
	return stdhtml.UnescapeString(b.String())
}

// linkable reports whether HTML keeps links to this address.
func linkable(to string) bool {
	scheme, _, ok := strings.Cut(to, ":")
	return ok && slices.Contains(linkSchemes, strings.ToLower(scheme))
}

// unshown lists what m contains but no rendering shows: people would agree to a
// text that they cannot see.
func unshown(m Markdown) (found []string) {
	source := []byte(m)
	add := func(said string) {
		if !slices.Contains(found, said) {
			found = append(found, said)
		}
	}
	root := markdown().Parser().Parse(text.NewReader(source))
	err := ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.HTMLBlock, *ast.RawHTML:
			add("HTML is not shown, write Markdown")
		case *ast.Image:
			add("pictures are not shown, remove this one")
		case *ast.Link:
			// A placeholder's value is an address.
			to := literal(string(n.Destination))
			if !linkable(to) && !strings.HasPrefix(to, "{") && !strings.HasPrefix(to, "%7B") {
				add(fmt.Sprintf("the link to %q is not shown, write the whole address with https://", to))
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		panic(fmt.Sprintf("policies: walk: %v", err)) // the walker returns no error
	}
	return found
}
