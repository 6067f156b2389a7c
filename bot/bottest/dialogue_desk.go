package bottest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"assent/bot"
)

// deskSetting applies a setting that begins with desk.
func (s *stage) deskSetting(key, value string) bool {
	var err error
	switch key {
	case "desk":
	case "desk_hours":
		s.config.Desk.Hours, err = bot.ParseHours(value)
	case "desk_idle":
		s.config.Desk.Idle, err = time.ParseDuration(value)
	case "desk_words":
		s.config.Desk.Words = strings.Fields(value)
	case "desk_rating":
		s.config.Desk.Rating = true
	default:
		return false
	}
	if err != nil {
		s.fatalf("%v", err)
	}
	if s.desk == nil {
		s.desk, s.read, s.config.Desk.Names = NewDesk(), map[string]int{}, true
	}
	return true
}

// place returns the newest thread about the account.
func (s *stage) place() string {
	p, err := s.store.Person(context.Background(), s.user())
	if err != nil || len(p.Threads) == 0 {
		s.fatalf("no thread is about %s, %v", s.account, err)
	}
	s.thread = p.Threads[len(p.Threads)-1].Place.ID
	return s.thread
}

// onDesk plays a desk command.
func (s *stage) onDesk(rest string) {
	verb, rest, _ := strings.Cut(rest, " ")
	switch verb {
	case "<":
		place := s.thread
		if p, err := s.store.Person(context.Background(), s.user()); err == nil && len(p.Threads) > 0 {
			place = s.place()
		}
		lines := s.desk.Lines(place)
		if s.read[place] >= len(lines) {
			s.fatalf("the desk has no further post, want %s", rest)
		}
		l := lines[s.read[place]]
		s.read[place]++
		got := "[" + string(l.From) + "] " + l.Text
		if !strings.HasPrefix(got, "["+strings.TrimPrefix(rest, "[")) && !strings.Contains(got, rest) {
			s.fatalf("the next post is\n%s\nwant %s", got, rest)
		}
	case "silent":
		if place := s.place(); s.read[place] < len(s.desk.Lines(place)) {
			s.fatalf("the desk also has %v", s.desk.Lines(place)[s.read[place]:])
		}
	case "told":
		if !strings.Contains(s.told, rest) || rest == "" && s.told != "" {
			s.fatalf("the agent sees %q, want %q", s.told, rest)
		}
	case "card":
		c := s.desk.Card(s.place())
		got := fmt.Sprint(c.State, " ", c.Consent.State)
		if c.Agent != "" {
			got += " " + c.Agent
		}
		if c.Silenced != "" {
			got += ": " + c.Silenced
		}
		if !strings.HasPrefix(got, rest) {
			s.fatalf("the card shows %q, want %q", got, rest)
		}
	case "gone":
		if c := s.desk.Card(s.thread); !c.Gone() {
			s.fatalf("the card shows %+v", c)
		}
		lines := s.desk.Lines(s.thread)
		if slices.ContainsFunc(lines, func(l bot.DeskPost) bool { return l.From != bot.FromBot }) {
			s.fatalf("the thread still has %v", lines)
		}
		s.read[s.thread] = 0
	case "fail":
		s.desk.Fail(errDown)
	case "heal":
		s.desk.Fail(nil)
	case "deleted":
		s.desk.Delete(s.place())
	default:
		s.fatalf("desk %s is not a command", verb)
	}
}

// acts lets a team member do something: rest is the name, the command and its
// arguments.
func (s *stage) acts(rest string) {
	name, rest, _ := strings.Cut(rest, " ")
	kind, text, _ := strings.Cut(rest, " ")
	s.clock.Set(s.clock.Now().Add(time.Second))
	s.messages++
	agent := func(name string) bot.Colleague {
		u := bot.UserID{App: bot.DefaultApp, Channel: DeskName, ID: name}
		return bot.Colleague{User: u, Name: strings.ToUpper(name[:1]) + name[1:]}
	}
	a := bot.Act{ID: fmt.Sprint("act ", s.messages), Place: s.thread, Agent: agent(name)}
	a.Kind, a.Text = bot.ActKind(kind), text
	if p, err := s.store.Person(context.Background(), s.user()); err == nil && len(p.Threads) > 0 {
		a.Place = s.place()
	}
	switch a.Kind {
	case ">":
		a.Kind = bot.ActSay
		s.said = a.ID
	case bot.ActSection:
		a.Of, a.Text = text, ""
	case bot.ActAssign:
		a.To, a.Text = agent(text), ""
	case bot.ActEdit:
		a.Of = s.said
	}
	var err error
	s.told, err = s.bot.Act(context.Background(), a)
	if err != nil {
		s.told = err.Error()
	}
	s.drain(context.Background())
}
