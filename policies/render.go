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

// linkSchemes are the kinds of address that a text may link to.
var linkSchemes = []string{"https", "http", "mailto", "tel"}

var sanitizer = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr")
	p.AllowStandardURLs()
	p.AllowURLSchemes(linkSchemes...)
	p.AllowAttrs("href").OnElements("a")
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true)
	return p
})

// HTML renders m to HTML that is safe to embed: what the policy of allowed
// elements does not name is removed.
func HTML(m Markdown) string {
	var b bytes.Buffer
	if err := markdown().Convert([]byte(m), &b); err != nil {
		// A bytes.Buffer takes every write; nothing else can fail.
		panic(fmt.Sprintf("policies: render: %v", err))
	}
	return sanitizer().Sanitize(b.String())
}

// Plain renders m to text that reads well without marks. A link becomes
// "text (address)".
func Plain(m Markdown) string {
	if wordsOnly(m) { // labels and answers: every message is compared with some
		return string(m)
	}
	source := []byte(m)
	p := plain{source: source}
	p.blocks(markdown().Parser().Parse(text.NewReader(source)), "")
	return strings.TrimSpace(p.b.String())
}

// wordsOnly reports whether m is words with single spaces between them, which
// mean nothing in Markdown.
func wordsOnly(m Markdown) bool {
	space := true // before the first word none is wanted either
	for _, r := range m {
		if r == ' ' && space || r != ' ' && !unicode.IsLetter(r) {
			return false
		}
		space = r == ' '
	}
	return !space
}

type plain struct {
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
			p.inline(n)
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
		mark := "- "
		if l.IsOrdered() {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		inner := plain{source: p.source}
		inner.blocks(item, "")
		lines := strings.Split(strings.TrimSpace(inner.b.String()), "\n")
		for i, line := range lines {
			if i == 0 {
				p.b.WriteString(indent + mark + line + "\n")
			} else if line != "" {
				p.b.WriteString(indent + strings.Repeat(" ", len(mark)) + line + "\n")
			}
		}
	}
	p.gap(l)
}

func (p *plain) lines(n ast.Node, indent string) {
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		p.b.WriteString(indent + strings.TrimSuffix(string(line.Value(p.source)), "\n") + "\n")
	}
}

func (p *plain) inline(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			p.b.WriteString(literal(string(n.Value(p.source))))
			if n.HardLineBreak() {
				p.b.WriteString("\n")
			} else if n.SoftLineBreak() {
				p.b.WriteString(" ")
			}
		case *ast.String:
			p.b.Write(n.Value)
		case *ast.AutoLink:
			p.b.Write(n.Label(p.source))
		case *ast.CodeSpan:
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if t, ok := c.(*ast.Text); ok {
					p.b.Write(t.Value(p.source))
				}
			}
		case *ast.Link:
			before := p.b.Len()
			p.inline(n)
			to := literal(string(n.Destination))
			if label := p.b.String()[before:]; linkable(to) && label != to && "mailto:"+label != to {
				fmt.Fprintf(&p.b, " (%s)", to)
			}
		case *ast.RawHTML, *ast.Image: // never shown, as in HTML
		default:
			p.inline(n)
		}
	}
}

// literal is a piece of Markdown text as people read it: without the
// backslashes that take a mark its meaning, and with entities resolved. The
// renderer decides both, so that Plain and HTML say the same.
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

// linkable reports whether HTML keeps a link to this address.
func linkable(to string) bool {
	scheme, _, ok := strings.Cut(to, ":")
	return ok && slices.Contains(linkSchemes, strings.ToLower(scheme))
}

// unshown lists what m holds that no rendering shows: people would agree to a
// text that they cannot see.
func unshown(m Markdown) (found []string) {
	source := []byte(m)
	add := func(said string) {
		if !slices.Contains(found, said) {
			found = append(found, said)
		}
	}
	err := ast.Walk(markdown().Parser().Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.HTMLBlock, *ast.RawHTML:
			add("HTML is not shown, write Markdown")
		case *ast.Image:
			add("pictures are not shown, remove it")
		case *ast.Link:
			// The value of a placeholder is an address.
			if to := literal(string(n.Destination)); !linkable(to) && !strings.HasPrefix(to, "{") && !strings.HasPrefix(to, "%7B") {
				add(fmt.Sprintf("the link to %q is not shown, write the whole address with https://", to))
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		panic(fmt.Sprintf("policies: walk: %v", err)) // the walker returns none
	}
	return found
}
