package policies

import (
	"bytes"
	"fmt"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

var markdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(goldmark.WithExtensions(extension.NewLinkify()))
})

var sanitizer = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr")
	p.AllowStandardURLs()
	p.AllowURLSchemes("https", "http", "mailto", "tel")
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
	source := []byte(m)
	p := plain{source: source}
	p.blocks(markdown().Parser().Parse(text.NewReader(source)), "")
	return strings.TrimSpace(p.b.String())
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
		case *ast.ThematicBreak:
			p.b.WriteString("\n")
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			p.lines(n, indent)
		case *ast.HTMLBlock: // never shown, as in HTML
		default:
			p.b.WriteString(indent)
			p.inline(n)
			p.b.WriteString("\n")
			if _, tight := n.(*ast.TextBlock); !tight && n.NextSibling() != nil {
				p.b.WriteString("\n")
			}
		}
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
	if l.NextSibling() != nil {
		p.b.WriteString("\n")
	}
}

func (p *plain) lines(n ast.Node, indent string) {
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		p.b.WriteString(indent)
		p.b.Write(line.Value(p.source))
	}
	p.b.WriteString("\n")
}

func (p *plain) inline(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			p.b.WriteString(unescape(string(n.Value(p.source))))
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
			if label := p.b.String()[before:]; label != string(n.Destination) && "mailto:"+label != string(n.Destination) {
				fmt.Fprintf(&p.b, " (%s)", n.Destination)
			}
		case *ast.RawHTML: // never shown, as in HTML
		default:
			p.inline(n)
		}
	}
}

// unescape removes the backslashes that take a mark its meaning.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte("\\`*_{}[]<>()#+-.!|~\"$%&',/:;=?@^", s[i+1]) >= 0 {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// Encodings of a text message.
const (
	GSM7 = "GSM-7"
	UCS2 = "UCS-2"
)

const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "\f^{}\\[~]|€" // each takes two septets
)

// Segments returns how many text messages s takes, and in which encoding:
// 160 GSM-7 septets in one, 153 each in several; 70 and 67 UCS-2 units
// (Twilio, "SMS character limit"). A character is never split.
func Segments(s string) (n int, encoding string) {
	if s == "" {
		return 0, GSM7
	}
	encoding = GSM7
	for _, r := range s {
		if !strings.ContainsRune(gsmBasic, r) && !strings.ContainsRune(gsmExtended, r) {
			encoding = UCS2
			break
		}
	}
	single, part := 160, 153
	if encoding == UCS2 {
		single, part = 70, 67
	}
	total, used, parts := 0, 0, 1
	for _, r := range s {
		units := 1
		if encoding == GSM7 && strings.ContainsRune(gsmExtended, r) || encoding == UCS2 && r > 0xFFFF {
			units = 2
		}
		total += units
		if used+units > part {
			parts, used = parts+1, 0
		}
		used += units
	}
	if total <= single {
		return 1, encoding
	}
	return parts, encoding
}
